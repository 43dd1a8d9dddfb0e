"""Answers of agendas: taken in their order, asked anew by a move, and put before a person where there is any doubt. Nothing follows from them."""

import time
from datetime import timedelta

import pytest

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.journal import JournalEntry
from aimf_events.mail import incoming
from aimf_events.mail.models import OutgoingMessage
from aimf_events.programme import replies, sessions
from aimf_events.programme.models import CalendarInvitation, SessionInvitation
from aimf_events.programme.replies import ReplySaysNothing, ReplySettled
from aimf_events.programme.reply_models import CalendarReply, ReplyState
from aimf_events.programme.reply_standings import standings_of_congress, standings_of_sessions
from aimf_events.registration.accreditation import approve
from aimf_events.registration.models import Registration, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.factories.programme import make_session, publish
from tests.programme.agenda import reply
from tests.programme.test_change_letters import arrive, change, posted, send, speaker

ALI = "ali@example.org"


class Invited:
    """Ali is invited to speak in one session, and the letter has arrived."""

    def __init__(self):
        self.congress = make_congress()
        self.planned = make_session(self.congress, starts="09:30")
        self.person = speaker(self.planned, "Ali")
        self.tell()

    def tell(self):
        publish(self.congress)
        send(self.congress)
        arrive(posted())

    def move(self, hour="11:00"):
        change(self.planned, starts=hour)
        self.tell()

    @property
    def held(self):
        return db.session.scalars(db.select(SessionInvitation).order_by(SessionInvitation.id.desc())).first()

    @property
    def uid(self):
        return f"{self.held.uid}@localhost"

    def reply(self, said="ACCEPTED", **values):
        return reply(values.pop("uid", self.uid), values.pop("attendee", ALI), said, **values)

    def take(self, said="ACCEPTED", **values):
        return incoming.take(self.reply(said, **values))

    def standing(self):
        [found] = standings_of_sessions([self.planned.id])[self.planned.id]
        return found

    def troubles(self):
        return [str(each.trouble) for each in replies.waiting_replies(self.congress)]


@pytest.fixture
def invited(app):
    return Invited()


@pytest.mark.parametrize("said, told", [("ACCEPTED", "yes"), ("DECLINED", "no"), ("TENTATIVE", "maybe")])
def test_answer_of_an_agenda_is_the_intention_of_its_owner(invited, said, told):
    assert invited.take(said, lines=["COMMENT:J’arrive la veille"]) == "answered"
    standing = invited.standing()
    assert (standing.person, standing.intention, standing.comment) == (invited.person, told, "J’arrive la veille")


def test_answers_count_in_the_order_of_their_moments_whatever_the_order_of_their_arrival(invited):
    moment = now()
    assert invited.take("DECLINED", at=moment) == "answered"
    assert invited.take("ACCEPTED", at=moment - timedelta(minutes=5)) == "to look at"
    assert invited.standing().intention == "no"
    assert invited.troubles() == ["overtaken"]
    assert invited.take("TENTATIVE", at=moment + timedelta(minutes=5)) == "answered"
    assert invited.standing().intention == "maybe"


def test_move_asks_anew_and_an_answer_to_the_earlier_hour_is_no_acceptance(invited):
    late = invited.reply("ACCEPTED", at=now() + timedelta(minutes=1))
    invited.take("ACCEPTED")
    invited.move()
    standing = invited.standing()
    assert (standing.intention, standing.asked_again) == (None, True)
    assert incoming.take(late) == "to look at"
    assert invited.troubles() == ["earlier_hour"]
    assert invited.standing().intention is None
    assert invited.take("DECLINED", sequence=1) == "answered"
    assert invited.standing().intention == "no"


def test_same_answer_twice_counts_once_by_another_way_too(invited):
    moment = now()
    letter = invited.reply(at=moment)
    assert [incoming.take(letter), incoming.take(letter)] == ["answered", "known"]
    assert incoming.take(b"Received: by mx2.example.org\r\n" + letter) == "known"
    assert db.session.query(CalendarReply).count() == 1


def test_same_answer_in_two_processes_counts_once(invited, at_once):
    letter = invited.reply()
    assert sorted(at_once(lambda: incoming.take(letter), lambda: incoming.take(letter))) == ["answered", "known"]


