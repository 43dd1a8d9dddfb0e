from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP

import pytest

from aimf_events.programme.calendar import (
    CalendarEvent,
    Mailbox,
    calendar_parts,
    cancellation,
    feed,
    invitation,
)
from tests.itip import obeys_itip, parse_errors, read_with_ical_js

OPENING = CalendarEvent(
    uid="0d9b7a52-6d4e-4c0e-9d52-8f5a2f3c1b11@congres-1",
    sequence=2,
    revised_at=datetime(2020, 11, 20, 8, 30, 15, 987654, tzinfo=UTC),
    starts_at=datetime(2020, 12, 9, 10, 0, tzinfo=timezone(timedelta(hours=1))),
    ends_at=datetime(2020, 12, 9, 11, 30, tzinfo=timezone(timedelta(hours=1))),
    summary="Ouverture solennelle : « Ville et numérique », séance 1; accueil",
    description="Mercredi 9 décembre 2020, 10:00 à 11:30 (Tunis)\nVotre heure, à Huế : 16:00\n\\o/ ; à bientôt, أهلاً",
    location="Palais des congrès, salle A; Tunis",
    organizer=Mailbox("AIMF, Secrétariat permanent", "congres@aimf.example"),
    attendee=Mailbox("Nguyễn Thị Hồng Hạnh", "hong.hanh@hue.example"),
    url="https://congres.aimf.example/r/4Xk9vQmZ2bT7aLpC0yWdEf",
    url_label="Votre lien personnel",
    language="fr",
)
AHMED = Mailbox('أحمد بن صالح, "le maire"; N\'Djaména', "ahmed@tunis.example")


def lines(ics: bytes) -> list[str]:
    """Unfolded content lines."""
    return ics.decode().replace("\r\n ", "").split("\r\n")[:-1]


def event_property(read: dict, name: str) -> dict:
    [found] = [one for one in read["events"][0] if one["name"] == name]
    return found


