"""The tellers of a sealed urn before it opens: named at the desk, each delivers a public key, each pair opens trial papers.

    name_tellers(ballot, persons, by=...)      three persons, in their order; whoever stays keeps the key
    deliver_key(teller, key)                   from the teller's own browser; the private half is sent to nobody
    peel_trial(first, inner, totals)           the first of a pair sealed trial papers and took off the outer envelopes
    open_trial(second, totals)                 the second read them: the pair can open an urn
    demand_ready(ballot)                       the three keys, once each pair has opened its trial

Source of the rule: specs/assembly.md, « The secret ballot », points 1 and 2. After the opening: `teller_counts.py`.
"""

import re
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from .. import journal
from ..clock import now
from ..database import db, transaction
from ..errors import NotFound
from ..live import topics
from ..people.models import Person
from .ballot_models import Ballot, BallotKind, BallotState
from .ballot_pauses import topic_of
from .ballots import lock_ballot, run_again
from .parameters import Parameter
from .rules.urn import opening_hash
from .sitting_models import AgendaItem
from .sittings import profile_of
from .teller_letter import tell_teller
from .teller_models import KEY, TELLERS, Teller
from .teller_refusals import KeyRefused, KeysWanting, NotReady, ThreeTellers, TrialDiffers, TrialRefused
from .urn_refusals import UrnNotAllowed

TRIAL_PAPERS = 8
"""How many papers a trial has."""
CHOICES = 4
"""What each of them may say: blank, for, against, abstention."""
_INNER = re.compile(r"[A-Za-z0-9+/]{149}[A-Za-z0-9+/=]{3}", re.ASCII)  # 112 bytes in base64


def name_tellers(ballot: Ballot, persons: Sequence[Person], *, by: Person | None) -> list[Teller]:
    """Name the three tellers of a ballot that is prepared, in their order; each new one is written to. Who stays in place keeps the key.

    Raises:
        BallotMoved: the ballot was opened.
        UrnNotAllowed: it is no secret ballot, or the statutes know no sealed urn.
        ThreeTellers: not three different persons.
    """
    if len(persons) != TELLERS or len({each.id for each in persons}) != TELLERS:
        raise ThreeTellers
    with transaction():
        lock_ballot(ballot, BallotState.DRAFT)
        if ballot.kind is not BallotKind.SECRET or not profile_of(ballot.item.sitting).flag(Parameter.SEALED_URN):
            raise UrnNotAllowed
        before = {each.place: each for each in tellers_of(ballot)}
        moved = [place for place, each in before.items() if each.person_id != persons[place].id]
        if moved:
            db.session.execute(delete(Teller).where(Teller.ballot_id == ballot.id, Teller.place.in_(moved)))
        added = [place for place in range(TELLERS) if place not in before or place in moved]
        for place in added:
            _void_trials(ballot, place)
        new = [Teller(ballot=ballot, place=place, person=persons[place]) for place in added]
        db.session.add_all(new)
        db.session.flush()
        for each in new:
            tell_teller(each)
        journal.record(
            "tellers_named",
            ballot,
            by=by,
            congress_id=ballot.item.sitting.congress_id,
            persons=[each.id for each in persons],
        )
        return tellers_of(ballot)


def deliver_key(teller: Teller, key: bytes) -> Teller:
    """Take a teller's public key; another one replaces it until the ballot opens, and the trials of that teller are to be done again.

    Raises:
        BallotMoved: the ballot was opened.
        KeyRefused: not 32 bytes, or another teller's key.
    """
    if len(key) != KEY or not any(key):
        raise KeyRefused
    with transaction():
        ballot = lock_ballot(teller.ballot, BallotState.DRAFT)
        db.session.refresh(teller)
        if teller.public_key == key:
            return teller
        _void_trials(ballot, teller.place)
        teller.public_key, teller.delivered_at = key, now()
        try:
            db.session.flush()
        except IntegrityError as error:
            raise KeyRefused from error
        note_step("teller_key_delivered", teller, public_key=key.hex())
        return teller


def peel_trial(teller: Teller, inner: Sequence[str], totals: Sequence[int]) -> Teller:
    """Keep the trial papers of the pair that begins with a teller: sealed, peeled and shuffled in the teller's browser. Again: they replace the last.

    Args:
        inner: the inner boxes, in base64, in the order of the shuffle.
        totals: what was sealed, by the number of the choice; told to the second one only as « the same » or « not the same ».

    Raises:
        BallotMoved: the ballot was opened.
        KeysWanting: a public key is not there yet.
        TrialRefused: another number of papers, or no such boxes.
    """
    sound = len(inner) == TRIAL_PAPERS and len(set(inner)) == TRIAL_PAPERS and all(map(_INNER.fullmatch, inner))
    if not sound or not _are_totals(totals):
        raise TrialRefused
    with transaction():
        ballot = lock_ballot(teller.ballot, BallotState.DRAFT)
        keys_of(ballot)
        db.session.refresh(teller)
        teller.trial, teller.trial_opened_at = {"inner": list(inner), "totals": list(totals)}, None
        note_step("teller_trial_peeled", teller)
        return teller


