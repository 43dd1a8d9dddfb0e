"""Who stands at an election: declared on the member's page or entered at the desk, admitted or refused, withdrawn, fallen with the office.

The person is the recognised holder of the member's executive office: the one who sits in the Assembly and in the Bureau. What the
statutes ask is looked at when somebody decides, and again when a round opens (`obstacles_to`).
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from sqlalchemy import func, select, update

from .. import crypto, journal
from ..clock import now
from ..database import db, lock, new_public_id, transaction
from ..jobs import periodic
from ..members.models import LocalOffice, Member, Standing
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from .candidacy_register import document_purpose, live_candidacies_of, standing_of
from .election_models import STANDING, Candidacy, CandidacyState, CandidacyWay, Election, Obstacle, Sponsor
from .election_refusals import (
    CandidaciesClosed,
    CandidacyKnown,
    CandidacyLate,
    CandidacyMoved,
    NotEligible,
    TooLateToWithdraw,
    WithdrawnAtDesk,
)
from .election_round_models import UNDER_WAY, ElectionRound, RoundCandidate
from .elections import is_called, lock_election, record, rounds_of
from .mandates import holders_of
from .parameters import Parameter
from .profiles import Profile
from .sitting_models import AgendaItem, Sitting
from .sittings import profile_of

KEPT_AFTER = timedelta(days=1)
"""How long after the sitting the particulars of those who were not elected are kept."""
KEPT_ELECTED = timedelta(days=400)
"""The same for the elected: until the association has declared its officers, and a year to answer the prefecture."""
LONGEST_STATEMENT = 3000
MOST_SPONSORS = 30


@dataclass(frozen=True, slots=True)
class Particulars:
    """What the association declares to the prefecture of its officers (law of 1 July 1901, article 5)."""

    profession: str = ""
    domicile: str = ""
    nationality: str = ""

    @property
    def missing(self) -> bool:
        """Whether one of the three is not known."""
        return not (self.profession and self.domicile and self.nationality)


@dataclass(frozen=True)
class Declaration:
    """What a candidacy says. `document`: None leaves what there is."""

    particulars: Particulars
    statement: str = ""
    sponsors: Collection[Member] = ()
    document: PreparedDocument | None = None


def declare_candidacy(election: Election, member: Member, said: Declaration, *, by: Person | None) -> Candidacy:
    """Stand, on the member's own page; again, to correct what was said before anybody decided on it.

    Raises:
        SittingMoved: the sitting is closed.
        CandidaciesClosed: not called for, or the last day is over.
        CandidacyMoved: it was admitted already.
        NotEligible: the member has no voice, or its office is contested, or nobody is known to hold it.
    """
    with transaction():
        lock_election(election)
        if not is_called(election):
            raise CandidaciesClosed(election.candidacies_until)
        if holders_of([member.id], election.item.sitting.congress)[member.id].is_contested:
            raise NotEligible([Obstacle.CONTESTED])
        known = standing_of(election, member)
        if known is not None and known.state is not CandidacyState.RECEIVED:
            raise CandidacyMoved
        made = known or _new(election, member, CandidacyWay.ONLINE, received_on=now().date(), by=by)
        return _say(made, said, "candidacy_changed" if known else "candidacy_declared", by=by)


def enter_candidacy(
    election: Election, member: Member, said: Declaration, *, received_on: date, by: Person | None
) -> Candidacy:
    """Enter a candidacy that came on paper. After the last day it is late: it is recorded, and can only be refused.

    Raises:
        SittingMoved: the sitting is closed.
        CandidaciesClosed: not called for, or a round was opened.
        CandidacyKnown: the member stands already.
        NotEligible: the member has no voice, or nobody is known to hold its office.
    """
    with transaction():
        lock_election(election)
        if election.called_at is None or rounds_of(election):
            raise CandidaciesClosed(election.candidacies_until if election.called_at else None)
        if standing_of(election, member) is not None:
            raise CandidacyKnown
        made = _new(election, member, CandidacyWay.DESK, received_on=received_on, by=by)
        made.is_late = election.candidacies_until is not None and received_on > election.candidacies_until
        return _say(made, said, "candidacy_entered", by=by)


def admit_candidacy(candidacy: Candidacy, *, by: Person | None) -> Candidacy:
    """Put a candidacy on the list. Twice is harmless.

    Raises:
        CandidacyMoved: it was refused, withdrawn, or fell; or a round was opened.
        CandidacyLate: it came after the last day.
        NotEligible: what the statutes ask is not there.
    """
    with transaction():
        _lock(candidacy)
        if candidacy.is_admitted:
            return candidacy
        if candidacy.state is not CandidacyState.RECEIVED or rounds_of(candidacy.election):
            raise CandidacyMoved
        if candidacy.is_late:
            raise CandidacyLate(candidacy.election.candidacies_until)
        _demand(candidacy)
        return _decide(candidacy, CandidacyState.ADMITTED, by=by)


def refuse_candidacy(candidacy: Candidacy, *, reason: str, by: Person | None) -> Candidacy:
    """Refuse, or take off the list, with a reason that the member reads. Twice is harmless.

    Raises:
        CandidacyMoved: it was withdrawn, or fell.
        TooLateToWithdraw: its name is on the papers of a round.
    """
    with transaction():
        _lock(candidacy)
        if candidacy.state is CandidacyState.REFUSED:
            return candidacy
        if not candidacy.stands:
            raise CandidacyMoved
        _demand_no_round(candidacy)
        return _decide(candidacy, CandidacyState.REFUSED, reason=reason, by=by)


def withdraw_candidacy(candidacy: Candidacy, *, reason: str = "", by: Person | None) -> Candidacy:
    """Withdraw, until the opening of a round, or between two. Twice is harmless.

    Raises:
        CandidacyMoved: it was refused, or fell.
        TooLateToWithdraw: its name is on the papers of a round.
    """
    with transaction():
        _lock(candidacy)
        if candidacy.state is CandidacyState.WITHDRAWN:
            return candidacy
        if not candidacy.stands or candidacy.elected_at is not None:
            raise CandidacyMoved
        _demand_no_round(candidacy)
        return _decide(candidacy, CandidacyState.WITHDRAWN, reason=reason, by=by)


def withdraw_by_link(candidacy: Candidacy) -> Candidacy:
    """Withdraw on the member's own page, while one may stand there: afterwards the desk alone does. Twice is harmless.

    The link lies in a mailbox that several people read: it undoes nothing that could not be declared again.

    Raises:
        WithdrawnAtDesk: the last day is over, or a round was opened.
        CandidacyMoved, TooLateToWithdraw: as for `withdraw_candidacy`.
    """
    with transaction():
        _lock(candidacy)
        if candidacy.stands and not is_called(candidacy.election):
            raise WithdrawnAtDesk
        return withdraw_candidacy(candidacy, by=None)


def confirm_sponsor(sponsor: Sponsor, candidacy: Candidacy, *, by: Person | None) -> Sponsor:
    """Note that a sponsor confirms: on its own page, or by its letter at the desk. Twice is harmless.

    Raises:
        CandidacyMoved: the candidacy does not wait any more.
    """
    with transaction():
        _lock(candidacy)
        if sponsor.confirmed_at is None:
            if candidacy.state is not CandidacyState.RECEIVED:
                raise CandidacyMoved
            sponsor.confirmed_at = now()
            journal.record("sponsor_confirmed", candidacy, by=by, member=sponsor.member_id)
        return sponsor


def fall_candidacies(member: Member) -> list[Candidacy]:
    """End the candidacies of a member whose executive office is another's now, at sittings that are not over. The caller's transaction.

    A round that is open keeps its papers; whom it would elect is looked at again before it is proclaimed.
    """
    found = [each for each in live_candidacies_of(member) if each.person_id != _holder_id(member)]
    fallen = []
    for candidacy in found:
        lock(candidacy)
        if candidacy.stands and candidacy.elected_at is None:
            fallen.append(_decide(candidacy, CandidacyState.FALLEN, reason="", by=None))
    return fallen


def obstacles_to(candidacies: Sequence[Candidacy], sitting: Sitting) -> dict[int, list[Obstacle]]:
    """Return, by candidacy, what the statutes ask and is not there. A constant number of queries."""
    profile = profile_of(sitting)
    holders = holders_of([each.member_id for each in candidacies], sitting.congress) if candidacies else {}
    found: dict[int, list[Obstacle]] = {}
    for each in candidacies:
        holder, wrong = holders[each.member_id], []
        if each.is_late:
            wrong.append(Obstacle.LATE)
        if not each.member.votes:
            wrong.append(Obstacle.NO_VOICE)
        elif each.member.standing is not Standing.GOOD:
            wrong.append(Obstacle.STANDING)
        if holder.is_contested:
            wrong.append(Obstacle.CONTESTED)
        elif holder.executive is None:
            wrong.append(Obstacle.NO_HOLDER)
        elif holder.executive.id != each.person_id:
            wrong.append(Obstacle.OTHER_HOLDER)
        if valid_sponsors(each) < sponsors_needed(profile):
            wrong.append(Obstacle.SPONSORS)
        found[each.id] = wrong
    return found


def sponsors_needed(profile: Profile) -> int:
    """Return how many sponsors the statutes ask for; none where they say nothing of it."""
    return profile.number(Parameter.SPONSORS) if profile.says(Parameter.SPONSORS) else 0


def valid_sponsors(candidacy: Candidacy) -> int:
    """Return how many sponsors count: confirmed, with a deliberative voice, in good standing."""
    return sum(
        each.confirmed_at is not None and each.member.votes and each.member.standing is Standing.GOOD
        for each in candidacy.sponsors
    )


def particulars_of(candidacy: Candidacy) -> Particulars:
    """Return what was said for the prefecture; nothing where it was not said, or was forgotten since."""
    if candidacy.particulars is None:
        return Particulars()
    return Particulars(**json.loads(crypto.decrypt(candidacy.particulars, _purpose(candidacy))))


def read_particulars(candidacy: Candidacy, *, by: Person | None) -> Particulars:
    """Return the particulars to somebody of the desk; the journal says who read them."""
    with transaction():
        journal.record(
            "candidacy_particulars_read",
            candidacy,
            by=by,
            congress_id=candidacy.election.item.sitting.congress_id,
            person=candidacy.person_id,
        )
        return particulars_of(candidacy)


def _new(election: Election, member: Member, way: CandidacyWay, *, received_on: date, by: Person | None) -> Candidacy:
    person_id = _holder_id(member)
    if not member.votes:
        raise NotEligible([Obstacle.NO_VOICE])
    if person_id is None:
        raise NotEligible([Obstacle.NO_HOLDER])
    return Candidacy(
        public_id=new_public_id(),
        election=election,
        member=member,
        person=db.session.get_one(Person, person_id),
        way=way,
        received_on=received_on,
        recorded_at=now(),
        recorded_by_id=by.id if by else None,
    )


def _say(candidacy: Candidacy, said: Declaration, verb: str, *, by: Person | None) -> Candidacy:
    """Write what a candidacy says. What is confirmed of a sponsor stays."""
    candidacy.statement = said.statement
    candidacy.particulars = crypto.encrypt(json.dumps(asdict(said.particulars)).encode(), _purpose(candidacy))
    if said.document is not None:
        candidacy.document = crypto.encrypt(said.document.content, document_purpose(candidacy))
        candidacy.document_type = said.document.media_type
        candidacy.document_name, candidacy.document_sha256 = said.document.file_name, said.document.sha256
        candidacy.document_size = len(said.document.content)
    named = {each.id: each for each in said.sponsors if each.id != candidacy.member.id}
    at_desk = candidacy.way is CandidacyWay.DESK
    known = {each.member_id: each for each in candidacy.sponsors}
    candidacy.sponsors = [
        known.get(ident) or Sponsor(member=member, confirmed_at=now() if at_desk else None)
        for ident, member in list(named.items())[:MOST_SPONSORS]
    ]
    db.session.add(candidacy)
    db.session.flush()
    record(verb, candidacy.election, by=by, candidacy=candidacy.id, member=candidacy.member_id)
    return candidacy


def _decide(candidacy: Candidacy, state: CandidacyState, *, reason: str = "", by: Person | None) -> Candidacy:
    candidacy.state, candidacy.reason = state, reason
    candidacy.decided_at, candidacy.decided_by_id = now(), by.id if by else None
    db.session.flush()
    record(
        f"candidacy_{state.value}",
        candidacy.election,
        by=by,
        candidacy=candidacy.id,
        member=candidacy.member_id,
        reason=reason,
    )
    return candidacy


def _lock(candidacy: Candidacy) -> None:
    lock_election(candidacy.election)
    lock(candidacy)


def _demand(candidacy: Candidacy) -> None:
    wrong = obstacles_to([candidacy], candidacy.election.item.sitting)[candidacy.id]
    if wrong:
        raise NotEligible(wrong)


def _demand_no_round(candidacy: Candidacy) -> None:
    rows = select(func.count()).select_from(RoundCandidate).join(ElectionRound)
    mine = rows.where(RoundCandidate.candidacy_id == candidacy.id, ElectionRound.state.in_(UNDER_WAY))
    if db.session.scalar(mine):
        raise TooLateToWithdraw


def _holder_id(member: Member) -> int | None:
    """The recognised holder of the member's executive office."""
    held = select(LocalOffice.person_id).where(
        LocalOffice.member_id == member.id,
        LocalOffice.is_executive,
        LocalOffice.is_recognised,
        LocalOffice.ends_on.is_(None),
    )
    return db.session.scalar(held)


def _purpose(candidacy: Candidacy) -> str:
    return f"candidacy particulars {candidacy.public_id}"


@periodic(seconds=3600)
def forget_particulars() -> None:
    """Forget profession, domicile and nationality: a day after the sitting of whoever is not elected, later of the elected.

    The papers of whoever was refused, withdrew or fell go with them.
    """
    over = select(Election.id).join(AgendaItem).join(Sitting)
    soon, late = (over.where(Sitting.closed_at <= now() - kept) for kept in (KEPT_AFTER, KEPT_ELECTED))
    with transaction():
        kept = update(Candidacy).where(Candidacy.particulars.is_not(None)).values(particulars=None)
        db.session.execute(kept.where(Candidacy.election_id.in_(soon), Candidacy.elected_at.is_(None)))
        db.session.execute(kept.where(Candidacy.election_id.in_(late)))
        papers = update(Candidacy).where(Candidacy.document.is_not(None), Candidacy.election_id.in_(soon))
        gone = papers.where(Candidacy.state.not_in(STANDING))
        db.session.execute(gone.values(document=None, document_name="", document_size=0, document_sha256=""))
