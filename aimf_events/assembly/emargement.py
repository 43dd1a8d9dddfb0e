"""Émargement: the sheet with a code that makes a device the voice of one person, handed over in person or read by telephone.

    make_first_codes(sitting, most=50)    the codes are known here and now, for the paper; what stays is a slow hash
    make_code(sitting, voter, seen=1)     one more for one voter: the earlier sheet and its device end at once
    hand_over(credential, by=...)         signed for at the desk; before that the code opens nothing
    open_remote / confirm_remote          two officers see the person on video; the second one is given the code to read out

Source of the rule: specs/assembly.md, « Who votes: the credential ». A mailbox is never asked. The device is bound in `voting_devices.py`.
"""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import crypto, journal
from ..checkin.short_code import new_short_code
from ..clock import now
from ..database import db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from .emargement_models import VotingCredential, VotingState, VotingWay
from .parameters import Parameter
from .sitting_models import Sitting, SittingState
from .sittings import lock_in, profile_of
from .voters import Voter, telephone_of, voters_of, without_sheet

WHILE = (SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED)
"""When sheets are made, handed over and used."""


class SheetMoved(Refusal):
    """The sheet is no longer what the page showed."""

    code = "voting_sheet_moved"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette feuille n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Revenez à l’émargement : la liste dit où en est chaque électeur."),
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
            advice=_l("Le code ne part jamais à un numéro donné pendant l’appel : la feuille se remet au bureau."),
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
class MadeCode:
    """A sheet and its code, for as long as it takes to print it or to read it out."""

    voter: Voter
    credential: VotingCredential
    code: str


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
