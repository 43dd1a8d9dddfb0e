"""Two records of one human being become one: looked at side by side, all or nothing, both addresses still lead somewhere."""

import pytest

from aimf_events import journal
from aimf_events.database import db, transaction
from aimf_events.dossier.merging import CHOSEN, NotMergeable, SameCongress, candidates, merge_persons
from aimf_events.people.models import ContactKind
from aimf_events.people.people import person_by_public_id
from aimf_events.registration.models import ContactRole, DelegationContact, Registration, RegistrationState
from tests.dossier.rows import insert
from tests.factories import make_congress, make_delegation, make_person, make_registration

TABLES = db.metadata.tables


def as_they_stand(person, **changes):
    return {name: getattr(person, name) for name in CHOSEN} | changes


@pytest.fixture
def pair(app):
    """« Thuy Duong Pham » of one congress is « Phạm Thuỳ Dương » of another."""
    first = make_person("Thuỳ Dương", "Phạm", email="pham@example.org")
    second = make_person("Thuy Duong", "Pham", email="PHAM@example.org", original_name="Phạm Thuỳ Dương")
    return first, second


def test_candidates_share_a_name_or_a_mailbox_and_a_name_like_it(pair):
    first, second = pair
    make_person("Awa", "Diallo", email="pham@example.org")
    turned = make_person("Phạm", "Thuỳ Dương", email="other@example.org")
    found = {(each.first.id, each.second.id): (each.same_name, each.same_mailbox) for each in candidates()}
    assert found[first.id, second.id] == (True, True)
    assert {ident for pair_ in found for ident in pair_} <= {first.id, second.id, turned.id}


def test_everything_moves_and_each_field_is_the_chosen_one(pair):
    first, second = pair
    mine, theirs = make_registration(make_delegation(make_congress()), person=first), None
    theirs = make_registration(make_delegation(make_congress()), person=second)
    with transaction():
        for person in pair:  # the same role in one delegation: one of the two rows is enough
            db.session.add(
                DelegationContact(
                    delegation_id=mine.delegation_id,
                    person_id=person.id,
                    role=ContactRole.HEAD,
                    email="pham@example.org",
                )
            )
    chosen = as_they_stand(first, original_name=second.original_name)
    merge_persons(first, second, chosen=chosen, by=None, reason="même passeport")
    assert {mine.person_id, theirs.person_id} == {first.id}
    assert (first.full_name, first.original_name) == ("Thuỳ Dương Phạm", "Phạm Thuỳ Dương")
    assert [contact.key for contact in first.contacts if contact.kind is ContactKind.EMAIL] == ["pham@example.org"]
    assert [each.person_id for each in db.session.scalars(db.select(DelegationContact))] == [first.id]
    assert person_by_public_id(second.public_id).id == person_by_public_id(first.public_id).id == first.id
    entry = journal.history(first)[-1]
    assert (entry.verb, entry.details["gone"], entry.details["moved"]["registration.person_id"]) == (
        "persons_merged",
        second.id,
        1,
    )
    with pytest.raises(NotMergeable):
        merge_persons(first, second, chosen=chosen, by=None, reason="encore")


def test_no_row_points_to_the_record_that_is_gone(pair):
    first, second = pair
    congress = make_congress()
    rank = insert(TABLES["protocol_rank"], congress_id=congress.id, number=1, label={"fr": "Maires"})
    for person in pair:
        insert(TABLES["protocol_standing"], congress_id=congress.id, person_id=person.id, rank_id=rank["id"])
    make_registration(make_delegation(congress), person=second, state=RegistrationState.REFUSED)
    db.session.commit()
    merge_persons(first, second, chosen=as_they_stand(first), by=None, reason="même passeport")
    person = TABLES["person"]
    for table in TABLES.values():
        for column in table.columns:
            if any(key.column.table is person for key in column.foreign_keys):
                assert db.session.scalars(db.select(column).where(column == second.id)).all() == [], str(column)


def test_both_registered_at_one_congress_are_refused_and_nothing_moves(pair):
    first, second = pair
    congress = make_congress()
    make_registration(make_delegation(congress, "Huế"), person=first)
    theirs = make_registration(make_delegation(congress, "Đà Nẵng"), person=second)
    with pytest.raises(SameCongress) as refusal:
        merge_persons(first, second, chosen=as_they_stand(first), by=None, reason="même passeport")
    assert "Retirez d’abord" in str(refusal.value.advice)
    assert db.session.get_one(Registration, theirs.id).person_id == second.id
    assert person_by_public_id(second.public_id).id == second.id


def test_two_reviewers_at_once_make_one_merge(pair, at_once):
    first, second = pair
    ids = (first.id, second.id)

    def merge(one, other):
        def act():
            from aimf_events.people.models import Person

            kept, gone = db.session.get_one(Person, one), db.session.get_one(Person, other)
            merge_persons(kept, gone, chosen=as_they_stand(kept), by=None, reason="même passeport")

        return act

    results = at_once(merge(*ids), merge(*reversed(ids)))
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "NotMergeable"]
