"""The words of a letter as people write them: paragraphs, lists, **bold**, [words](address), {fields}. Never HTML.

The text is cut into pieces first and the fields are filled in after: a name that holds stars or brackets stays a name.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

_PIECE = re.compile(
    r"\\(?P<literal>[\\*\[\]{}:])"
    r"|\*\*(?P<bold>(?:[^*]|\*(?!\*))+)\*\*"
    r"|\[(?P<words>[^\[\]\n]+)\]\((?P<target>\{[^{}\n]+\}|[^()\s]+)\)"
    r"|\{(?P<field>[^{}\n]{1,60})\}"
    r"|(?P<url>https?://[^\s<>\"\\]*[^\s<>\"\\.,;:!?)])"
)
_LINK = Markup('<a class="link" href="{}" style="color: #1b4388; overflow-wrap: anywhere;">{}</a>')
_VALUE = Markup("<bdi>{}</bdi>")
_ITEM = re.compile(r"\s*[-•–]\s+")
_SIGNS = re.compile(r"([\\*\[\]{}]|:(?=//))")
_ADDRESS = re.compile(r"(https?://|mailto:)[^\s<>\"]+")


class _Literal(dict[str, str]):
    """Braces that mean themselves: the merge is done."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


LITERAL: Mapping[str, str] = _Literal()


@dataclass(frozen=True)
class Run:
    """A piece of a line. `address`: it leads there; `is_value`: a field filled in, which may be of another script."""

    words: str
    bold: bool = False
    address: str = ""
    is_value: bool = False


Line = tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """A paragraph (`text`), a greeting, a list, or an `action`: one link that stands alone."""

    kind: str
    lines: tuple[Line, ...]


def fields_in(source: str) -> list[str]:
    """Return the names between braces, in their order, each once."""
    names: list[str] = []
    for found in _PIECE.finditer(source):
        if found["bold"]:
            names += fields_in(found["bold"])
        elif found["target"] and found["target"].startswith("{"):
            names += [*fields_in(found["words"]), found["target"][1:-1].strip()]
        elif found["field"]:
            names.append(found["field"].strip())
    return list(dict.fromkeys(names))


def blocks_of(source: str, values: Mapping[str, str], *, greeting: str = "") -> list[Block]:
    """Return the blocks of a text, its fields filled in. A line whose fields are all empty is left out.

    Args:
        values: what stands for each name between braces.
        greeting: the name of the field that greets when it stands alone.

    Raises:
        KeyError: a field that `values` does not know.
    """
    found: list[Block] = []
    for paragraph in re.split(r"\n[ \t]*\n", source.replace("\r\n", "\n").strip()):
        rows = [row.strip() for row in paragraph.split("\n") if row.strip()]
        for is_list, group in _grouped(rows):
            lines = tuple(_line(row, values) for row in group if not _is_hollow(row, values))
            lines = tuple(line for line in lines if line)
            if lines:
                found.append(Block(_kind(is_list, group, lines, greeting), lines))
    return found


def _grouped(rows: Sequence[str]) -> list[tuple[bool, list[str]]]:
    """Rows beside each other that are of a list, or not, each without its dash."""
    groups: list[tuple[bool, list[str]]] = []
    for row in rows:
        dash = _ITEM.match(row)
        if not groups or groups[-1][0] is not bool(dash):
            groups.append((bool(dash), []))
        groups[-1][1].append(row[dash.end() :] if dash else row)
    return groups


def _is_hollow(row: str, values: Mapping[str, str]) -> bool:
    names = fields_in(row)
    return bool(names) and not any(values[name] for name in names)


def _kind(is_list: bool, group: Sequence[str], lines: Sequence[Line], greeting: str) -> str:
    if is_list:
        return "list"
    if greeting and len(group) == 1 and group[0] == f"{{{greeting}}}":
        return "greeting"
    alone = len(lines) == 1 and len(lines[0]) == 1 and bool(lines[0][0].address)
    return "action" if alone and lines[0][0].words != lines[0][0].address else "text"


