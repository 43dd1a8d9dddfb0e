"""Two persons claim to head one delegation: each has a link and a file of their own; the desk decides on proof.

While it lasts, the delegation's own link opens nothing, nobody of either file is accredited, and nothing of one file is
shown in the other. The places are the delegation's: who finds none left may wait for one, as anybody.
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import db, lock, transaction
from ..errors import NotAllowed, NotFound, Refusal
from ..people.contacts import persons_at
from ..people.models import Civility, Person
from ..people.people import add_person
from . import letters
from .answers import take_delegation_step
from .decisions import take_step
from .delegations import add_correspondent
from .models import (
    OPEN,
    ClaimOutcome,
    ContactRole,
    Delegation,
    DelegationContact,
    DelegationState,
    HeadClaim,
    Quota,
    Registration,
    RegistrationState,
)
from .people_match import name_keys
from .quotas import fill_places
from .transitions import Side, side_of

_CLOSED = "La conduite de la délégation a été reconnue à une autre personne."
"""Kept in French, as every reason that somebody writes is kept in the words in which it was written."""


class ClaimKnown(Refusal):
    """This person already claims to head this delegation."""

    code = "claim_known"


class HeadContested(Refusal):
    """What concerns the whole delegation waits until its head is known."""

    code = "head_contested"

    def __init__(self) -> None:
        super().__init__(
            _l("La conduite de cette délégation est contestée : cette page s’ouvrira quand elle sera décidée."),
            advice=_l(
                "Vous pouvez déjà inscrire des personnes dans votre dossier ; le Secrétariat permanent vous écrira."
            ),
        )


class ProofMissing(Refusal):
    """A head is recognised on proof, and the proof is named."""

    code = "proof_missing"

    def __init__(self) -> None:
        super().__init__(
            _l("Écrivez la pièce qui prouve qui conduit la délégation."),
            advice=_l("Par exemple : procès-verbal d’installation du conseil, du 12 mars, reçu par courrier."),
        )


def record_claim(
    delegation: Delegation,
    *,
    civility: Civility | None,
    given_name: str,
    family_name: str,
    title: str,
    email: str,
    statement: str = "",
    by: Person | None,
) -> HeadClaim:
    """Write down that somebody claims to head a delegation. The first rival makes it contested: the head named before
    becomes a claimant too, with a file of what was registered until then.

    Raises:
        ClaimKnown, NotAllowed, StepRefused.
    """
    with transaction():
        side = _desk(delegation, by)
        lock(delegation)
        if delegation.state is not DelegationState.CONTESTED:
            take_delegation_step(delegation, "contest", side=side, by=by, reason=statement[:300])
            delegation.link_generation += 1  # whoever has it may be of either side
            _file_what_stands(delegation, by=by)
        keys = name_keys(given_name, family_name)
        person = next((each for each in persons_at(email) if each.sort_key in keys), None) or add_person(
            given_name=given_name, family_name=family_name, civility=civility, language=delegation.language, email=email
        )
        return _claim(delegation, person, title=title, email=email, statement=statement, by=by)


def recognise(claim: HeadClaim, *, proof: str, by: Person | None) -> HeadClaim:
    """Say who heads the delegation, on which proof. The other files are closed with a letter, their places are free.

    Raises:
        ProofMissing, NotAllowed.
        StepRefused: it is not contested any more.
        NotFound: the claim has just become one with another of the same person.
    """
    if not proof.strip():
        raise ProofMissing
    with transaction():
        delegation = claim.delegation
        side = _desk(delegation, by)
        lock(delegation)
        if all(each.id != claim.id for each in claims_of(delegation)):
            raise NotFound
        take_delegation_step(delegation, "settle", side=side, by=by, reason=proof.strip()[:500])
        quotas = _locked_quotas(delegation)
        for each in claims_of(delegation):
            if each.id == claim.id:
                _decide(each, ClaimOutcome.RECOGNISED, proof, by=by)
            elif each.outcome is None:
                _decide(each, ClaimOutcome.REJECTED, proof, by=by)
                _close_file(each, by=by)
        for kind in (Registration, DelegationContact):
            db.session.execute(update(kind).filter_by(claim_id=claim.id).values(claim_id=None))
        db.session.expire(delegation, ["contacts"])
        delegation.link_generation += 1
        for contact in delegation.contacts:
            if contact.person_id == claim.person_id:
                letters.post_to_contact("head_claim_recognised", contact, occasion=str(claim.id))
        for quota in quotas:
            fill_places(quota)
        return claim


def claims_of(delegation: Delegation) -> list[HeadClaim]:
    """Return those who claim, or claimed, to head a delegation, in the order in which they came."""
    rows = select(HeadClaim).filter_by(delegation_id=delegation.id).options(joinedload(HeadClaim.person))
    return list(db.session.scalars(rows.order_by(HeadClaim.id)))


def file_of(claim: HeadClaim) -> list[Registration]:
    """Return the registrations of a claimant's file."""
    rows = select(Registration).filter_by(claim_id=claim.id).options(joinedload(Registration.person))
    return list(db.session.scalars(rows.order_by(Registration.protocol_order, Registration.id)))


