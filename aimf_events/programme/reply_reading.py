"""A letter with an answer from an agenda, read (RFC 5546, 3.2.3). Pure: no database, no clock.

Whatever strangers send is read within bounds: so many bytes, so many parts; a rule of recurrence is never unfolded. What cannot be
taken for an answer keeps the facts that could be read, and its trouble.
"""

import contextlib
import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote

from icalendar import Calendar

from ..i18n import clean_text
from .reply_models import Intention, ReplyTrouble

LARGEST_OBJECT = 256 * 1024
"""Bytes of a calendar object; ours, answered, has two thousand."""
MOST_PARTS = 50
_KINDS = ("text/calendar", "application/ics")
_SAYS = re.compile(rb"text/calendar|application/ics", re.IGNORECASE)
_FAILED = re.compile(r"\bdmarc\s*=\s*fail\b", re.IGNORECASE)
_WRITINGS = re.compile(
    r"(utf-(16|32)(le|be)?|iso-8859-\d+|windows-125\d|cp125\d|gb\d+|gbk|big5|shift_jis|euc-\w\w|koi8-\w)", re.I
)
_INTENTIONS = {"ACCEPTED": Intention.YES, "DECLINED": Intention.NO, "TENTATIVE": Intention.MAYBE}
_METHODS = {"REPLY": None, "COUNTER": ReplyTrouble.OTHER_HOUR_PROPOSED}
_LARGEST_NUMBER = 2**31 - 1


@dataclass(frozen=True)
class Reply:
    """What was read. `trouble` is the first that was met; the facts after it may be missing. `sender`, `attendee`: addresses."""

    sha256: str
    size: int
    sender: str = ""
    subject: str = ""
    attendee: str = ""
    comment: str = ""
    uid: str = ""
    sequence: int | None = None
    stamped_at: datetime | None = None
    starts_at: datetime | None = None
    intention: Intention | None = None
    trouble: ReplyTrouble | None = None


def read_reply(raw: bytes, size: int) -> Reply | None:
    """Return what a letter answers; None if no calendar object comes with it.

    Args:
        raw: the letter, or its beginning.
        size: of the whole letter, bytes.
    """
    if not _SAYS.search(raw):
        return None
    read = Reply(hashlib.sha256(raw + size.to_bytes(8)).hexdigest(), size)
    cut = size > len(raw)
    try:
        letter = message_from_bytes(raw)
        found = _objects(letter)
        read = replace(read, sender=_sender(letter), subject=_subject(letter))
    except (ValueError, LookupError, TypeError, RecursionError):
        return replace(read, trouble=ReplyTrouble.TOO_LARGE if cut else ReplyTrouble.UNREADABLE)
    if cut or any(len(each) > LARGEST_OBJECT for each in found):
        return replace(read, trouble=ReplyTrouble.TOO_LARGE)
    if not found:
        return None
    if len(found) > 1:
        return replace(read, trouble=ReplyTrouble.SEVERAL)
    return _with_object(read, found[0], failed=_not_genuine(letter))


def _objects(letter: Message) -> list[bytes]:
    """Return the calendar objects of a letter in UTF-8, the same one once: some agendas attach what they also write."""
    found: dict[bytes, None] = {}
    for number, part in enumerate(letter.walk()):
        if number == MOST_PARTS:
            raise ValueError("too many parts")
        content = part.get_payload(decode=True) if part.get_content_type() in _KINDS else None
        if isinstance(content, bytes):
            found[_in_utf8(content, str(part.get_content_charset("utf-8"))).strip()] = None
    return list(found)


def _in_utf8(content: bytes, declared: str) -> bytes:
    """Return the bytes as they are where they are UTF-8, whatever their label says; else read by their label, if it names a set."""
    with contextlib.suppress(UnicodeDecodeError):
        return content.decode("utf-8-sig").encode()
    if len(content) <= LARGEST_OBJECT and _WRITINGS.fullmatch(declared):
        with contextlib.suppress(LookupError, UnicodeDecodeError):
            return content.decode(declared).encode()
    return content