def _line(row: str, values: Mapping[str, str], *, bold: bool = False) -> Line:
    runs: list[Run] = []
    at = 0
    for found in _PIECE.finditer(row):
        runs.append(Run(row[at : found.start()], bold))
        at = found.end()
        if found["literal"]:
            runs.append(Run(found["literal"], bold))
        elif found["bold"]:
            runs += _line(found["bold"], values, bold=True)
        elif found["words"]:
            runs.append(_link(found["words"], found["target"], values, bold=bold))
        elif found["field"]:
            runs.append(_value(values[found["field"].strip()], bold=bold))
        else:
            runs.append(Run(found["url"], bold, found["url"]))
    runs.append(Run(row[at:], bold))
    return tuple(run for run in runs if run.words)


def _link(words: str, target: str, values: Mapping[str, str], *, bold: bool) -> Run:
    address = values[target[1:-1].strip()] if target.startswith("{") else target
    said = "".join(run.words for run in _line(words, values))
    return Run(said, bold, address if _ADDRESS.fullmatch(address) else "")


def _value(value: str, *, bold: bool) -> Run:
    is_address = bool(_ADDRESS.fullmatch(value))
    return Run(" ".join(value.split()), bold, value if is_address else "", not is_address)


def filled(source: str, values: Mapping[str, str]) -> str:
    """Return the source with its fields filled in, to be written on: a value is escaped, a hollow line is left out."""
    rows = [row for row in source.replace("\r\n", "\n").split("\n") if not _is_hollow(row, values)]
    text = re.sub(
        r"(\\[\\*\[\]{}:])|\{([^{}\n]{1,60})\}",
        lambda found: found[1] or escaped(" ".join(values[found[2].strip()].split())),
        "\n".join(rows),
    )
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def escaped(text: str) -> str:
    """Return a text whose signs mean themselves. An address is left alone: it has a grammar of its own."""
    return text if _ADDRESS.fullmatch(text) else _SIGNS.sub(r"\\\1", text)


def typeset(source: str, language: str) -> str:
    """Return the source with the spaces and apostrophes of French print, typed on any keyboard; addresses stay."""
    if language != "fr":
        return source
    parts = re.split(r"(https?://\S+|\]\([^()\s]*\))", source)
    return "".join(part if number % 2 else _french(part) for number, part in enumerate(parts))


def _french(text: str) -> str:
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    text = re.sub(r"[ \u00a0\u202f]+([;!?])", "\u202f\\1", text)
    text = re.sub(r"[ \u00a0\u202f]+:(?=\s|$)", "\u00a0:", text, flags=re.M)
    text = re.sub(r"«[ \u00a0\u202f]*(?=\S)", "«\u00a0", text)
    return re.sub(r"(?<=\S)[ \u00a0\u202f]*»", "\u00a0»", text)


def plain_text(blocks: Sequence[Block]) -> str:
    """Return the blocks as the text of a letter."""
    return "\n\n".join(_block_text(block) for block in blocks)


def _block_text(block: Block) -> str:
    if block.kind == "list":
        return "\n".join(f"- {_plain(line)}" for line in block.lines)
    if block.kind == "action":
        return f"{block.lines[0][0].words}\n{block.lines[0][0].address}"
    return "\n".join(_plain(line) for line in block.lines)


def _plain(line: Line) -> str:
    return "".join(
        f"{run.words} ({run.address})" if run.address and run.address != run.words else run.words for run in line
    )


def inline_html(lines: Sequence[Line]) -> Markup:
    """Return lines as HTML, everything escaped, with line breaks between them."""
    return Markup("<br>\n").join(Markup("").join(_run_html(run) for run in line) for line in lines)


def _run_html(run: Run) -> Markup:
    words = _VALUE.format(run.words) if run.is_value else escape(run.words)
    if run.address:
        words = _LINK.format(run.address, words)
    return Markup("<strong>{}</strong>").format(words) if run.bold else words
