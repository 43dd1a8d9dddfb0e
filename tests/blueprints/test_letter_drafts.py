"""« À relire »: from a protocol rank up letters wait for a named person, who reads, corrects, sends or ends them."""

from typing import Any

import pytest
from flask import Flask

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.congress.ranks import give_rank, rank_numbered, write_usual_ranks
from aimf_events.database import db, transaction
from aimf_events.mail.dispatch import send_due_letters
from aimf_events.mail.models import MessageState, OutgoingMessage
from aimf_events.mail.outbox import resend
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.held_letters import hold_letters
from aimf_events.registration.invitations import invite_delegation
from aimf_events.registration.letters import post_about
from aimf_events.registration.models import ContactRole, OtherDelivery
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.mail.conftest import by_smtp  # noqa: F401 -- a fixture
from tests.scripted_smtp import ScriptedSMTP

AT = "/tunis-2020/letters/drafts"


@pytest.fixture
def house(app: Flask, browser_of: Any) -> Any:
    """A congress whose letters wait from rank 2 up for the protocol officer; a head of State's delegation."""
    congress = make_congress("tunis-2020")
    write_usual_ranks(congress, by=None)
    reader = browser_of(make_staff(Role.SECRETARIAT))
    reader.get("/sign-in")
    reader.congress = congress
    reader.officer = make_staff(
        CongressRole.PROTOCOL, congress=congress, given_name="Solène", family_name="de Kérangal"
    )
    hold_letters(congress, up_to=2, released_by=reader.officer, by=None)
    reader.delegation = make_delegation(congress, "N'Djaména")
    reader.head = make_person("Idriss", "Abakar")
    add_correspondent(reader.delegation, reader.head, ContactRole.HEAD, "presidence@etat.example", by=None)
    add_correspondent(
        reader.delegation, make_person("Fatimé", "Ousmane"), ContactRole.FOCAL_POINT, "protocole@etat.example", by=None
    )
    give_rank(congress, reader.head, rank_numbered(congress, 1), by=None)
    return reader


def letters() -> list[OutgoingMessage]:
    return list(db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id)))


def test_nothing_leaves_by_itself_to_a_head_of_state_nor_to_who_reads_for_them(house: Any) -> None:
    invite_delegation(house.delegation, by=None)
    assert [(each.state, each.held_for_id) for each in letters()] == [(MessageState.HELD, house.officer.id)] * 2
    other = make_delegation(house.congress, "Parakou")
    add_correspondent(other, make_person(), ContactRole.HEAD, "maire@parakou.example", by=None)
    invite_delegation(other, by=None)
    assert letters()[-1].state is MessageState.PENDING


def test_what_is_written_about_a_member_of_that_delegation_waits_too(house: Any) -> None:
    registration = make_registration(house.delegation)
    with transaction():
        letter = post_about("registration_withdrawn", registration)
    assert letter is not None
    assert letter.state is MessageState.HELD
    give_rank(house.congress, house.head, rank_numbered(house.congress, 3), by=None)
    registration.revision += 1
    with transaction():
        later = post_about("registration_withdrawn", registration)
    assert later is not None
    assert later.state is MessageState.PENDING


def test_where_no_letter_waits_the_rule_asks_the_database_nothing(app: Flask) -> None:
    from sqlalchemy import event

    from aimf_events.registration.held_letters import hold_for_rank

    congress = make_congress()
    asked: list[str] = []
    note = lambda *args: asked.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    try:
        values = {"congress_id": congress.id, "data": {}, "about_kind": None, "about_id": None, "person_id": 1}
        assert hold_for_rank(values) is None
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    assert asked == []


def test_the_named_officer_sees_their_own_corrects_and_sends(
    house: Any,
    browser_of: Any,
    by_smtp: ScriptedSMTP,  # noqa: F811
) -> None:
    invite_delegation(house.delegation, by=None)
    officer = browser_of(house.officer)
    page = officer.get(AT)
    assert "2 lettres vous attendent." in page.text
    assert "Lettres à relire" in page.text
    letter = letters()[0]
    page = officer.get(f"{AT}/{letter.public_id}")
    assert "Mme Solène de Kérangal la relit et l’envoie." in page.text
    frame = officer.client.get(f"{AT}/{letter.public_id}/html")
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    page = officer.get(f"{AT}/{letter.public_id}/words")
    body = "Excellence,\n\nLe congrès vous attend."
    officer.post(f"{AT}/{letter.public_id}/words", {"subject": "Audience", "body": ""}, 422)
    page = officer.post(f"{AT}/{letter.public_id}/words", {"subject": "Audience", "body": body})
    assert "Le congrès vous attend." in page.text
    officer.post(f"{AT}/{letter.public_id}/release")
    assert send_due_letters() == 1
    sent = by_smtp.wait_for(1)[0].parsed
    assert sent["Subject"] == "Audience"
    assert "Excellence," in sent.get_body(("plain",)).get_content()
    assert "1 lettre vous attend." in officer.get(AT).text


