"""The docket of the credentials committee: contested heads, nominations with their letters, proxies; its decisions and its report.

A refused nomination is in no roll from the decision on, a refused proxy is ended; a reserved one counts until the sitting says
otherwise, and the report names it. Who heads a contested delegation is decided, on proof, where its files are
(`registration/claims.py`): the docket leads there and repeats what was decided.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound, Refusal
from ..people.models import Person
from ..registration.models import (
    ClaimOutcome,
    Delegation,
    DelegationState,
    Document,
    DocumentKind,
    HeadClaim,
    Registration,
)
from .credential_models import CredentialDecision, CredentialOutcome
from .mandates import Seat
from .proxies import LIVE, ProxyMoved, end_proxy
from .proxy_letters import tell
from .proxy_models import Proxy, ProxyState
from .proxy_register import proxies_of
from .rolls import Roll, roll_of
from .rules.roll import Carrier
from .sitting_models import Sitting
from .sittings import lock_in

_LETTERS = (DocumentKind.NOMINATION, DocumentKind.MANDATE)


class ReasonMissing(Refusal):
    """A refusal, or a reserve, says why."""

    code = "credential_reason_missing"

    def __init__(self) -> None:
        super().__init__(_l("Écrivez le motif : le rapport le lit à l’Assemblée."))


@dataclass(frozen=True, slots=True)
class ContestedHead:
    """A delegation that two persons claim, or claimed, to head. `settled`: the claim that was recognised."""

    delegation: Delegation
    claims: Sequence[HeadClaim]

    @property
    def settled(self) -> HeadClaim | None:
        """Who was recognised; None while it is contested."""
        if self.delegation.state is DelegationState.CONTESTED:
            return None
        return next((claim for claim in self.claims if claim.outcome is ClaimOutcome.RECOGNISED), None)


@dataclass(frozen=True, slots=True)
class Nomination:
    """Somebody who comes to speak for a member and is not known to hold its office: the letters, and the committee's decision."""

    seat: Seat
    carrier: Carrier
    person: Person
    registration: Registration
    letters: Sequence[Document]
    decision: CredentialDecision | None


@dataclass(frozen=True, slots=True)
class ProxyLine:
    """A proxy and the committee's decision on it."""

    proxy: Proxy
    decision: CredentialDecision | None


@dataclass(frozen=True, slots=True)
class Docket:
    """All that the committee has before it for a sitting."""

    roll: Roll
    heads: Sequence[ContestedHead]
    nominations: Sequence[Nomination]
    proxies: Sequence[ProxyLine]

    @property
    def open_heads(self) -> list[ContestedHead]:
        """Those that nobody has decided."""
        return [head for head in self.heads if head.settled is None]

    @property
    def open_nominations(self) -> list[Nomination]:
        """Those without a decision."""
        return [each for each in self.nominations if each.decision is None]


def docket_of(sitting: Sitting) -> Docket:
    """Return the docket of a convened sitting. A constant number of queries."""
    roll = roll_of(sitting)
    decisions = _decisions(sitting)
    of_registration = {each.registration_id: each for each in decisions if each.registration_id}
    of_proxy = {each.proxy_id: each for each in decisions if each.proxy_id}
    proxies = [each for each in proxies_of(sitting) if each.stands or each.id in of_proxy or each.waits]
    return Docket(
        roll,
        _heads(sitting, roll),
        _nominations(roll, of_registration),
        [ProxyLine(each, of_proxy.get(each.id)) for each in proxies],
    )


def decide_nomination(
    sitting: Sitting, nomination: Nomination, *, outcome: CredentialOutcome, reason: str, by: Person | None
) -> CredentialDecision:
    """Record what the committee decided on a nomination. The same decision twice is one.

    Raises:
        SittingMoved: the sitting is over.
        ReasonMissing: it is refused or reserved without a reason.
    """
    with transaction():
        lock_in(sitting, *LIVE)
        last = _last(sitting, registration_id=nomination.registration.id)
        return _decide(sitting, last, outcome, reason, by=by, registration_id=nomination.registration.id)


def decide_proxy(
    proxy: Proxy, giver: Seat, holder: Seat, *, outcome: CredentialOutcome, reason: str, by: Person | None
) -> CredentialDecision:
    """Record what the committee decided on a proxy; one that it refuses ends now, with a letter to both members.

    Raises:
        SittingMoved, ReasonMissing.
        ProxyMoved: it has ended. The last decision, sent again, is that decision.
    """
    with transaction():
        lock_in(proxy.sitting, *LIVE)
        lock(proxy)
        last = _last(proxy.sitting, proxy_id=proxy.id)
        if not (proxy.stands or proxy.waits) and (last is None or (last.outcome, last.reason) != (outcome, reason)):
            raise ProxyMoved(proxy.state)
        made = _decide(proxy.sitting, last, outcome, reason, by=by, proxy_id=proxy.id)
        if outcome is CredentialOutcome.REFUSED and (proxy.stands or proxy.waits):
            end_proxy(proxy, ProxyState.REFUSED, reason=reason, by=by)
            tell("proxy_declined", proxy, giver, other=holder)
            tell("proxy_ended", proxy, holder, other=giver)
        return made


