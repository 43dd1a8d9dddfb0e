"""A registration begins: the form of a link that anybody may hold becomes one draft, once, and not too often."""

from datetime import timedelta
from typing import Unpack

from .. import journal
from ..accounts.limits import lock_of, spend, spend_locked
from ..clock import now
from ..congress.models import Category
from ..database import db, transaction
from ..people.models import Person
from .answers import begin_composing
from .identity import AlreadyRegistered, note_namesake, person_for, refuse_double, save_identity
from .mailboxes import confirm_addresses
from .models import Capacity, Delegation, HeadClaim, Registration, RegistrationState
from .names import Identity, Names
from .people_match import hold, match, name_lock
from .quotas import claim_place, place_or_wait
from .transitions import Side, check_request, side_of
from .waiting import join

BEGUN_BESIDE_PLACES = 20
_LIMIT = "delegation_beginning"
_DAY = timedelta(days=1)


def start_registration(
    delegation: Delegation,
    *,
    category: Category,
    form_key: str | None = None,
    namesake_note: str | None = None,
    or_wait: bool = False,
    claim: HeadClaim | None = None,
    by: Person | None = None,
    **identity: Unpack[Identity],
) -> Registration:
    """Begin a registration as a draft that holds its place. The same form sent twice (`form_key`) is one registration.

    Args:
        namesake_note: what tells the person from another of that name in the delegation, for the desk to read;
            None: one name in a delegation is one person.
        or_wait: where no place is left, join the waiting list of the category; a place freed meanwhile is taken.
        claim: the claimant in whose file the person is entered, while the head of the delegation is contested.

    Raises:
        RegistrationClosed: the congress has begun, and the desk does not do it. After the deadline, the request is late.
        AlreadyRegistered: the person has an active registration in this congress.
        QuotaFull: no place is left in the category.
        TooOften: by the link alone, in a day, twenty more than twice the delegation's places.
    """
    side = side_of(by, delegation.congress)
    is_late = check_request(delegation.congress, side=side)
    try:
        with transaction():
            return _begin(
                delegation,
                identity,
                category,
                form_key=form_key,
                note=namesake_note,
                or_wait=or_wait,
                is_late=is_late,
                claim=claim,
                side=side,
                by=by,
            )
    except AlreadyRegistered as refusal:
        if by is None:  # whoever tries names to learn who comes is counted as well
            spend(_LIMIT, str(delegation.id), at_most=_at_most(refusal.places), within=_DAY)
        raise


def begun_by_form(delegation: Delegation, form_key: str | None) -> Registration | None:
    """Return the registration that a form of this delegation began, or None."""
    if not form_key:
        return None
    begun = db.select(Registration).filter_by(delegation_id=delegation.id, form_key=form_key)
    return db.session.scalars(begun).first()


def _begin(
    delegation: Delegation,
    identity: Identity,
    category: Category,
    *,
    form_key: str | None,
    note: str | None,
    or_wait: bool,
    is_late: bool,
    claim: HeadClaim | None,
    side: Side,
    by: Person | None,
) -> Registration:
    """Hold what is contested, in one order (the limit, the form, the name, the place), then look, then write."""
    names, email = Names.of(identity), identity.get("email", "")
    hold_beginning(delegation, names, form_key=form_key, by=by)
    found = match(
        delegation,
        given_name=names.given_name,
        family_name=names.family_name,
        email=email,
        form_key=form_key,
        namesake=note is not None,
        claim_id=claim.id if claim else None,
    )
    if found.sent is not None:
        sent = db.session.get_one(Registration, found.sent)
        return _sent_again(sent, identity, category=category, note=note, by=by)
    refuse_double(found.double, places=found.places)
    if by is None:
        count_beginning(delegation, found.places)
    if claim is None:
        begin_composing(delegation, side=side, by=by)  # locks the delegation: before the row that refers to it
    waits = or_wait and not place_or_wait(delegation, category)
    if not waits:
        claim_place(delegation, category)
    person = person_for(delegation, names, known_id=found.known, side=side)
    made = write_draft(delegation, person, category, identity, form_key=form_key)
    made.is_late, made.claim_id = is_late, claim.id if claim else None
    journal.record("registration_started", made, by=by, delegation=delegation.id, category=category.code)
    if note is not None:
        note_namesake(made, note, by=by)
    if waits:
        join(made, side=side, by=by)
    if side is Side.DESK:
        confirm_addresses(made, former="", by=by)
    return made


def count_beginning(delegation: Delegation, places: int) -> None:
    """Count a registration that begins by the link alone, under the locks of `hold_beginning`.

    Raises:
        TooOften: twenty more in a day than twice the delegation's places.
    """
    spend_locked(_LIMIT, str(delegation.id), at_most=_at_most(places), within=_DAY)


def write_draft(
    delegation: Delegation, person: Person, category: Category, identity: Identity, *, form_key: str | None
) -> Registration:
    """Write the row of a registration that begins. The caller holds its place."""
    draft = Registration(
        congress_id=delegation.congress_id,
        congress=delegation.congress,
        delegation=delegation,
        person=person,
        category=category,
        form_key=form_key,
        function=identity.get("function", ""),
        email=identity.get("email", ""),
        telephone=identity.get("telephone", ""),
        capacity=identity.get("capacity") or Capacity.NONE,
        created_at=now(),
        changed_at=now(),
    )
    db.session.add(draft)
    return draft


def hold_beginning(delegation: Delegation, names: Names, *, form_key: str | None, by: Person | None) -> None:
    """Hold what has no row yet when a registration begins: the limit of a link, the form that is sent, the name."""
    held = [lock_of(_LIMIT, str(delegation.id))] if by is None else []
    if form_key:  # a twin that is being sent at the same moment is waited for
        held.append(f"form:{delegation.id}:{form_key}")
    hold(*held, name_lock(delegation.congress_id, names.given_name, names.family_name))


def _at_most(places: int) -> int:
    """How many registrations a link may begin in a day: each may write to a mailbox that nobody has verified."""
    return 2 * places + BEGUN_BESIDE_PLACES


def _sent_again(
    sent: Registration, identity: Identity, *, category: Category, note: str | None, by: Person | None
) -> Registration:
    """Going back in the browser and correcting the form corrects the draft that it began."""
    if sent.state is not RegistrationState.DRAFT:
        return sent
    return save_identity(sent, category=category, namesake_note=note, by=by, **identity)
