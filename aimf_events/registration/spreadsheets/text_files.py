"""CSV as it really arrives: from Excel on Windows or macOS, from Google, from a ministry's software."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from itertools import islice

from .problems import Problem, SpreadsheetProblem
from .raw import BLANK_ROWS_READ, COLUMNS_READ, RawTable

DELIMITERS = ";,\t|"
_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16"),
)
_FRENCH = frozenset("éèêëàâäçîïôöùûüÿœæÉÈÊËÀÂÇÎÏÔÙÛŒÆ’«»°€")
_NAMES = {"cp1252": "Windows-1252", "mac_roman": "Mac OS Roman"}


def read_text(data: bytes, *, score: Callable[[list[str]], int], max_rows: int) -> RawTable:
    """The rows of a text file.

    Args:
        data: the file.
        score: how many columns a row names, to recognise the delimiter by the header it gives.
        max_rows: rows with text, the header not counted.

    Raises:
        SpreadsheetProblem: encoding_unreadable, csv_broken, too_many_rows.
    """
    text, encoding = decode(data)
    text, announced = _announced_delimiter(text)
    delimiter = announced or _delimiter(text, score=score)
    if _ends_inside_quotes(text, delimiter):
        raise SpreadsheetProblem("csv_broken")
    lines = list(_lines(text, delimiter=delimiter, first=2 if announced else 1, max_rows=max_rows))
    problems = []
    if encoding in _NAMES:
        problems.append(Problem(None, None, "encoding_guessed", {"encoding": _NAMES[encoding]}))
    return RawTable(lines, problems=problems, encoding=encoding, delimiter=delimiter)


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: a byte order mark says it, else strict UTF-8, else the likelier of Windows and Mac.

    Raises:
        SpreadsheetProblem: encoding_unreadable.
    """
    for mark, encoding, codec in _BOMS:
        if data.startswith(mark):
            try:
                return data.decode(codec), encoding
            except UnicodeDecodeError:
                raise SpreadsheetProblem("encoding_unreadable") from None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        mostly = data.decode("utf-8", "replace")
    if 5 * mostly.count("\ufffd") < sum(char > "\x7f" for char in mostly):
        return mostly, "utf-8"  # a few broken letters in a good file: they are shown, cell by cell
    windows, mac = data.decode("cp1252", "replace"), data.decode("mac_roman")
    return (mac, "mac_roman") if _likelihood(mac) > _likelihood(windows) else (windows, "cp1252")


def _likelihood(text: str) -> int:
    """How French it reads: « é » is Ž in the other encoding, and most accents of one are undefined in the other."""
    return sum((char in _FRENCH) - (char == "\ufffd") for char in text if char > "\x7f")


def _announced_delimiter(text: str) -> tuple[str, str]:
    """Excel writes « sep=; » as a first line, and does not show it as data."""
    head, _, rest = text.partition("\n")
    word = head.strip("\r ").lower()
    return (rest, word[4]) if len(word) == 5 and word.startswith("sep=") else (text, "")


def _delimiter(text: str, *, score: Callable[[list[str]], int]) -> str:
    def worth(delimiter: str) -> tuple[int, int]:
        try:
            rows = list(islice((row for row in _reader(text, delimiter) if row), 10))
        except csv.Error:
            return (0, 0)
        return max((score(row) for row in rows), default=0), max(map(len, rows), default=0)

    return max(DELIMITERS, key=worth)


def _lines(text: str, *, delimiter: str, first: int, max_rows: int) -> Iterator[tuple[int, list[str]]]:
    kept = 0
    try:
        for number, row in enumerate(_reader(text, delimiter), start=first):
            if any(cell.strip() for cell in row):
                kept += 1
                yield number, row[:COLUMNS_READ]
            if kept > max_rows + 1 or number > max_rows + BLANK_ROWS_READ:
                raise SpreadsheetProblem("too_many_rows", limit=max_rows)
    except csv.Error:
        raise SpreadsheetProblem("csv_broken") from None


def _ends_inside_quotes(text: str, delimiter: str) -> bool:
    """A quote never closed swallows all the rows after it into one cell; only the strict reader says so."""
    try:
        for _ in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def _reader(text: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