def contested_delegations(congress: Congress) -> list[Delegation]:
    """Return the delegations whose head is contested, by name."""
    rows = select(Delegation).filter_by(congress_id=congress.id, state=DelegationState.CONTESTED)
    return list(db.session.scalars(rows.order_by(Delegation.sort_key)))


def claim_by_token(token: str) -> HeadClaim | None:
    """Return the claim behind a claimant's link that is still good; None for any other text, and once it is decided."""
    read = crypto.read_link("claim", token)
    if read is None:
        return None
    found = db.session.get(HeadClaim, read[0], options=[joinedload(HeadClaim.delegation)])
    good = found is not None and found.link_generation == read[1] and found.outcome is None
    return found if good else None


def claim_in(delegation: Delegation, public_id: str) -> HeadClaim:
    """Return a claim on this delegation that is not decided.

    Raises:
        NotFound.
    """
    wanted = select(HeadClaim).filter_by(delegation_id=delegation.id, public_id=public_id, outcome=None)
    found = db.session.scalars(wanted).first()
    if found is None:
        raise NotFound
    return found


def _desk(delegation: Delegation, by: Person | None) -> Side:
    if side_of(by, delegation.congress) is not Side.DESK:
        raise NotAllowed
    return Side.DESK


def _file_what_stands(delegation: Delegation, *, by: Person | None) -> None:
    """Put what was registered, and who corresponded, into the file of the head named before; without one, of nobody."""
    head = next((contact for contact in delegation.contacts if contact.role is ContactRole.HEAD), None)
    if head is None:
        return
    made = _claim(delegation, head.person, title="", email=head.email, statement="", by=by, tell=False)
    db.session.execute(update(Registration).filter_by(delegation_id=delegation.id).values(claim_id=made.id))
    for contact in delegation.contacts:
        contact.claim_id = made.id
    db.session.flush()
    letters.post_to_contact("head_claim_opened", head, occasion=str(made.id))


def _claim(
    delegation: Delegation,
    person: Person,
    *,
    title: str,
    email: str,
    statement: str,
    by: Person | None,
    tell: bool = True,
) -> HeadClaim:
    if any(each.person_id == person.id for each in claims_of(delegation)):
        raise ClaimKnown(
            _l("%(person)s prétend déjà conduire cette délégation.", person=person.badge_name),
            advice=_l("Ouvrez son dossier, ou écrivez le nom d’une autre personne."),
        )
    made = HeadClaim(
        delegation_id=delegation.id,
        delegation=delegation,
        person=person,
        email=email,
        title=title,
        statement=statement,
        made_at=now(),
        recorded_by_id=by.id if by else None,
    )
    db.session.add(made)
    db.session.flush()
    journal.record("head_claimed", delegation, by=by, person=person.id, claim=made.id)
    if tell:
        contact = add_correspondent(delegation, person, ContactRole.HEAD, email, by=by)
        contact.claim_id = made.id
        db.session.flush()
        letters.post_to_contact("head_claim_opened", contact, occasion=str(made.id))
    return made


def _locked_quotas(delegation: Delegation) -> list[Quota]:
    wanted = select(Quota).filter_by(delegation_id=delegation.id).order_by(Quota.id)
    return list(db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)))


def _decide(claim: HeadClaim, outcome: ClaimOutcome, proof: str, *, by: Person | None) -> None:
    claim.outcome, claim.reason, claim.decided_at = outcome, proof.strip()[:500], now()
    claim.decided_by_id = by.id if by else None
    journal.record(f"head_claim_{outcome.value}", claim.delegation, by=by, person=claim.person_id, claim=claim.id)


def _close_file(claim: HeadClaim, *, by: Person | None) -> None:
    """Refuse everybody of a file, tell the claimant, and write to nobody of that side any more."""
    theirs = select(Registration).where(Registration.claim_id == claim.id, Registration.state.in_(OPEN))
    for registration in db.session.scalars(theirs.order_by(Registration.id).with_for_update()).all():
        step = "discard" if registration.state is RegistrationState.DRAFT else "refuse"
        take_step(registration, step, side=Side.DESK, by=by, reason=_CLOSED)
    for contact in [each for each in claim.delegation.contacts if each.claim_id == claim.id]:
        if contact.person_id == claim.person_id:
            letters.post_to_contact("head_claim_closed", contact, occasion=str(claim.id))
        claim.delegation.contacts.remove(contact)
        db.session.delete(contact)
    db.session.flush()