def nomination_in(docket: Docket, registration_id: str) -> Nomination:
    """Return a nomination of a docket.

    Raises:
        NotFound.
    """
    found = next((each for each in docket.nominations if each.registration.public_id == registration_id), None)
    if found is None:
        raise NotFound
    return found


def letter_in(docket: Docket, document_id: str) -> Document:
    """Return a letter of a nomination of a docket; never a paper of a claim, which is read where the claims are.

    Raises:
        NotFound.
    """
    letters = {paper.public_id: paper for each in docket.nominations for paper in each.letters}
    if document_id not in letters:
        raise NotFound
    return letters[document_id]


def _decide(
    sitting: Sitting,
    last: CredentialDecision | None,
    outcome: CredentialOutcome,
    reason: str,
    *,
    by: Person | None,
    **subject: int,
) -> CredentialDecision:
    if outcome is not CredentialOutcome.VALID and not reason.strip():
        raise ReasonMissing
    if last is not None and (last.outcome, last.reason) == (outcome, reason):
        return last
    made = CredentialDecision(
        sitting_id=sitting.id,
        outcome=outcome,
        reason=reason,
        decided_at=now(),
        decided_by_id=by.id if by else None,
        **subject,
    )
    db.session.add(made)
    db.session.flush()
    journal.record(
        "credential_decided",
        made,
        by=by,
        congress_id=sitting.congress_id,
        outcome=outcome.value,
        reason=reason,
        **subject,
    )
    return made


def _decisions(sitting: Sitting) -> list[CredentialDecision]:
    """Oldest first: the latest of a subject is the one that a mapping keeps."""
    rows = select(CredentialDecision).filter_by(sitting_id=sitting.id).order_by(CredentialDecision.id)
    return list(db.session.scalars(rows))


def _last(sitting: Sitting, **subject: int) -> CredentialDecision | None:
    rows = select(CredentialDecision).filter_by(sitting_id=sitting.id, **subject)
    return db.session.scalars(rows.order_by(CredentialDecision.id.desc()).limit(1)).first()


def _heads(sitting: Sitting, roll: Roll) -> list[ContestedHead]:
    if sitting.congress_id is None:
        return []
    members = [seat.member.id for seat in roll.seats]
    rows = select(HeadClaim).join(Delegation, Delegation.id == HeadClaim.delegation_id)
    rows = rows.where(Delegation.congress_id == sitting.congress_id, Delegation.member_id.in_(members))
    claims: dict[int, list[HeadClaim]] = {}
    shown = (joinedload(HeadClaim.person), joinedload(HeadClaim.delegation))
    for claim in db.session.scalars(rows.order_by(Delegation.sort_key, HeadClaim.id).options(*shown)):
        claims.setdefault(claim.delegation_id, []).append(claim)
    return [ContestedHead(found[0].delegation, found) for found in claims.values()]


def _nominations(roll: Roll, decided: Mapping[int, CredentialDecision]) -> list[Nomination]:
    """Substitutes, and titulars that the delegation announces and who are not known as the head of the member's executive."""
    comers: list[tuple[Seat, Carrier, Person, int]] = []
    for seat in roll.seats:
        holder = seat.holder
        if holder.substitute is not None and holder.substitute_registration is not None:
            comers.append((seat, Carrier.SUBSTITUTE, holder.substitute, holder.substitute_registration))
        if holder.titular is not None and holder.titular_registration is not None and not holder.is_known_titular:
            comers.append((seat, Carrier.TITULAR, holder.titular, holder.titular_registration))
    idents = [ident for _seat, _carrier, _person, ident in comers]
    rows = select(Registration).where(Registration.id.in_(idents))
    registrations = {each.id: each for each in db.session.scalars(rows)}
    letters = _letters(list(registrations.values()))
    return [
        Nomination(seat, carrier, person, registrations[ident], letters.get(ident, ()), decided.get(ident))
        for seat, carrier, person, ident in comers
    ]


def _letters(registrations: Sequence[Registration]) -> dict[int, list[Document]]:
    """The nominations and mandates of each, and those of its whole delegation; never a paper of a claim."""
    delegations = {each.delegation_id for each in registrations}
    rows = select(Document).where(
        Document.delegation_id.in_(delegations),
        Document.kind.in_(_LETTERS),
        Document.removed_at.is_(None),
        Document.claim_id.is_(None),
    )
    papers = list(db.session.scalars(rows.order_by(Document.id.desc())))
    return {
        each.id: [
            paper
            for paper in papers
            if paper.delegation_id == each.delegation_id and paper.registration_id in (None, each.id)
        ]
        for each in registrations
    }
