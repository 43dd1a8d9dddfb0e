"""Émargement: the sheet with a code that makes a device the voice of one person, handed over in person or read by telephone.

    make_first_codes(sitting, most=50)    the codes are known here and now, for the paper; what stays is a slow hash
    make_code(sitting, voter, seen=1)     one more for one voter: the earlier sheet and its device end at once
    hand_over(credential, by=...)         signed for at the desk; before that the code opens nothing
    open_remote / confirm_remote          two officers see the person on video; the second one is given the code to read out

Source of the rule: specs/assembly.md, « Who votes: the credential ». A mailbox is never asked. The device is bound in `voting_devices.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import crypto, journal
from ..checkin.short_code import new_short_code
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from ..registration.models import Registration, RegistrationState
from .emargement_models import VotingCredential, VotingState, VotingWay
from .mandates import Seat, seats_of
from .parameters import Parameter
from .rules.roll import Carrier
from .sitting_models import Mandate, Sitting, SittingState
from .sittings import lock_in, profile_of

WHILE = (SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED)
"""When sheets are made, handed over and used."""


class SheetMoved(Refusal):
    """The sheet is no longer what the page showed."""

    code = "voting_sheet_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette feuille n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Revenez à l’émargement : la liste dit où en est chaque électeur."),
        )


class RemoteVotingClosed(Refusal):
    """The statutes of the sitting do not let anybody vote from a distance."""

    code = "remote_voting_closed"

    def __init__(self) -> None:
        super().__init__(
            _l("Les statuts de cette séance ne permettent pas le vote à distance."),
            advice=_l("La voix peut être portée par le suppléant ou par un pouvoir, si les statuts le permettent."),
        )


class NoTelephone(Refusal):
    """No telephone was recorded at the accreditation: there is nothing to call."""

    code = "voting_without_telephone"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucun téléphone n’a été enregistré à l’accréditation de cette personne."),
            advice=_l("Le code ne part jamais à un numéro donné pendant l’appel : la feuille se remet au bureau."),
        )


class SameOfficer(Refusal):
    """One person cannot be both officers, nor the voter."""

    code = "voting_same_officer"

    def __init__(self) -> None:
        super().__init__(
            _l("Deux personnes différentes doivent reconnaître l’électeur, et aucune ne peut être l’électeur."),
            advice=_l("Demandez à un collègue du bureau de confirmer depuis son propre compte."),
        )


@dataclass(frozen=True, slots=True)
class Voter:
    """A person who may speak with a voice, and the sheet that counts for them, if any. `registration`: of the sitting's congress."""

    seat: Seat
    person: Person
    carrier: Carrier
    registration: int | None
    credential: VotingCredential | None

    @property
    def state(self) -> VotingState | None:
        """How far the sheet is; None: there is none, or it has ended."""
        found = self.credential.state if self.credential else None
        return None if found is VotingState.ENDED else found


@dataclass(frozen=True, slots=True)
class MadeCode:
    """A sheet and its code, for as long as it takes to print it or to read it out."""

    voter: Voter
    credential: VotingCredential
    code: str


def voters_of(sitting: Sitting) -> list[Voter]:
    """Return who may speak with each deliberative voice, titular then substitute, in the order of names. A constant number of queries.

    A voice that two claim has no voter until the credentials desk has decided.
    """
    rows = select(VotingCredential).join(Mandate, Mandate.id == VotingCredential.mandate_id)
    rows = rows.where(Mandate.sitting_id == sitting.id).order_by(VotingCredential.number)
    last = {(each.mandate_id, each.person_id): each for each in db.session.scalars(rows)}
    found = []
    for seat in seats_of(sitting):
        holder = seat.holder
        if seat.mandate.votes_from is None or holder.is_contested:
            continue
        for person, carrier, registration in (
            (holder.titular, Carrier.TITULAR, holder.titular_registration),
            (holder.substitute, Carrier.SUBSTITUTE, holder.substitute_registration),
        ):
            if person is not None:
                sheet = last.get((seat.mandate.id, person.id))
                found.append(Voter(seat, person, carrier, registration, sheet))
    return found