def test_another_officer_does_not_see_them_and_the_secretariat_sees_all(house: Any, browser_of: Any) -> None:
    invite_delegation(house.delegation, by=None)
    letter = letters()[0]
    stranger = browser_of(make_staff(CongressRole.PROTOCOL, congress=house.congress, family_name="Autre"))
    assert "Aucune lettre n’attend" in stranger.get(AT).text
    stranger.get(f"{AT}/{letter.public_id}", 404)
    stranger.post(f"{AT}/{letter.public_id}/release", status=404)
    assert "2 lettres attendent une relecture." in house.get(AT).text
    assert "Aucune lettre n’attend" in house.get(f"{AT}?mine=1").text
    house.get(f"/{make_congress('dakar-2021').name}/letters/drafts/{letter.public_id}", 404)


def test_a_draft_is_withdrawn_with_a_reason_or_delivered_in_the_diplomatic_bag(house: Any) -> None:
    invite_delegation(house.delegation, by=None)
    one, other = letters()
    house.get(f"{AT}/{one.public_id}")
    house.post(f"{AT}/{one.public_id}/withdrawal", {"reason": ""}, 422)
    house.post(f"{AT}/{one.public_id}/withdrawal", {"reason": "reçu en audience"})
    assert "reçu en audience" in house.get(f"/tunis-2020/letters/{one.public_id}").text
    form = {"means": "diplomatic_bag", "received_by": "M. l’Ambassadeur", "note": "bordereau 17"}
    page = house.post(f"{AT}/{other.public_id}/delivery", {**form, "delivered_on": "2999-01-01"}, 422)
    assert "Cette date n’est pas encore venue" in page.text
    house.post(f"{AT}/{other.public_id}/delivery", {**form, "delivered_on": "2020-01-02"})
    page = house.get(f"/tunis-2020/letters/{other.public_id}")
    assert "Remise autrement" in page.text
    assert "par la valise diplomatique" in page.text
    assert db.session.query(OtherDelivery).one().note == "bordereau 17"
    assert "n’attend plus" in house.post(f"{AT}/{one.public_id}/release", status=409).text


def test_a_letter_that_waits_is_not_resent_around_its_reader(house: Any) -> None:
    invite_delegation(house.delegation, by=None)
    one = letters()[0]
    house.get(f"/tunis-2020/letters/{one.public_id}")
    house.post(f"/tunis-2020/letters/{one.public_id}/resending", status=409)
    house.get(f"{AT}/{one.public_id}")
    house.post(f"{AT}/{one.public_id}/withdrawal", {"reason": "trop tôt"})
    assert resend(db.session.get_one(OutgoingMessage, one.id), by=None).state is MessageState.HELD


def test_the_secretariat_chooses_the_rank_the_person_and_who_has_which_rank(house: Any) -> None:
    page = house.get(f"{AT}/rule")
    assert "M. Idriss Abakar" in page.text or "Idriss Abakar" in page.text
    page = house.post(f"{AT}/rule", {"rank": "1", "person": house.officer.public_id})
    assert "La règle est enregistrée" in page.text
    assert house.congress.letters_held_to_rank == 1
    house.post(f"{AT}/rule", {"rank": "", "person": ""})
    assert (house.congress.letters_held_to_rank, house.congress.letters_held_for_id) == (None, None)
    house.post(f"{AT}/rule/standings", {"head": "", "standing": "1"}, 422)
    house.post(f"{AT}/rule/standings", {"head": house.head.public_id, "standing": ""})
    assert "Personne n’a encore de rang" in house.get(f"{AT}/rule").text


def test_the_queue_costs_the_same_for_one_and_for_many(house: Any) -> None:
    from tests.statements import statements_sent

    def cost() -> int:
        with statements_sent() as asked:
            house.get(AT)
        return len(asked)

    invite_delegation(house.delegation, by=None)
    few = cost()
    for number in range(4):
        delegation = make_delegation(house.congress, f"Ville {number}")
        add_correspondent(delegation, house.head, ContactRole.HEAD, f"p{number}@etat.example", by=None)
        invite_delegation(delegation, by=None)
    assert cost() == few