def test_control_without_the_lock_both_processes_take_it(invited, at_once, monkeypatch):
    import threading

    letter, both, looked = invited.reply(), threading.Barrier(2), replies._is_known
    monkeypatch.setattr(replies, "lock_name", lambda _name: None)
    monkeypatch.setattr(replies, "lock", lambda row: row)
    monkeypatch.setattr(replies, "_is_known", lambda *asked: (looked(*asked), both.wait(10))[0])
    results = at_once(lambda: incoming.take(letter), lambda: incoming.take(letter))
    assert sorted(type(each).__name__ for each in results) == ["IntegrityError", "str"]


def test_reply_after_the_cancellation_waits_for_a_person(invited):
    letter = invited.reply()
    sessions.cancel_session(invited.planned, by=None)
    invited.tell()
    assert incoming.take(letter) == "to look at"
    assert invited.troubles() == ["cancelled_entry"]


@pytest.mark.parametrize(
    "trouble, values",
    [
        ("not_theirs", {"attendee": "mallory@example.org"}),
        ("other_sender", {"sender": "mallory@example.org"}),
        (
            "not_genuine",
            {"head": ["Authentication-Results: mx.example.org; spf=pass; dmarc=fail header.from=example.org"]},
        ),
        ("unknown_revision", {"sequence": 7}),
        ("from_the_future", {"at": now() + timedelta(days=3)}),
        ("other_hour", {"start": "20010101T080000Z"}),
        ("other_hour_proposed", {"method": "COUNTER"}),
        ("other_method", {"method": "REQUEST"}),
        ("other_answer", {"said": "DELEGATED"}),
        ("recurring", {"lines": ["RRULE:FREQ=SECONDLY;COUNT=999999999", "RDATE:20260101T000000Z"]}),
        ("several", {"lines": ["ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org"]}),
        ("several", {"lines": ["END:VEVENT", "BEGIN:VEVENT", "UID:b"]}),
        ("several", {"lines": ["SEQUENCE:3"]}),
        ("unreadable", {"sequence": "99999999999999999999"}),
        ("unreadable", {"sequence": "-1"}),
        ("unreadable", {"sequence": "deux"}),
        ("unreadable", {"calendar": "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID"}),
        ("unreadable", {"calendar": "BEGIN:VCALENDAR\r\n" + "BEGIN:X\r\n" * 20000}),
        ("too_large", {"lines": ["X-BOMB:" + "x" * 300_000]}),
    ],
)
def test_whatever_is_odd_or_forged_waits_for_a_person_and_answers_nothing(invited, trouble, values):
    assert invited.take(**values) == "to look at"
    assert invited.troubles() == [trouble]
    assert invited.standing().intention is None


def test_properties_of_others_and_a_wrong_label_do_no_harm(invited):
    lines = ["X-MICROSOFT-CDO-BUSYSTATUS:BUSY", "X-" + "A" * 200 + ";X-B=\u00e9:\u0007", "COMMENT:Tr\u00e8s bien"]
    assert invited.take(lines=lines, encoding="latin-1", charset="utf-8") == "answered"
    assert invited.standing().comment == "Très bien"
    assert invited.take("DECLINED", at=now() + timedelta(minutes=1), charset="x-no-such-set") == "answered"
    assert invited.take("TENTATIVE", at=now() + timedelta(minutes=2), encoding="utf-16", charset="utf-16") == "answered"


def test_entry_of_another_house_or_of_nobody_waits_in_every_congress_and_cannot_be_kept(invited):
    for uid in ("0d9b7a52-6d4e-4c0e-9d52-8f5a2f3c1b11@localhost", f"{invited.held.uid}@elsewhere", "x", ""):
        assert invited.take(uid=uid) == "to look at"
    other = make_congress()
    assert [str(each.trouble) for each in replies.waiting_replies(other)] == ["unknown_entry"] * 3 + ["unreadable"]
    with pytest.raises(ReplySaysNothing):
        replies.keep_reply(replies.waiting_replies(other)[0], by=None)


def test_invitation_of_another_congress_does_not_answer_for_this_one(invited):
    other = Invited.__new__(Invited)
    other.congress = make_congress()
    other.planned = make_session(other.congress, starts="09:30")
    speaker(other.planned, "Ben")
    other.tell()
    assert invited.take(uid=other.uid) == "to look at"
    assert (invited.troubles(), other.troubles()) == ([], ["not_theirs"])
    assert other.standing().intention is None