def _with_object(read: Reply, content: bytes, *, failed: bool) -> Reply:
    try:
        calendar = Calendar.from_ical(_text(content))
        events = calendar.walk("VEVENT")
        if len(events) != 1:
            return replace(read, trouble=ReplyTrouble.SEVERAL if events else ReplyTrouble.UNREADABLE)
        event = events[0]
        read = _with_facts(read, event)
        return replace(read, trouble=_trouble(read, calendar, event, failed=failed))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return replace(read, trouble=ReplyTrouble.UNREADABLE)  # the library meets what no agenda writes


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = content.decode("latin-1")  # what decides is ASCII; only an accent of a comment may suffer
    return text.replace("\0", "")


def _with_facts(read: Reply, event: Any) -> Reply:
    read = replace(
        read,
        uid=clean_text(str(_first(event, "UID") or ""))[:200],
        comment=clean_text(str(_first(event, "COMMENT") or ""))[:500],
        attendee=_mailbox(_first(event, "ATTENDEE")),
    )
    number = _first(event, "SEQUENCE")
    sequence = 0 if number is None else int(number)  # RFC 5545, 3.8.7.4: absent is 0
    said = getattr(_first(event, "ATTENDEE"), "params", {}).get("PARTSTAT", "")
    return replace(
        read,
        sequence=sequence if 0 <= sequence <= _LARGEST_NUMBER else None,
        stamped_at=_moment(_first(event, "DTSTAMP")),
        starts_at=_moment(_first(event, "DTSTART")),
        intention=_INTENTIONS.get(str(said).upper()),
    )


def _trouble(read: Reply, calendar: Any, event: Any, *, failed: bool) -> ReplyTrouble | None:
    """Return why an object that could be read is no answer by itself, the gravest first."""
    method = str(calendar.get("METHOD", "")).upper()
    if method not in _METHODS:
        return ReplyTrouble.OTHER_METHOD
    if _METHODS[method] is not None:
        return _METHODS[method]
    if any(isinstance(event.get(name), list) for name in ("UID", "ATTENDEE", "SEQUENCE", "DTSTAMP", "DTSTART")):
        return ReplyTrouble.SEVERAL
    if any(event.get(name) is not None for name in ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")):
        return ReplyTrouble.RECURRING
    if not read.uid or not read.attendee or read.sequence is None or read.stamped_at is None:
        return ReplyTrouble.UNREADABLE
    if failed:
        return ReplyTrouble.NOT_GENUINE
    if read.sender.casefold() != read.attendee.casefold():
        return ReplyTrouble.OTHER_SENDER
    return None if read.intention is not None else ReplyTrouble.OTHER_ANSWER


def _first(event: Any, name: str) -> Any:
    value = event.get(name)
    return value[0] if isinstance(value, list) and value else value


def _moment(value: Any) -> datetime | None:
    moment = getattr(value, "dt", None)
    if not isinstance(moment, datetime) or moment.tzinfo is None:
        return None
    try:
        return moment.astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _mailbox(value: Any) -> str:
    scheme, _colon, address = str(value or "").partition(":")
    return clean_text(unquote(address))[:254] if scheme.lower() == "mailto" else ""


def _sender(letter: Message) -> str:
    heads = letter.get_all("From") or []
    return clean_text(parseaddr(str(heads[0])[:1000])[1])[:254] if len(heads) == 1 else ""


def _subject(letter: Message) -> str:
    written = next((text for name, text in letter.raw_items() if name.lower() == "subject"), "")[:1000]
    raw = written.encode("utf-8", "surrogateescape").decode("utf-8", "replace")  # some write UTF-8 as it is (RFC 6532)
    try:
        return clean_text(str(make_header(decode_header(raw))))[:200]
    except (ValueError, LookupError):
        return clean_text(raw)[:200]


def _not_genuine(letter: Message) -> bool:
    """Whether a server on the way says that the sender's domain disowns the letter (RFC 8601). A forger would only harm themselves."""
    return any(_FAILED.search(str(each)[:4000]) for each in letter.get_all("Authentication-Results") or [])
