"""Calendar objects as bytes: a letter's invitation, its cancellation, a feed (RFC 5545, 5546 and 7986).

Pure: what comes in decides every byte that goes out, so that a resend is the same letter and an unchanged feed the
same ETag. Times are written in UTC: zones made of RDATEs are misread by Outlook (specs/programme-calendar.md, point 5).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.message import MIMEPart
from typing import NamedTuple
from urllib.parse import quote

from icalendar import Calendar, Event, vCalAddress, vDuration, vUri

from .calendar_text import ADDRESS, LANGUAGE, LINK, UID, one_line, parameter, require, text

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
    calendar = _calendar()
    calendar.add("NAME", one_line(name), parameters={"LANGUAGE": language})
    calendar.add("X-WR-CALNAME", one_line(name))
    if description:
        calendar.add("DESCRIPTION", text(description), parameters={"LANGUAGE": language})
    if url is not None:
        require(LINK, url, "link")
        calendar.add("URL", url)
    calendar.add("REFRESH-INTERVAL", refresh, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(refresh).to_ical().decode())  # type: ignore[no-untyped-call]
    seen: set[str] = set()
    for event in sorted(events, key=lambda one: (one.starts_at, one.uid)):
        if event.uid in seen:
            raise ValueError("the same uid stands twice in a feed")
        seen.add(event.uid)
        calendar.add_component(_component(event, status="CANCELLED" if event.cancelled else "CONFIRMED"))
    return _written(calendar)


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
    calendar = _calendar()
    calendar.add("METHOD", method)
    component = _component(event, status=status)
    component.add("ATTENDEE", _attendee(event.attendee, asks=method == "REQUEST"))
    calendar.add_component(component)
    return _written(calendar)


def _written(calendar: Calendar) -> bytes:
    written: bytes = calendar.to_ical(sorted=False)  # type: ignore[no-untyped-call]
    return written


def _calendar() -> Calendar:
    calendar = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    return calendar


def _component(event: CalendarEvent, *, status: str) -> Event:
    component, words = Event(), {"LANGUAGE": event.language}
    component.add("UID", event.uid)
    component.add("SEQUENCE", event.sequence)
    component.add("DTSTAMP", _utc(event.revised_at))
    component.add("LAST-MODIFIED", _utc(event.revised_at))
    component.add("DTSTART", _utc(event.starts_at))
    component.add("DTEND", _utc(event.ends_at))
    component.add("SUMMARY", one_line(event.summary), parameters=words)
    if event.description:
        component.add("DESCRIPTION", text(event.description), parameters=words)
    component.add("LOCATION", one_line(event.location), parameters=words)
    component.add("STATUS", status)
    component.add("TRANSP", "TRANSPARENT" if status == "CANCELLED" else "OPAQUE")
    component.add("ORGANIZER", _address(event.organizer))
    if event.url is not None:
        component.add("URL", event.url)
        component.add("CONFERENCE", _conference(event.url, label=event.url_label, language=event.language))
    return component


def _conference(url: str, *, label: str, language: str) -> vUri:
    link = vUri(url)
    link.params["VALUE"] = "URI"
    # A list: icalendar would quote "AUDIO,VIDEO" as one value, and readers would then know neither (point 8).
    link.params["FEATURE"] = ["AUDIO", "VIDEO"]
    if label:
        link.params["LABEL"] = parameter(label)
        link.params["LANGUAGE"] = language
    return link


def _attendee(mailbox: Mailbox, *, asks: bool) -> vCalAddress:
    attendee = _address(mailbox)
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    if asks:
        attendee.params["PARTSTAT"] = "NEEDS-ACTION"
        attendee.params["RSVP"] = "TRUE"
    return attendee


def _address(mailbox: Mailbox) -> vCalAddress:
    name, email = mailbox
    address = vCalAddress(f"mailto:{quote(email, safe=_PLAIN)}")
    if parameter(name):
        address.params["CN"] = parameter(name)
    return address


def _part(ics: bytes, kind: str) -> MIMEPart:
    part = MIMEPart(policy=policy.SMTP)
    part.set_content(ics, maintype="text", subtype="calendar", cte="base64")
    part.replace_header("Content-Type", kind)
    return part


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