def voter_in(sitting: Sitting, mandate_id: str, person_id: str) -> Voter:
    """Return one voter, by the public ids of the mandate and of the person.

    Raises:
        NotFound: that person does not speak with that voice.
    """
    for each in voters_of(sitting):
        if each.seat.mandate.public_id == mandate_id and each.person.public_id == person_id:
            return each
    raise NotFound


def make_code(sitting: Sitting, voter: Voter, *, seen: int, by: Person | None) -> MadeCode:
    """Make a sheet for one voter; an earlier one ends at once, with its device. The code is nowhere but in the answer.

    Args:
        seen: the number of the sheet that the page showed, 0 for none: a form sent twice makes one sheet.

    Raises:
        SheetMoved: another sheet was made meanwhile.
        SittingMoved: it is a draft, or over.
    """
    with transaction():
        lock_in(sitting, *WHILE)
        return _coded(voter, seen, by=by)


def make_first_codes(sitting: Sitting, *, most: int, by: Person | None) -> list[MadeCode]:
    """Make the sheets of those who come and have none yet, `most` at a time: two printers at once never make one twice.

    Raises:
        SittingMoved: it is a draft, or over.
    """
    with transaction():
        lock_in(sitting, *WHILE)
        return [_coded(voter, 0, by=by) for voter in without_sheet(voters_of(sitting), sitting)[:most]]


def without_sheet(voters: Sequence[Voter], sitting: Sitting) -> list[Voter]:
    """Return those who are announced and have no sheet; between two congresses, whoever speaks with a voice."""
    announced = [each for each in voters if sitting.congress_id is None or each.registration is not None]
    return [each for each in announced if each.credential is None]


def hand_over(sheet: VotingCredential, *, by: Person | None) -> VotingCredential:
    """Record that the sealed sheet was handed to its voter, who signed for it. Twice is harmless.

    Raises:
        SheetMoved: it was replaced, or is one read by telephone.
    """
    with transaction():
        lock(sheet)
        if sheet.ended_at is not None or sheet.way is not VotingWay.DESK:
            raise SheetMoved
        if sheet.handed_at is None:
            sheet.handed_at, sheet.handed_by_id = now(), by.id if by else None
            journal.record("voting_code_handed", sheet, by=by, **_about(sheet))
        return sheet


def open_remote(sitting: Sitting, voter: Voter, *, seen: int, by: Person) -> VotingCredential:
    """Say, as the first officer, that this person was seen and recognised on video. No code exists yet; an earlier sheet ends.

    Args:
        seen: as in `make_code`.

    Raises:
        SheetMoved: another sheet was made meanwhile.
        RemoteVotingClosed: the statutes do not allow it.
        NoTelephone: nothing was recorded to call.
        SameOfficer: the officer is the voter.
        SittingMoved: it is a draft, or over.
    """
    with transaction():
        lock_in(sitting, *WHILE)
        if not profile_of(sitting).flag(Parameter.REMOTE_VOTING):
            raise RemoteVotingClosed
        if not telephone_of(voter):
            raise NoTelephone
        if by.id == voter.person.id:
            raise SameOfficer
        sheet = _new_sheet(voter, VotingWay.REMOTE, seen, by=by)
        sheet.first_check_by_id = by.id
        db.session.flush()
        journal.record("voting_face_checked", sheet, by=by, **_about(sheet))
        return sheet


def confirm_remote(sheet: VotingCredential, voter: Voter, *, by: Person) -> MadeCode:
    """Say the same as the second officer, who is given the code to read out, once.

    Raises:
        SameOfficer: it is the first officer again, or the voter.
        SheetMoved: it was confirmed already, or replaced.
    """
    with transaction():
        lock(sheet)
        if sheet.state is not VotingState.CHECKING:
            raise SheetMoved
        if by.id in (sheet.first_check_by_id, sheet.person_id):
            raise SameOfficer
        code = new_short_code()
        sheet.code_hash, sheet.second_check_by_id = crypto.slow_hash(code), by.id
        sheet.handed_at, sheet.handed_by_id = now(), by.id
        journal.record("voting_face_checked", sheet, by=by, **_about(sheet))
        return MadeCode(voter, sheet, code)