def test_an_invitation_says_exactly_this():
    assert lines(invitation(OPENING)) == [
        "BEGIN:VCALENDAR",
        "PRODID:-//AIMF//Congres//FR",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "UID:0d9b7a52-6d4e-4c0e-9d52-8f5a2f3c1b11@congres-1",
        "SEQUENCE:2",
        "DTSTAMP:20201120T083015Z",
        "LAST-MODIFIED:20201120T083015Z",
        "DTSTART:20201209T090000Z",
        "DTEND:20201209T103000Z",
        "SUMMARY;LANGUAGE=fr:Ouverture solennelle : « Ville et numérique »\\, séance 1\\; accueil",
        "DESCRIPTION;LANGUAGE=fr:Mercredi 9 décembre 2020\\, 10:00 à 11:30 (Tunis)\\nVotre heure\\, à Huế : 16:00"
        "\\n\\\\o/ \\; à bientôt\\, أهلاً",
        "LOCATION;LANGUAGE=fr:Palais des congrès\\, salle A\\; Tunis",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        'ORGANIZER;CN="AIMF, Secrétariat permanent":mailto:congres@aimf.example',
        "URL:https://congres.aimf.example/r/4Xk9vQmZ2bT7aLpC0yWdEf",
        "CONFERENCE;VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Votre lien personnel;LANGUAGE=fr"
        ":https://congres.aimf.example/r/4Xk9vQmZ2bT7aLpC0yWdEf",
        'ATTENDEE;CN="Nguyễn Thị Hồng Hạnh";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE'
        ":mailto:hong.hanh@hue.example",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_a_cancellation_keeps_the_uid_and_asks_nothing():
    cancelled = lines(cancellation(replace(OPENING, sequence=3)))
    assert [line for line in cancelled if line.split(":")[0] in ("METHOD", "STATUS", "SEQUENCE", "UID", "TRANSP")] == [
        "METHOD:CANCEL",
        f"UID:{OPENING.uid}",
        "SEQUENCE:3",
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
    ]
    assert [line for line in cancelled if line.startswith("ATTENDEE")] == [
        'ATTENDEE;CN="Nguyễn Thị Hồng Hạnh";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT:mailto:hong.hanh@hue.example'
    ]


@pytest.mark.parametrize("write", [invitation, cancellation])
@pytest.mark.parametrize("event", [OPENING, replace(OPENING, attendee=AHMED, url=None, description="")])
def test_libical_accepts_the_letter_as_itip(write, event):
    assert obeys_itip(write(event))
    assert parse_errors(write(event)) == 0


@pytest.mark.parametrize("name", ["ORGANIZER", "ATTENDEE", "UID", "DTSTAMP", "DTSTART"])
def test_libical_refuses_an_invitation_that_lacks_a_property(name):
    lame = "\r\n".join(line for line in lines(invitation(OPENING)) if not line.startswith(name)) + "\r\n"
    assert not obeys_itip(lame.encode())


def test_libical_accepts_a_feed_as_a_publication():
    ics = feed([OPENING, replace(OPENING, uid="b@congres-1", cancelled=True)], "Congrès")
    published = ics.replace(b"CALSCALE:GREGORIAN\r\n", b"CALSCALE:GREGORIAN\r\nMETHOD:PUBLISH\r\n")
    assert obeys_itip(published)
    assert parse_errors(ics) == 0


def test_ical_js_reads_back_every_property():
    read = read_with_ical_js(invitation(OPENING))
    assert {one["name"]: one["values"] for one in read["calendar"]} == {
        "prodid": ["-//AIMF//Congres//FR"],
        "version": ["2.0"],
        "calscale": ["GREGORIAN"],
        "method": ["REQUEST"],
    }
    assert {one["name"]: one["values"] for one in read["events"][0]} == {
        "uid": [OPENING.uid],
        "sequence": [2],
        "dtstamp": ["2020-11-20T08:30:15Z"],
        "last-modified": ["2020-11-20T08:30:15Z"],
        "dtstart": ["2020-12-09T09:00:00Z"],
        "dtend": ["2020-12-09T10:30:00Z"],
        "summary": [OPENING.summary],
        "description": [OPENING.description],
        "location": [OPENING.location],
        "status": ["CONFIRMED"],
        "transp": ["OPAQUE"],
        "organizer": ["mailto:congres@aimf.example"],
        "url": [OPENING.url],
        "conference": [OPENING.url],
        "attendee": ["mailto:hong.hanh@hue.example"],
    }


def test_ical_js_reads_back_names_with_commas_semicolons_and_quotes():
    read = read_with_ical_js(invitation(replace(OPENING, attendee=AHMED)))
    assert event_property(read, "attendee")["parameters"] == {
        "cn": "أحمد بن صالح, ’le maire’; N'Djaména",
        "cutype": "INDIVIDUAL",
        "role": "REQ-PARTICIPANT",
        "partstat": "NEEDS-ACTION",
        "rsvp": "TRUE",
    }
    assert event_property(read, "organizer")["parameters"] == {"cn": "AIMF, Secrétariat permanent"}


def test_the_features_of_a_conference_are_two_values_not_one_quoted():
    [line] = [line for line in lines(invitation(OPENING)) if line.startswith("CONFERENCE")]
    assert ";FEATURE=AUDIO,VIDEO;" in line


def test_no_line_is_longer_than_75_octets_and_none_cuts_a_letter():
    long = replace(OPENING, summary="Hồng Hạnh أحمد ភ្នំពេញ Երևան " * 20, attendee=Mailbox("ễ" * 200, "a@b.example"))
    physical = invitation(long).split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert [line.decode() for line in physical]
    assert event_property(read_with_ical_js(invitation(long)), "summary")["values"] == [long.summary.strip()]


def test_lines_end_with_crlf_only():
    ics = invitation(replace(OPENING, description="un\r\ndeux\rtrois\nquatre\u2028cinq"))
    assert ics.endswith(b"END:VCALENDAR\r\n")
    assert ics.replace(b"\r\n", b"").count(b"\n") == ics.replace(b"\r\n", b"").count(b"\r") == 0
    assert event_property(read_with_ical_js(ics), "description")["values"] == ["un\ndeux\ntrois\nquatre\ncinq"]


def test_the_same_event_gives_the_same_bytes():
    assert invitation(replace(OPENING)) == invitation(OPENING)
    assert feed([OPENING], "Congrès") == feed([replace(OPENING)], "Congrès")


@pytest.mark.parametrize(
    "evil",
    [
        "Jean\r\nATTENDEE:mailto:intrus@x.example",
        'Jean":mailto:intrus@x.example\r\nSTATUS:CANCELLED',
        "Jean\nSTATUS:CANCELLED",
        "Jean\u2028STATUS:CANCELLED",
        "Jean\x85STATUS:CANCELLED\x00\x1b",
        "Jean^nSTATUS:CANCELLED",
    ],
)
def test_a_name_or_text_cannot_add_a_property(evil):
    event = replace(
        OPENING,
        summary=evil,
        location=evil,
        description=evil,
        url_label=evil,
        attendee=Mailbox(evil, "jean@x.example"),
        organizer=Mailbox(evil, "congres@aimf.example"),
    )
    names = [line.split(":")[0].split(";")[0] for line in lines(invitation(event))]
    assert names == [line.split(":")[0].split(";")[0] for line in lines(invitation(OPENING))]
    read = read_with_ical_js(invitation(event))
    assert event_property(read, "attendee")["values"] == ["mailto:jean@x.example"]
    assert event_property(read, "status")["values"] == ["CONFIRMED"]
    assert "\n" not in event_property(read, "attendee")["parameters"]["cn"]
    assert obeys_itip(invitation(event))


def test_an_address_cannot_add_a_recipient():
    event = replace(OPENING, attendee=Mailbox("Jean", "o'neil+a?cc=b%25@x.example"))
    read = read_with_ical_js(invitation(event))
    assert event_property(read, "attendee")["values"] == ["mailto:o'neil+a%3Fcc=b%2525@x.example"]


def test_a_name_cannot_reorder_what_surrounds_it():
    read = read_with_ical_js(invitation(replace(OPENING, attendee=Mailbox("\u202eeriam\u2069", "a@b.example"))))
    assert event_property(read, "attendee")["parameters"]["cn"] == "eriam"


@pytest.mark.parametrize(
    "wrong",
    [
        {"starts_at": datetime(2020, 12, 9, 10)},
        {"revised_at": datetime(2020, 12, 9, 10)},
        {"ends_at": OPENING.starts_at},
        {"location": " \n"},
        {"sequence": -1},
        {"uid": "a b@c"},
        {"uid": "a\r\nSTATUS:CANCELLED"},
        {"language": "fr:x"},
        {"url": "javascript:alert(1)"},
        {"url": "https://x.example/\r\nSTATUS:CANCELLED"},
        {"attendee": Mailbox("Jean", "jean@x.example,autre@x.example")},
        {"attendee": Mailbox("Jean", "jean@x.example\r\nX:1")},
        {"organizer": Mailbox("AIMF", "")},
    ],
)
def test_a_malformed_entry_is_never_made(wrong):
    with pytest.raises(ValueError, match=r"calendar|malformed"):
        replace(OPENING, **wrong)


def test_nobody_is_invited_to_a_cancelled_session_nor_without_an_address():
    with pytest.raises(ValueError, match="cancelled"):
        invitation(replace(OPENING, cancelled=True))
    with pytest.raises(ValueError, match="recipient"):
        invitation(replace(OPENING, attendee=None))


def test_a_feed_has_a_name_a_rhythm_and_no_method():
    read = read_with_ical_js(feed([OPENING], "Congrès de Tunis, le vôtre", refresh=timedelta(minutes=30)))
    assert {one["name"]: one["values"] for one in read["calendar"]} == {
        "prodid": ["-//AIMF//Congres//FR"],
        "version": ["2.0"],
        "calscale": ["GREGORIAN"],
        "name": ["Congrès de Tunis, le vôtre"],
        "x-wr-calname": ["Congrès de Tunis, le vôtre"],
        "refresh-interval": ["PT30M"],
        "x-published-ttl": ["PT30M"],
    }
    assert "attendee" not in {one["name"] for one in read["events"][0]}


def test_a_feed_does_not_depend_on_the_order_of_the_rows():
    later = replace(OPENING, uid="b@congres-1", starts_at=OPENING.ends_at, ends_at=OPENING.ends_at + timedelta(hours=1))
    same_hour = replace(OPENING, uid="c@congres-1", cancelled=True)
    ordered = feed([OPENING, same_hour, later], "Congrès")
    assert feed([later, same_hour, OPENING], "Congrès") == ordered
    assert [line for line in lines(ordered) if line.startswith(("UID", "STATUS"))] == [
        f"UID:{OPENING.uid}",
        "STATUS:CONFIRMED",
        "UID:c@congres-1",
        "STATUS:CANCELLED",
        "UID:b@congres-1",
        "STATUS:CONFIRMED",
    ]


def test_a_feed_holds_each_session_once():
    with pytest.raises(ValueError, match="twice"):
        feed([OPENING, replace(OPENING, sequence=3)], "Congrès")


def test_the_letter_carries_the_same_bytes_twice():
    ics = invitation(OPENING)
    letter = EmailMessage(policy=SMTP)
    letter["Subject"] = "Votre inscription"
    letter.set_content("Bonjour")
    letter.add_alternative("<p>Bonjour</p>", subtype="html")
    parts = calendar_parts(ics)
    letter.attach(parts.alternative)
    letter.make_mixed()
    letter.attach(parts.attachment)

    received = BytesParser(policy=SMTP).parsebytes(letter.as_bytes())
    alternative, attachment = received.iter_parts()
    _plain, _html, calendar = alternative.iter_parts()
    assert [part.get_content_type() for part in received.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
        "application/ics",
    ]
    assert dict(calendar["Content-Type"].params) == {"charset": "utf-8", "method": "REQUEST", "component": "VEVENT"}
    assert calendar["Content-Transfer-Encoding"] == attachment["Content-Transfer-Encoding"] == "base64"
    assert calendar.get_payload(decode=True) == attachment.get_payload(decode=True) == ics
    assert attachment.get_filename() == "invite.ics"
    assert calendar.get_content_disposition() is None
    assert max(map(len, letter.as_bytes().split(b"\r\n"))) <= 998


def test_the_method_of_the_part_follows_the_letter_and_a_feed_is_no_letter():
    assert calendar_parts(cancellation(OPENING)).alternative["Content-Type"].params["method"] == "CANCEL"
    with pytest.raises(ValueError, match="letter"):
        calendar_parts(feed([OPENING], "Congrès\r\nMETHOD:REQUEST"))
