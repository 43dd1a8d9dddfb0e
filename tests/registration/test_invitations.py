"""Invitations: one letter per correspondent, once, in the words that protocol wants."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Congress, Phase
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.i18n import use_language
from aimf_events.mail.models import OutgoingMessage
from aimf_events.mail.rendering import texts
from aimf_events.members.offices import set_office
from aimf_events.registration import invitations
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.invitation_letter import hardest, letter_words
from aimf_events.registration.invitations import (
    InvitationsClosed,
    NobodyToWriteTo,
    invite_again,
    invite_delegation,
    new_mailing_key,
    not_reached,
    run_mailing,
    select_delegations,
    send_test,
    start_mailing,
)
from aimf_events.registration.models import ContactRole, Delegation, DelegationState, Mailing
from tests.factories import make_congress, make_delegation, make_person


def _delegation(congress: Congress, name: str = "Parakou", *, language: str = "fr", **person: Any) -> Delegation:
    delegation = make_delegation(congress, name, state=DelegationState.PREPARED, language=language)
    delegation.invited_at = None
    add_correspondent(
        delegation, make_person(**person), ContactRole.HEAD, f"maire{delegation.id}@ville.example", by=None
    )
    return delegation


def _letters() -> list[OutgoingMessage]:
    return list(db.session.scalars(db.select(OutgoingMessage).order_by(OutgoingMessage.id)))


def test_head_and_focal_point_are_each_written_to_once(app: Flask) -> None:
    delegation = _delegation(make_congress())
    add_correspondent(
        delegation, make_person("Rachid", "Dossou"), ContactRole.FOCAL_POINT, "cab@ville.example", by=None
    )
    invite_delegation(delegation, by=None)
    invite_delegation(delegation, by=None)
    assert [letter.recipient for letter in _letters()] == [f"maire{delegation.id}@ville.example", "cab@ville.example"]
    assert [letter.data["head_name"] for letter in _letters()] == ["", "Mme Aïchatou Soumanou Bio"]
    assert (delegation.state, delegation.invited_at is not None) == (DelegationState.INVITED, True)


def test_the_letter_says_how_protocol_addresses_a_mayor_and_until_when_in_both_cities(app: Flask) -> None:
    delegation = _delegation(make_congress())
    delegation.time_zone = "Asia/Ho_Chi_Minh"
    contact = delegation.contacts[0]
    set_office(delegation.member, contact.person, title={"fr": "Maire de Parakou"}, is_executive=True, by=None)
    words = letter_words(contact)
    assert words["salutation"] == "Madame la Maire,"
    assert "(heure de Tunis)" in words["deadline"]
    assert "(heure de Hô Chi Minh-Ville)" in words["deadline_yours"]
    with use_language("fr"):
        _subject, text, html = texts("delegation_invited", words, "fr", "x")
    assert words["delegation_url"] in text
    assert "Bonjour" not in text + html


def test_names_cannot_break_out_of_the_letter(app: Flask) -> None:
    contact = _delegation(make_congress(), "<script>alert(1)</script>").contacts[0]
    with use_language("fr"):
        _subject, _text, html = texts("delegation_invited", letter_words(contact), "fr", "x")
    assert "<script>" not in html


def test_a_test_letter_opens_nothing_and_leaves_the_delegation_uninvited(app: Flask) -> None:
    delegation, me = _delegation(make_congress()), make_person("Camille", "Roux")
    for _ in range(2):
        send_test(delegation.contacts[0], to=me, key="k")
    [letter] = _letters()
    assert letter.recipient == me.email
    assert letter.data["delegation_url"].endswith("/delegation/essai")
    assert delegation.state is DelegationState.PREPARED


def test_nobody_to_write_to_is_said(app: Flask) -> None:
    delegation = make_delegation(make_congress(), "Parakou", state=DelegationState.PREPARED)
    with pytest.raises(NobodyToWriteTo):
        invite_delegation(delegation, by=None)
    assert delegation.state is DelegationState.PREPARED


@pytest.mark.parametrize(
    "values", [{"phase": Phase.PREPARATION}, {"registration_closes_at": now() - timedelta(hours=1)}]
)
def test_no_letter_leads_to_a_closed_form(app: Flask, values: dict[str, Any]) -> None:
    congress = make_congress(**values)
    delegation = _delegation(congress)
    with pytest.raises(InvitationsClosed):
        invite_delegation(delegation, by=None)
    with pytest.raises(InvitationsClosed):
        start_mailing(congress, [delegation.public_id], key=new_mailing_key(), by=None)
    assert _letters() == []


def test_two_presses_are_one_letter_and_a_day_later_it_is_a_second(app: Flask) -> None:
    delegation = _delegation(make_congress())
    invite_again(delegation, by=None)
    invite_again(delegation, by=None)
    assert len(_letters()) == 1
    set_for_tests(now() + timedelta(days=1))
    invite_again(delegation, by=None)
    assert len(_letters()) == 2


def test_the_hardest_are_the_longest_name_another_script_and_another_language(app: Flask) -> None:
    congress = make_congress()
    plain = [_delegation(congress, f"Ville {n}", given_name="Jean", family_name="Ba") for n in range(3)]
    longest = _delegation(congress, "Cités et gouvernements locaux unis " * 3)
    arabic = _delegation(congress, "Nouakchott", given_name="أحمد", family_name="بن صالح")
    english = _delegation(congress, "Bamenda", language="en", given_name="Paul", family_name="Achobang")
    chosen = [contact.delegation.name for contact in hardest([*plain, english, arabic, longest])]
    assert chosen == [longest.name, arabic.name, english.name]


def test_a_mailing_asked_for_twice_at_once_is_one_and_writes_once(app: Flask, at_once: Any) -> None:
    congress = make_congress()
    ids = [_delegation(congress, f"Ville {n}").public_id for n in range(30)]
    key, ident = new_mailing_key(), congress.id

    def send() -> int:
        mailing = start_mailing(db.session.get_one(Congress, ident), ids, key=key, by=None)
        found = mailing.id
        run_mailing(found)
        return found

    first, second = at_once(send, send)
    assert first == second
    assert len(_letters()) == 30


def test_a_worker_killed_in_a_mailing_is_replaced_without_loss_or_double(app: Flask) -> None:
    congress = make_congress()
    ids = [_delegation(congress, f"Ville {n}").public_id for n in range(45)]
    mailing = start_mailing(congress, ids, key=new_mailing_key(), by=None)
    ident = mailing.id
    assert invitations._invite_next(ident)
    db.session.remove()
    run_mailing(ident)
    run_mailing(ident)
    done = db.session.get_one(Mailing, ident)
    assert (done.done, done.finished_at is not None) == (45, True)
    assert len({letter.recipient for letter in _letters()}) == len(_letters()) == 45


def test_who_lost_their_address_meanwhile_is_named_and_the_others_are_written_to(app: Flask) -> None:
    congress = make_congress()
    lost, kept = _delegation(congress, "Manga"), _delegation(congress, "Parakou")
    mailing = start_mailing(congress, [lost.public_id, kept.public_id], key=new_mailing_key(), by=None)
    lost.contacts[0].email = ""
    db.session.commit()
    run_mailing(mailing.id)
    db.session.expire_all()
    assert [d.name for d in not_reached(db.session.get_one(Mailing, mailing.id))] == ["Manga"]
    assert len(_letters()) == 1


def test_a_selection_takes_nothing_from_another_congress(app: Flask) -> None:
    congress, other = make_congress(), make_congress()
    stranger = _delegation(other)
    chosen = select_delegations(congress, [stranger.public_id])
    assert (chosen.ready, chosen.unreachable, chosen.already) == ([], [], [])
    key = new_mailing_key()
    start_mailing(other, [stranger.public_id], key=key, by=None)
    with pytest.raises(NotFound):
        start_mailing(congress, [], key=key, by=None)
    with pytest.raises(NotFound):
        start_mailing(congress, [], key="x", by=None)
