"""Writing to many: who gets the letter and who does not, once; reminders in rounds; ended by one click."""

import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events import jobs
from aimf_events.accounts.models import Role
from aimf_events.checkin.badges import BadgeState, issue_badge
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Phase
from aimf_events.database import db, transaction
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.mailboxes import mark_dead
from aimf_events.mail.models import MessageState, OutgoingMessage, ReminderRefusal
from aimf_events.registration import group_letters
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.group_letters import start_group
from aimf_events.registration.invitations import InvitationsClosed, new_mailing_key
from aimf_events.registration.models import ContactRole, Delegation, DelegationState, Mailing, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.mail.conftest import by_smtp  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP

AT = "/tunis-2020/letters/mailings"


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    congress = make_congress("tunis-2020")
    reader = browser_of(make_staff(Role.SECRETARIAT))
    reader.get("/sign-in")
    reader.congress = congress
    return reader


def silent(congress: Any, name: str, email: str = "", **values: Any) -> Delegation:
    delegation = make_delegation(congress, name, **values)
    mailbox = email or f"{name.lower()}@ville.example"
    add_correspondent(delegation, make_person(), ContactRole.HEAD, mailbox, by=None)
    return delegation


def letters(fact: str = "delegation_reminded") -> list[OutgoingMessage]:
    return list(db.session.scalars(db.select(OutgoingMessage).filter_by(fact=fact).order_by(OutgoingMessage.id)))


def remind(congress: Any, *delegations: Delegation) -> Mailing:
    ids = [each.id for each in delegations]
    mailing = start_group(congress, "delegation_reminded", ids=ids, selection={}, key=new_mailing_key(), by=None)
    jobs.drain_lane("jobs")
    db.session.expire_all()
    return mailing


def form_of(page: Any) -> dict[str, Any]:
    return {"key": page.value("key"), "letters": page.value("letters")}


def test_the_page_says_who_is_reminded_who_is_not_and_why(desk: Any) -> None:
    silent(desk.congress, "Parakou")
    silent(desk.congress, "Cotonou", "mort@ville.example")
    make_delegation(desk.congress, "Manga")
    silent(desk.congress, "Tunis", state=DelegationState.COMPLETE)
    mark_dead("MORT@ville.example", reason="550", since=now())
    page = desk.get(f"{AT}/delegation_reminded/new")
    assert "1 lettre pour 1 délégation." in page.text
    assert "adresse en panne : à appeler (1) : Cotonou" in page.text
    assert "sans adresse électronique (1) : Manga" in page.text
    assert "Tunis (" not in page.text
    assert "Votre réponse ne nous est pas encore parvenue." in page.text
    assert "Rappel nº 1" in page.text
    assert letters() == []


