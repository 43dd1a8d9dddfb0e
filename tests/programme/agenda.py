"""A client that applies iTIP (RFC 5546): what an agenda shows after the letters it got, and what it answers."""

import re
from datetime import UTC, datetime

from aimf_events.clock import now
from aimf_events.mail.attachments import parts_of
from tests.itip import obeys_itip, parse_errors


def ics_of(letter):
    """The calendar objects of a letter."""
    return [part.content for part in parts_of(letter) if part.sub_type in ("calendar", "ics")]


def value(ics, name):
    """The value of a property of the entry, unfolded."""
    return re.search(rb"^%s[;:]([^\r]*)" % name, ics.replace(b"\r\n ", b""), re.M)[1]


class Agenda:
    """A higher SEQUENCE replaces and asks anew, a CANCEL removes, an older letter changes nothing."""

    def __init__(self):
        self.events = {}
        self.answers = {}

    def read(self, letter):
        """Apply one letter, as it arrives."""
        for ics in ics_of(letter)[:1]:
            assert obeys_itip(ics)
            assert parse_errors(ics) == 0
            uid, sequence = value(ics, b"UID"), int(value(ics, b"SEQUENCE"))
            known = self.events.get(uid, (-1,))[0]
            if sequence < known:
                continue
            gone = value(ics, b"METHOD") == b"CANCEL"
            if gone or sequence > known:
                self.answers.pop(uid, None)
            self.events[uid] = (sequence, gone, value(ics, b"DTSTART").decode(), value(ics, b"SUMMARY"))

    def hours(self):
        """When the entries it shows begin."""
        return sorted(start for _sequence, gone, start, _title in self.events.values() if not gone)

    def answer(self, said, attendee, at=None):
        """The letter with its answer to each entry it shows."""
        letters = []
        for uid, (sequence, gone, start, _title) in self.events.items():
            if not gone:
                self.answers[uid] = said
                letters.append(reply(uid.decode(), attendee, said, sequence=sequence, start=start, at=at))
        return letters


def reply(uid, attendee, said="ACCEPTED", *, sequence=0, start=None, at=None, sender=None, method="REPLY", **values):
    """A letter as agendas write it. values: `lines` (more properties), `head`, `calendar` (the whole object), `charset`, `encoding`."""
    stamp = (at or now()).astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "PRODID:-//Agenda//FR",
        "VERSION:2.0",
        f"METHOD:{method}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{sequence}",
        "ORGANIZER:mailto:secretariat@example.org",
        f"ATTENDEE;PARTSTAT={said};CN=Quelqu'un:mailto:{attendee}",
        *([f"DTSTART:{start:%Y%m%dT%H%M%SZ}" if isinstance(start, datetime) else f"DTSTART:{start}"] if start else []),
        *values.get("lines", ()),
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    calendar = values.get("calendar", "\r\n".join(lines) + "\r\n").encode(values.get("encoding", "utf-8"))
    head = [
        f"From: Quelqu'un <{sender or attendee}>",
        "To: secretariat@example.org",
        "Subject: =?utf-8?q?Accept=C3=A9?=",
        *values.get("head", ()),
        "MIME-Version: 1.0",
        f"Content-Type: text/calendar; method={method}; charset={values.get('charset', 'utf-8')}",
        "Content-Transfer-Encoding: 8bit",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + calendar