def test_letter_of_fifty_megabytes_waits_for_a_person(invited):
    letter = invited.reply(lines=["COMMENT:" + "x" * 50_000_000])
    begun = time.perf_counter()
    assert incoming.take(letter) == "to look at"
    assert time.perf_counter() - begun < 10
    assert invited.troubles() == ["too_large"]


def test_letters_within_letters_within_letters_are_given_up(invited):
    head = b"From: x@y.z\r\nMIME-Version: 1.0\r\n"
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000))
    wide = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        + b"--b\r\nContent-Type: text/calendar\r\n\r\nx\r\n" * 5000
    )
    begun = time.perf_counter()
    assert incoming.take(head + deep + b"Content-Type: text/calendar\r\n\r\nx") == "to look at"
    assert incoming.take(head + wide) == "to look at"
    assert time.perf_counter() - begun < 20
    assert invited.troubles() == ["unreadable", "unreadable"]


@pytest.mark.parametrize("subject", ["=?utf-8?q?Accept=C3=A9e_=3A_S=C3=A9ance?=", "Acceptée : Séance"])
def test_subject_is_read_encoded_or_as_it_is(invited, subject):
    letter = invited.reply(sender="cabinet@example.org")
    incoming.take(letter.replace(b"=?utf-8?q?Accept=C3=A9?=", subject.encode()))
    assert [each.subject for each in replies.waiting_replies(invited.congress)] == ["Acceptée : Séance"]


def test_letter_without_a_calendar_is_left_alone(invited):
    assert incoming.take(b"From: ali@example.org\r\nSubject: Absent\r\n\r\ntext/calendar is a word") == "no report"
    assert db.session.query(CalendarReply).count() == 0


def test_flood_stays_in_the_mailbox(invited, monkeypatch):
    monkeypatch.setattr(replies, "MOST_WAITING", 2)
    assert [invited.take(uid=f"u{n}") for n in range(3)] == ["to look at", "to look at", "left"]
    assert invited.take() == "answered"


def test_colleague_keeps_a_reply_that_they_understood_and_an_older_one_does_not_undo_it(invited):
    colleague = make_staff(Role.SECRETARIAT)
    invited.take("DECLINED", sender="cabinet@example.org")
    [waiting] = replies.waiting_replies(invited.congress)
    replies.keep_reply(waiting, by=colleague)
    assert (invited.standing().intention, waiting.settled_by_id) == ("no", colleague.id)
    assert invited.take("ACCEPTED", at=now() - timedelta(hours=1)) == "to look at"
    with pytest.raises(ReplySettled):
        replies.set_reply_aside(waiting, by=colleague)


def test_reply_set_aside_is_forgotten_after_ninety_days(invited):
    invited.take(uid="nobody")
    [waiting] = replies.waiting_replies(invited.congress)
    replies.set_reply_aside(waiting, by=None)
    assert replies.waiting_replies(invited.congress) == []
    waiting.received_at = now() - timedelta(days=91)
    db.session.commit()
    invited.take()
    replies.forget_replies()
    assert [each.state for each in db.session.query(CalendarReply)] == [ReplyState.TAKEN]


def test_no_answer_changes_a_registration_and_the_days_of_the_congress_are_answered_too(app, browser_of):
    congress = make_congress()
    registration = make_registration(
        make_delegation(congress), person=make_person("Rose", "Adjovi", email="rose@example.org")
    )
    registration.email = "rose@example.org"
    approve(registration, by=make_staff(Role.SECRETARIAT))
    arrive(db.session.scalars(db.select(OutgoingMessage)).all())
    held = db.session.scalars(db.select(CalendarInvitation)).one()
    before = db.session.query(JournalEntry).filter_by(thing_kind="Registration").count()
    for n, said in enumerate(("ACCEPTED", "DECLINED")):
        letter = reply(f"{held.uid}@localhost", "Rose@Example.org", said, at=now() + timedelta(minutes=n))
        assert incoming.take(letter) == "answered"
    assert [each.intention for each in standings_of_congress(congress)] == ["no"]
    desk = browser_of(make_staff(CongressRole.ACCREDITATION, congress=congress))
    page = desk.get(f"/{congress.name}/accreditation/{registration.public_id}")
    assert "Son agenda non, le" in " ".join(page.text.replace("\u00a0", " ").split())
    assert db.session.get(Registration, registration.id).state is RegistrationState.APPROVED
    assert db.session.query(JournalEntry).filter_by(thing_kind="Registration").count() == before
