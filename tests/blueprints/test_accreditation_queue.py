"""The queue of the desk: filters kept in the address, and from one registration to the next."""

import pytest
from sqlalchemy import event

from aimf_events.accounts.models import Role
from aimf_events.clock import now
from aimf_events.database import db, transaction
from aimf_events.registration.listing import Wanted, find_registrations, neighbours_of
from aimf_events.registration.models import DelegationState, Document, DocumentKind, Registration, RegistrationState
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff

R = RegistrationState


@pytest.fixture
def delegation(app):
    return make_delegation(make_congress("tunis"), "Cotonou", places={"delegate": 99})


@pytest.fixture
def desk(browser_of, delegation):
    return browser_of(make_staff(Role.SECRETARIAT))


def give_letter(delegation, registration=None):
    with transaction():
        given = {"file_name": "lettre.pdf", "media_type": "application/pdf", "size": 1, "sha256": "0" * 64}
        of = registration.id if registration else None
        kept = Document(delegation_id=delegation.id, registration_id=of, kind=DocumentKind.NOMINATION, **given)
        kept.uploaded_at = now()
        db.session.add(kept)
    return kept


def ids(congress, **wanted):
    return [r.id for r in find_registrations(congress, Wanted(**wanted, sort="name")).rows]


def test_each_filter_narrows_the_queue(delegation):
    congress = delegation.congress
    congress.desks = ["nomination"]
    other = make_delegation(congress, "Bangangté", state=DelegationState.CONTESTED)
    sent = make_registration(delegation, person=make_person("Afi", "Adjovi"))
    named = make_registration(delegation, person=make_person("Koffi", "Bossou"), state=R.NOMINATED)
    late = make_registration(delegation, person=make_person("Sèna", "Codjo"), is_late=True)
    waits = make_registration(delegation, person=make_person("Ye", "Dossa"), state=R.WAITING, waiting_since=now())
    disputed = make_registration(other, person=make_person("Luc", "Ewane"), state=R.ON_HOLD)
    gone = make_registration(delegation, person=make_person("Noé", "Fagla"), state=R.WITHDRAWN)
    give_letter(delegation, sent)
    give_letter(other)
    assert ids(congress, desk="nomination") == [sent.id]
    assert ids(congress, desk="accreditation") == [named.id]
    assert ids(congress, aside="late") == [late.id]
    assert ids(congress, aside="waiting") == [waits.id]
    assert ids(congress, aside="contested") == [disputed.id]
    assert ids(congress, missing="nomination") == [named.id, late.id, waits.id]
    assert ids(congress, missing="photo") == [sent.id, named.id, late.id, waits.id, disputed.id]
    assert len(ids(congress, desk="nonsense", aside="nonsense", missing="nonsense")) == 6
    assert gone.id in ids(congress, state="withdrawn")


def test_letter_taken_back_is_missing_again(delegation):
    made = make_registration(delegation)
    letter = give_letter(delegation, made)
    assert ids(delegation.congress, missing="nomination") == []
    letter.removed_at = now()
    assert ids(delegation.congress, missing="nomination") == [made.id]


def test_neighbours_follow_the_order_of_the_list(delegation):
    first, second, third = (make_registration(delegation, person=make_person(n, n)) for n in ("Afi", "Bola", "Codjo"))
    wanted = Wanted(state="submitted", sort="name")
    here = neighbours_of(second, wanted)
    assert (here.before, here.after, here.place, here.total) == (first.public_id, third.public_id, 2, 3)
    assert (neighbours_of(first, wanted).before, neighbours_of(third, wanted).after) == (None, None)
    assert neighbours_of(second, Wanted(state="approved")) is None


def test_desk_goes_through_the_queue_without_going_back_to_the_list(desk, delegation):
    first, second = (make_registration(delegation, person=make_person(n, "Dossou")) for n in ("Afi", "Bola"))
    queue = "state=submitted&sort=name"
    page = desk.get(f"/tunis/accreditation?{queue}")
    assert any(href.endswith(f"{first.public_id}?{queue}") for href, _words in page.links)
    page = desk.get(f"/tunis/accreditation/{first.public_id}?{queue}")
    assert "1 sur 2" in page.text
    after = {"decision": "approve", "after": second.public_id}
    page = desk.post(f"/tunis/accreditation/{first.public_id}/decision?{queue}", after)
    assert page.path == f"/tunis/accreditation/{second.public_id}"
    assert "Afi Dossou est accréditée" in page.text
    assert "1 sur 1" in page.text
    page = desk.post(f"/tunis/accreditation/{second.public_id}/decision?{queue}", {"decision": "approve"})
    assert page.path == "/tunis/accreditation"
    assert [db.session.get(Registration, r.id, populate_existing=True).state for r in (first, second)] == [
        R.APPROVED,
        R.APPROVED,
    ]


def test_next_one_is_never_an_address_from_elsewhere(desk, delegation):
    made = make_registration(delegation)
    desk.get(f"/tunis/accreditation/{made.public_id}?state=submitted")
    form = {"decision": "approve", "after": "//example.org"}
    desk.post(f"/tunis/accreditation/{made.public_id}/decision?state=submitted", form, status=422)


def test_one_registration_is_read_with_the_same_number_of_queries_in_any_queue(app, desk, delegation):
    def queries(address):
        counted = []
        listener = lambda *args: counted.append(args[2])  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        try:
            desk.get(address)
        finally:
            event.remove(db.engine, "before_cursor_execute", listener)
        return len(counted)

    made = make_registration(delegation)
    address = f"/tunis/accreditation/{made.public_id}?sort=name"
    one = queries(address)
    for _ in range(4):
        make_registration(make_delegation(delegation.congress))
    assert queries(address) == one