def telephone_of(voter: Voter) -> str:
    """Return the number recorded at the accreditation; empty where there is none, or nobody was accredited."""
    if voter.registration is None:
        return ""
    rows = select(Registration.telephone).filter_by(id=voter.registration, state=RegistrationState.APPROVED)
    return db.session.scalar(rows) or ""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A sheet of a voter with the names of who made, handed and ended it, and of the officer who saw the voter first."""

    sheet: VotingCredential
    made_by: Person | None
    handed_by: Person | None
    ended_by: Person | None


def sheets_of(voter: Voter) -> list[SheetLine]:
    """Return all the sheets of a voter, the latest first. Two queries."""
    rows = select(VotingCredential).filter_by(mandate_id=voter.seat.mandate.id, person_id=voter.person.id)
    sheets = list(db.session.scalars(rows.order_by(VotingCredential.number.desc())))
    idents = {ident for each in sheets for ident in (each.made_by_id, each.handed_by_id, each.ended_by_id)}
    people = {each.id: each for each in db.session.scalars(select(Person).where(Person.id.in_(idents - {None})))}
    return [
        SheetLine(
            each,
            people.get(each.made_by_id or 0),
            people.get(each.handed_by_id or 0),
            people.get(each.ended_by_id or 0),
        )
        for each in sheets
    ]


def sheet_by_reference(reference: str) -> VotingCredential:
    """Return a sheet by the reference on its paper, with its sitting's mandate and person.

    Raises:
        NotFound: no such sheet.
    """
    rows = select(VotingCredential).filter_by(reference=reference)
    shown = (joinedload(VotingCredential.mandate).joinedload(Mandate.member), joinedload(VotingCredential.person))
    found = db.session.scalars(rows.options(*shown)).first()
    if found is None:
        raise NotFound
    return found


def sitting_of(sheet: VotingCredential) -> Sitting:
    """Return the sitting of a sheet."""
    return db.session.get_one(Sitting, sheet.mandate.sitting_id)


def still_speaks(sheet: VotingCredential) -> bool:
    """Return whether the person of a sheet may still speak with its voice: a mandate ends, a head is contested."""
    sitting = sitting_of(sheet)
    return any(
        each.person.id == sheet.person_id and each.seat.mandate.id == sheet.mandate_id for each in voters_of(sitting)
    )


def _coded(voter: Voter, seen: int, *, by: Person | None) -> MadeCode:
    code = new_short_code()
    sheet = _new_sheet(voter, VotingWay.DESK, seen, by=by)
    sheet.code_hash = crypto.slow_hash(code)
    db.session.flush()
    return MadeCode(voter, sheet, code)


def _new_sheet(voter: Voter, way: VotingWay, seen: int, *, by: Person | None) -> VotingCredential:
    """Write the next sheet of a voter, and end the one before. The caller holds the transaction."""
    mandate = lock(voter.seat.mandate)
    rows = select(VotingCredential).filter_by(mandate_id=mandate.id, person_id=voter.person.id)
    before = db.session.scalars(rows.order_by(VotingCredential.number.desc()).limit(1).with_for_update()).first()
    if (before.number if before else 0) != seen:
        raise SheetMoved
    if before is not None and before.ended_at is None:
        before.ended_at, before.ended_by_id, before.code_hash = now(), by.id if by else None, ""
        journal.record("voting_code_ended", before, by=by, was_bound=before.bound_at is not None, **_about(before))
    sheet = VotingCredential(
        reference=new_short_code(),
        mandate_id=mandate.id,
        person_id=voter.person.id,
        number=before.number + 1 if before else 1,
        way=way,
        made_at=now(),
        made_by_id=by.id if by else None,
    )
    db.session.add(sheet)
    db.session.flush()
    journal.record("voting_code_made", sheet, by=by, way=way.value, **_about(sheet))
    return sheet


def _about(sheet: VotingCredential) -> dict[str, int]:
    return {"mandate": sheet.mandate_id, "person": sheet.person_id, "number": sheet.number}