def test_a_reminder_leaves_once_with_its_one_click_end_and_the_rounds_are_numbered(
    desk: Any,
    by_smtp: ScriptedSMTP,  # noqa: F811
) -> None:
    silent(desk.congress, "Parakou")
    page = desk.get(f"{AT}/delegation_reminded/new")
    form = form_of(page)
    desk.post(f"{AT}/delegation_reminded/new", form)
    desk.post(f"{AT}/delegation_reminded/new", form)
    jobs.drain_lane("jobs")
    send_due_letters()
    sent = by_smtp.wait_for(1)[0].parsed
    assert len(letters()) == 1
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    url = re.fullmatch(r"<http://localhost(/tunis-2020/reminders/\S+)>", sent["List-Unsubscribe"])
    assert url
    page = desk.get(f"{AT}/delegation_reminded/new")
    assert "rappelées il y a moins de sept jours (1) : Parakou" in page.text
    set_for_tests(now() + timedelta(days=7, minutes=1))
    page = desk.get(f"{AT}/delegation_reminded/new")
    assert "Rappel nº 2" in page.text
    answer = desk.app.test_client().post(url[1], data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert db.session.query(ReminderRefusal).one().key == "parakou@ville.example"
    assert "ne veulent plus de rappels (1)" in desk.get(f"{AT}/delegation_reminded/new").text
    desk.get(f"/{make_congress('dakar-2021').name}{url[1].removeprefix('/tunis-2020')}", 404)


def test_the_end_of_reminders_asks_one_press_of_a_reader(desk: Any, browse: Any) -> None:
    contact = silent(desk.congress, "Parakou").contacts[0]
    path = group_letters.unsubscribe_url(contact).removeprefix("http://localhost")
    assert "ne recevra plus de rappels pour Parakou" in browse.get(path).text
    assert db.session.query(ReminderRefusal).count() == 0
    assert "C’est noté" in browse.post(path).text
    browse.get(path[:-2] + "xx", 404)


@pytest.mark.parametrize("locked", [True, False], ids=["locked", "control"])
def test_two_mailings_at_once_remind_a_delegation_once(
    desk: Any, at_once: Any, monkeypatch: pytest.MonkeyPatch, locked: bool
) -> None:
    """The control shows the race: without the lock both find that nobody has reminded it yet."""
    delegation = silent(desk.congress, "Parakou")
    with transaction():
        rounds = [
            Mailing(public_id=new_mailing_key(), congress_id=desk.congress.id, fact="delegation_reminded",
                    delegation_ids=[delegation.id], round=number, started_at=now())
            for number in (1, 2)
        ]  # fmt: skip
        db.session.add_all(rounds)
    ids = delegation.id, [mailing.id for mailing in rounds]
    if not locked:
        from threading import Barrier

        both_read = Barrier(2)
        monkeypatch.setattr(group_letters, "lock", lambda _delegation: None)
        before = group_letters.why_not
        monkeypatch.setattr(group_letters, "why_not", lambda *args: (before(*args), both_read.wait(10))[0])

    def write(mailing_id: int) -> None:
        delegation = db.session.get_one(Delegation, ids[0])
        group_letters.write_to_delegation(delegation, db.session.get_one(Mailing, mailing_id))

    at_once(*(lambda ident=ident: write(ident) for ident in ids[1]))
    assert len(letters()) == (1 if locked else 2)


def test_a_delegation_that_answers_meanwhile_is_not_reminded(desk: Any) -> None:
    one, other = silent(desk.congress, "Parakou"), silent(desk.congress, "Cotonou")
    ids = [one.id, other.id]
    start_group(desk.congress, "delegation_reminded", ids=ids, selection={}, key=new_mailing_key(), by=None)
    other.state, other.answered_at = DelegationState.DECLINED, now()
    db.session.commit()
    jobs.drain_lane("jobs")
    assert [letter.recipient for letter in letters()] == ["parakou@ville.example"]


def test_no_reminder_leads_to_a_closed_form(desk: Any) -> None:
    delegation = silent(desk.congress, "Parakou")
    desk.congress.phase = Phase.CLOSED_REGISTRATION
    db.session.commit()
    assert "mènerait à un formulaire fermé" in desk.get(f"{AT}/delegation_reminded/new").text
    with pytest.raises(InvitationsClosed):
        remind(desk.congress, delegation)


def test_a_letter_goes_to_the_delegations_that_the_filters_keep(desk: Any) -> None:
    silent(desk.congress, "Parakou")
    silent(desk.congress, "Tunis", state=DelegationState.COMPLETE)
    page = desk.get(f"{AT}/delegation_informed/new?state=answered")
    assert "1 lettre pour 1 délégation." in page.text
    page = desk.post(f"{AT}/delegation_informed/new?state=answered", form_of(page))
    assert "Information aux délégations" in page.text
    jobs.drain_lane("jobs")
    assert [letter.recipient for letter in letters("delegation_informed")] == ["tunis@ville.example"]
    assert "unsubscribe_url" not in letters("delegation_informed")[0].data
    assert "La lettre est écrite à 1 destinataire." in desk.get(desk.page.path).text


def test_a_selection_that_changed_since_its_preview_is_read_again(desk: Any) -> None:
    silent(desk.congress, "Parakou")
    form = form_of(desk.get(f"{AT}/delegation_informed/new"))
    silent(desk.congress, "Cotonou")
    page = desk.post(f"{AT}/delegation_informed/new", form)
    assert "La sélection a changé depuis l’aperçu" in page.text
    assert "2 lettres pour 2 délégations." in page.text
    assert db.session.query(Mailing).count() == 0


def test_those_who_came_are_thanked_and_nobody_else(desk: Any) -> None:
    delegation = silent(desk.congress, "Parakou")
    came = make_registration(delegation, state=RegistrationState.APPROVED)
    make_registration(delegation, state=RegistrationState.APPROVED)
    with transaction():
        issue_badge(came).state = BadgeState.COLLECTED
    page = desk.get(f"{AT}/participant_thanked/new")
    assert "1 lettre partira." in page.text
    assert "vous remercie de la présence de" in page.text
    desk.post(f"{AT}/participant_thanked/new", form_of(page))
    jobs.drain_lane("jobs")
    assert [letter.about_id for letter in letters("participant_thanked")] == [came.id]


def test_a_try_of_a_mailing_comes_to_oneself(desk: Any) -> None:
    delegation = silent(desk.congress, "Parakou")
    make_registration(delegation, state=RegistrationState.SUBMITTED)
    page = desk.get(f"{AT}/participant_informed/new?state=submitted")
    page = desk.post(f"{AT}/participant_informed/try?state=submitted", form_of(page))
    assert "1 essai part à" in page.text
    assert letters("participant_informed")[0].data["ticket_url"].endswith("/essai")
    assert letters("participant_informed")[0].state is MessageState.PENDING


def test_the_choice_costs_the_same_for_one_and_for_many(desk: Any) -> None:
    from tests.statements import statements_sent

    def cost(fact: str) -> int:
        with statements_sent() as asked:
            desk.get(f"{AT}/{fact}/new")
        return len(asked)

    for number in range(3):
        make_registration(silent(desk.congress, f"Ville{number}"), state=RegistrationState.SUBMITTED)
    few = [cost("delegation_reminded"), cost("participant_informed")]
    for number in range(3, 8):
        make_registration(silent(desk.congress, f"Ville{number}"), state=RegistrationState.SUBMITTED)
    assert [cost("delegation_reminded"), cost("participant_informed")] == few


def test_dead_mailboxes_are_listed_with_whom_to_call_and_cleared(desk: Any) -> None:
    person = make_person("Rose", "Adjovi", email="rose@ville.example")
    mark_dead("rose@ville.example", reason="5.1.1 user unknown", since=now())
    page = desk.get("/tunis-2020/letters/mailboxes")
    assert f"Mme {person.badge_name}" in page.text
    assert "5.1.1 user unknown" in page.text
    action = next(form["action"] for form in page.forms if "clearing" in form.get("action", ""))
    assert "On écrit de nouveau à rose@ville.example." in desk.post(action).text
    assert "Aucune adresse en panne" in desk.get("/tunis-2020/letters/mailboxes").text