def open_trial(teller: Teller, totals: Sequence[int]) -> Teller:
    """Say what the second of a pair read in the trial papers; return the first, whose pair can open an urn.

    Raises:
        BallotMoved: the ballot was opened.
        TrialRefused: nothing was peeled yet, or these are no totals.
        TrialDiffers: something else was sealed. The trial is to be done again.
    """
    with transaction():
        ballot = lock_ballot(teller.ballot, BallotState.DRAFT)
        first = first_for(teller, tellers_of(ballot))
        if first is None or first.trial is None or not _are_totals(totals):
            raise TrialRefused
        is_same = first.trial["totals"] == list(totals)
        first.trial_opened_at = now() if is_same else None
        if is_same:
            note_step("teller_trial_opened", first)
    if not is_same:
        raise TrialDiffers
    return first


def run_sealed_again(ballot: Ballot, *, by: Person | None) -> Ballot:
    """Prepare the next round of an annulled ballot; its tellers, their keys and their trials pass over to it.

    A paper bears the opening hash of its round: one of the annulled round opens to nothing in the next.

    Raises:
        SittingMoved, BallotMoved, RunAgainAlready: as `run_again`.
    """
    with transaction():
        again = run_again(ballot, by=by)
        for each in tellers_of(ballot):
            kept = {
                name: getattr(each, name)
                for name in ("place", "person_id", "public_key", "delivered_at", "trial", "trial_opened_at")
            }
            db.session.add(Teller(ballot_id=again.id, **kept))
        db.session.flush()
        return again


def demand_ready(ballot: Ballot) -> list[bytes]:
    """Return the three public keys, in the tellers' order, once each pair has opened its trial.

    Raises:
        NotReady: a key or a trial is wanting.
    """
    if not is_ready(ballot):
        raise NotReady
    return keys_of(ballot)


def is_ready(ballot: Ballot) -> bool:
    """Return whether the three keys are there and each pair has opened its trial."""
    tellers = tellers_of(ballot)
    return len(tellers) == TELLERS and all(each.public_key is not None and each.has_opened for each in tellers)


def keys_of(ballot: Ballot) -> list[bytes]:
    """Return the three public keys.

    Raises:
        KeysWanting: one is not delivered yet.
    """
    keys = [each.public_key for each in tellers_of(ballot) if each.public_key is not None]
    if len(keys) != TELLERS:
        raise KeysWanting
    return keys


def trial_context(first: Teller, tellers: Sequence[Teller]) -> bytes:
    """Return the 32 bytes that the trial papers of a pair bear in place of an opening hash; another key of either makes others."""
    pair = (first, tellers[first.partner])
    written = [each.public_key.hex() if each.public_key else "" for each in pair]
    return opening_hash({"trial": first.ballot.public_id, "pair": written})


def first_for(teller: Teller, tellers: Sequence[Teller]) -> Teller | None:
    """Return who begins the pair that a teller ends."""
    return next((each for each in tellers if each.partner == teller.place), None)


def tellers_of(ballot: Ballot) -> list[Teller]:
    """Return the tellers of a ballot in their order, with their persons. One query."""
    rows = select(Teller).filter_by(ballot_id=ballot.id).options(joinedload(Teller.person))
    return list(db.session.scalars(rows.order_by(Teller.place)))


def teller_roles_of(person: Person) -> list[Teller]:
    """Return the ballots of which somebody is a teller, the latest first. One query."""
    shown = joinedload(Teller.ballot).joinedload(Ballot.item).joinedload(AgendaItem.sitting)
    rows = select(Teller).filter_by(person_id=person.id).options(shown)
    return list(db.session.scalars(rows.order_by(Teller.id.desc())))


def teller_by_id(person: Person, public_id: str) -> Teller:
    """Return somebody's own part as a teller of a ballot.

    Raises:
        NotFound: it is another's, or there is none.
    """
    found = db.session.scalars(select(Teller).filter_by(public_id=public_id, person_id=person.id)).first()
    if found is None:
        raise NotFound
    return found


def _void_trials(ballot: Ballot, place: int) -> None:
    for each in tellers_of(ballot):
        if place in (each.place, each.partner):
            each.trial, each.trial_opened_at = None, None
    db.session.flush()


def _are_totals(totals: Sequence[int]) -> bool:
    return len(totals) == CHOICES and min(totals) >= 0 and sum(totals) == TRIAL_PAPERS


def note_step(what: str, teller: Teller, **details: object) -> None:
    """Write a step of a teller in the journal, and announce it to whoever follows the sitting: the step alone."""
    sitting = teller.ballot.item.sitting
    journal.record(what, teller, by=teller.person, congress_id=sitting.congress_id, place=teller.place, **details)
    topics.announce(topic_of(sitting), what, {"ballot": teller.ballot.public_id})
