"""Calendar objects as bytes: a letter's invitation, its cancellation, a feed (RFC 5545, 5546 and 7986).

Pure: what comes in decides every byte that goes out, so that a resend is the same letter and an unchanged feed the
same ETag. Times are written in UTC: zones made of RDATEs are misread by Outlook (specs/programme-calendar.md, point 5).
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import MIMEPart
from typing import NamedTuple
from urllib.parse import quote

from .calendar_lines import line, moment, quoted, words, written
from .calendar_text import ADDRESS, LANGUAGE, LINK, UID, one_line, parameter, require

PRODUCT = "-//AIMF//Congres//FR"
_PLAIN = "@!$'*+/=^_`{|}~"  # the rest of what an address may hold (? & # %) would change a mailto: (RFC 6068)
_METHOD = re.compile(rb"^METHOD:(REQUEST|CANCEL)\r$", re.MULTILINE)


class Mailbox(NamedTuple):
    """A name and the address it is reached at; the name may be empty."""

    name: str
    email: str


@dataclass(frozen=True, kw_only=True)
class CalendarEvent:
    """One entry in one person's agenda, complete: the caller has chosen the language and written the local hour.

    Attributes:
        uid: stored uuid @ fixed instance id, the same in letter, feed and download; a new one after a cancellation.
        sequence: + 1 on each change of time, place or link, and on the cancellation.
        revised_at: when this revision was made (aware); DTSTAMP, never the time of sending.
        starts_at, ends_at: aware; written in UTC, to the second.
        summary, description, location: text for people; the location is never empty (« En ligne » is a place).
        organizer: a monitored address on the sender's domain, never changed.
        attendee: the one recipient of the letter; None in a feed that is nobody's.
        url: the personal link, which asks who you are; None where there is nothing to join.
        url_label: what the link is called in the reader's language.
        language: language tag of the texts.
        cancelled: a cancelled session, kept in feeds for 30 days.

    Raises:
        ValueError: naive or reversed times, empty location, malformed uid, address, link or language.
    """

    uid: str
    sequence: int
    revised_at: datetime
    starts_at: datetime
    ends_at: datetime
    summary: str
    description: str
    location: str
    organizer: Mailbox
    language: str
    attendee: Mailbox | None = None
    url: str | None = None
    url_label: str = ""
    cancelled: bool = False

    def __post_init__(self) -> None:
        if any(moment.tzinfo is None for moment in (self.revised_at, self.starts_at, self.ends_at)):
            raise ValueError("calendar times must carry their zone")
        if self.ends_at <= self.starts_at:
            raise ValueError("a calendar entry must end after it starts")
        if not one_line(self.location):
            raise ValueError("a calendar entry needs a place")
        if self.sequence < 0:
            raise ValueError("the sequence of a calendar entry cannot be negative")
        require(UID, self.uid, "uid")
        require(LANGUAGE, self.language, "language")
        for mailbox in filter(None, (self.organizer, self.attendee)):
            require(ADDRESS, mailbox[1], "address")
        if self.url is not None:
            require(LINK, self.url, "link")


def invitation(event: CalendarEvent) -> bytes:
    """METHOD:REQUEST to one recipient: the agenda offers to accept, and a move of a known uid replaces it.

    Raises:
        ValueError: no attendee, or a cancelled event (that is `cancellation`).
    """
    if event.cancelled:
        raise ValueError("a cancelled session cannot be an invitation")
    return _letter("REQUEST", event, status="CONFIRMED")


def cancellation(event: CalendarEvent) -> bytes:
    """METHOD:CANCEL, to whoever had a REQUEST of this uid and to nobody else; its sequence is above the invitation's.

    Raises:
        ValueError: no attendee.
    """
    return _letter("CANCEL", event, status="CANCELLED")


def feed(
    events: Iterable[CalendarEvent],
    name: str,
    *,
    language: str = "fr",
    description: str = "",
    url: str | None = None,
    refresh: timedelta = timedelta(hours=1),
) -> bytes:
    """A calendar to subscribe to: no METHOD, nobody invited (point 7). The order of `events` does not matter.

    Args:
        events: at most one per uid; those still to be shown as cancelled carry `cancelled`.
        name: shown by the agenda (NAME, and X-WR-CALNAME for agendas that know only that one).
        language, description, url: of the feed as a whole.
        refresh: how often an agenda should come back.

    Raises:
        ValueError: the same uid twice, a malformed link or language.
    """
    require(LANGUAGE, language, "language")
    rhythm = f"PT{refresh // timedelta(minutes=1)}M"
    head = [line("NAME", one_line(name), [("LANGUAGE", language)]), line("X-WR-CALNAME", one_line(name))]
    if description:
        head.append(line("DESCRIPTION", words(description), [("LANGUAGE", language)]))
    if url is not None:
        require(LINK, url, "link")
        head.append(line("URL", url))
    head.append(line("REFRESH-INTERVAL", rhythm, [("VALUE", "DURATION")]))
    head.append(line("X-PUBLISHED-TTL", rhythm))
    entries, seen = [], set()
    for event in sorted(events, key=lambda one: (one.starts_at, one.uid)):
        if event.uid in seen:
            raise ValueError("the same uid stands twice in a feed")
        seen.add(event.uid)
        entries += _entry(event, status="CANCELLED" if event.cancelled else "CONFIRMED")
    return _calendar([*head, *entries])


class CalendarParts(NamedTuple):
    """`alternative` goes last into multipart/alternative, `attachment` into the multipart/mixed around it (point 1)."""

    alternative: MIMEPart
    attachment: MIMEPart


def calendar_parts(ics: bytes) -> CalendarParts:
    """The two MIME parts that carry one calendar letter: agendas read the first, people save the second.

    Args:
        ics: what `invitation` or `cancellation` returned; both parts decode to these very bytes.

    Raises:
        ValueError: a feed, which is no letter.
    """
    method = _METHOD.search(ics)
    if method is None:
        raise ValueError("only an invitation or a cancellation travels by letter")
    kind = f"text/calendar; charset=utf-8; method={method[1].decode()}; component=VEVENT"
    attachment = _part(ics, "application/ics; name=invite.ics")
    attachment["Content-Disposition"] = "attachment; filename=invite.ics"
    return CalendarParts(alternative=_part(ics, kind), attachment=attachment)


def _letter(method: str, event: CalendarEvent, *, status: str) -> bytes:
    if event.attendee is None:
        raise ValueError("a calendar letter has exactly one recipient")
    attendee = _attendee(event.attendee, asks=method == "REQUEST")
    return _calendar([line("METHOD", method), *_entry(event, status=status, attendee=attendee)])


def _calendar(lines: Sequence[str]) -> bytes:
    head = ("BEGIN:VCALENDAR", line("PRODID", PRODUCT), "VERSION:2.0", "CALSCALE:GREGORIAN")
    return written((*head, *lines, "END:VCALENDAR"))


def _entry(event: CalendarEvent, *, status: str, attendee: str | None = None) -> list[str]:
    in_language = [("LANGUAGE", event.language)]
    lines = [
        "BEGIN:VEVENT",
        line("UID", event.uid),
        line("SEQUENCE", str(event.sequence)),
        line("DTSTAMP", moment(event.revised_at)),
        line("LAST-MODIFIED", moment(event.revised_at)),
        line("DTSTART", moment(event.starts_at)),
        line("DTEND", moment(event.ends_at)),
        line("SUMMARY", words(one_line(event.summary)), in_language),
    ]
    if event.description:
        lines.append(line("DESCRIPTION", words(event.description), in_language))
    lines.append(line("LOCATION", words(one_line(event.location)), in_language))
    lines.append(line("STATUS", status))
    lines.append(line("TRANSP", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE"))
    lines.append(_address("ORGANIZER", event.organizer))
    if event.url is not None:
        lines += [line("URL", event.url), _conference(event.url, label=event.url_label, language=event.language)]
    return [*lines, *([attendee] if attendee else []), "END:VEVENT"]


def _conference(url: str, *, label: str, language: str) -> str:
    # FEATURE is a list of two: quoted together they would be one value that no reader knows (point 8).
    said = [("VALUE", "URI"), ("FEATURE", "AUDIO,VIDEO")]
    if parameter(label):
        said += [("LABEL", quoted(parameter(label))), ("LANGUAGE", language)]
    return line("CONFERENCE", url, said)


def _attendee(mailbox: Mailbox, *, asks: bool) -> str:
    said = [("CUTYPE", "INDIVIDUAL"), ("ROLE", "REQ-PARTICIPANT")]
    return _address("ATTENDEE", mailbox, said + ([("PARTSTAT", "NEEDS-ACTION"), ("RSVP", "TRUE")] if asks else []))


def _address(name: str, mailbox: Mailbox, said: Sequence[tuple[str, str]] = ()) -> str:
    called = [("CN", f'"{parameter(mailbox.name)}"')] if parameter(mailbox.name) else []
    return line(name, f"mailto:{quote(mailbox.email, safe=_PLAIN)}", [*called, *said])


def _part(ics: bytes, kind: str) -> MIMEPart:
    part = MIMEPart(policy=policy.SMTP)
    part.set_content(ics, maintype="text", subtype="calendar", cte="base64")
    part.replace_header("Content-Type", kind)
    return part
