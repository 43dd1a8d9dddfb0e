"""Decisions: numbered when a ballot is published or a consensus is noted; their words, and what becomes of them."""

from datetime import date

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select

from .. import journal
from ..assembly.ballot_models import Ballot
from ..assembly.models import Body
from ..assembly.rehearsal_limits import demand_counted
from ..assembly.rules.majority import Outcome
from ..assembly.sitting_models import AgendaItem, Sitting, SittingState
from ..assembly.sittings import lock_in
from ..clock import now
from ..database import Translated, db, lock, lock_name, transaction
from ..errors import Refusal
from ..i18n import LANGUAGES, pick, use_language
from ..people.models import Person
from .approvals import approve_by, are_settled
from .decision_models import DecisionStep, FollowUp, RegisteredDecision
from .declarations import open_for

HELD = (SittingState.OPEN, SittingState.SUSPENDED, SittingState.CLOSED)


class ChangedMeanwhile(Refusal):
    """Somebody else noted something of the decision since the page was read."""

    code = "decision_changed"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette décision a changé depuis que vous avez ouvert la page."),
            advice=_l("Relisez-la, puis notez de nouveau ce qui manque."),
        )


class WordsSettled(Refusal):
    """The minutes that print the decision are settled: its words stay as they are signed."""

    code = "decision_settled"

    def __init__(self) -> None:
        super().__init__(
            _l("Le procès-verbal qui porte cette décision est arrêté : ses termes ne changent plus."),
            advice=_l("Avant la signature, reprenez le texte du procès-verbal ; après, une rectification le corrige."),
        )


def register_ballot(ballot: Ballot, *, by: Person | None) -> RegisteredDecision:
    """Number what a published ballot decided. The caller holds the transaction. Once for each ballot.

    An adopted proposal is to be followed up; one that was not adopted asks nothing of anybody.
    """
    known = db.session.scalars(select(RegisteredDecision).filter_by(ballot_id=ballot.id)).first()
    if known is not None:
        return known
    is_adopted = ballot.decision is Outcome.ADOPTED
    return _register(
        ballot.item.sitting,
        ballot.item,
        title=ballot.item.title,
        text=_default_text(ballot, is_adopted),
        is_adopted=is_adopted,
        ballot=ballot,
        by=by,
    )


def register_consensus(
    sitting: Sitting, item: AgendaItem, *, title: str, text: Translated, form_key: str, by: Person | None
) -> RegisteredDecision:
    """Number what a sitting decided on an item without a vote, nobody objecting. The same form sent twice is one decision.

    Raises:
        WordsSettled: the minutes of the sitting are settled: what it decided stands there.
        SittingMoved: the sitting was never opened.
        RehearsalCountsForNothing: it is a rehearsal.
    """
    with transaction():
        lock_in(sitting, *HELD)
        demand_counted(sitting)
        known = db.session.scalars(select(RegisteredDecision).filter_by(public_id=form_key)).first()
        if known is not None and known.sitting_id == sitting.id:
            return known
        if are_settled(sitting.id):
            raise WordsSettled
        key = form_key if known is None else None
        return _register(sitting, item, title=title, text=text, is_adopted=True, public_id=key, by=by)


def rewrite_decision(
    decision: RegisteredDecision, *, title: str, text: Translated, for_members: bool, by: Person | None
) -> RegisteredDecision:
    """Put a decision in better words, and say whether members read it. Number, result and day stay; the journal keeps the former words.

    Raises:
        WordsSettled: other French words than those of the minutes that are settled.
    """
    with transaction():
        lock(decision)
        if (decision.title, decision.text.get("fr")) != (title, text.get("fr")) and are_settled(decision.sitting_id):
            raise WordsSettled
        was = [decision.title, decision.text.get("fr", ""), decision.for_members]
        decision.write(title, text)
        decision.for_members = for_members
        if was != [title, text["fr"], for_members]:
            journal.record("decision_rewritten", decision, by=by, congress_id=decision.sitting.congress_id, was=was)
        return decision


def follow_up(
    decision: RegisteredDecision,
    *,
    state: FollowUp,
    in_charge: str,
    due_on: date | None,
    note: str,
    seen: int,
    by: Person | None,
) -> RegisteredDecision:
    """Note where a decision stands, who is in charge, until when.

    Args:
        seen: how many steps the page showed: what a colleague noted meanwhile is read before it is covered.

    Raises:
        ChangedMeanwhile: there are more by now.
    """
    with transaction():
        lock(decision)
        count = select(func.count(DecisionStep.id)).filter_by(decision_id=decision.id)
        if db.session.scalar(count) != seen:
            raise ChangedMeanwhile
        decision.state, decision.in_charge, decision.due_on = state, in_charge, due_on
        db.session.add(
            DecisionStep(
                decision_id=decision.id,
                state=state,
                in_charge=in_charge,
                due_on=due_on,
                note=note,
                at=now(),
                by_id=by.id if by else None,
            )
        )
        journal.record(
            "decision_followed",
            decision,
            by=by,
            congress_id=decision.sitting.congress_id,
            state=state.value,
            due=due_on,
        )
        return decision


def _register(
    sitting: Sitting,
    item: AgendaItem,
    *,
    title: str,
    text: Translated,
    is_adopted: bool,
    ballot: Ballot | None = None,
    public_id: str | None = None,
    by: Person | None,
) -> RegisteredDecision:
    """Write a line under the next number of the body's year. The caller holds the transaction."""
    body, year = sitting.body, sitting.day.year
    lock_name(f"decisions of {body.value} {year}")
    last = db.session.scalar(select(func.max(RegisteredDecision.number)).filter_by(body=body, year=year))
    decision = RegisteredDecision(
        body=body,
        year=year,
        number=(last or 0) + 1,
        sitting=sitting,
        item=item,
        ballot=ballot,
        taken_at=(ballot.published_at if ballot else None) or min(now(), sitting.closed_at or now()),
        is_adopted=is_adopted,
        for_members=body is Body.GENERAL_ASSEMBLY,
        state=FollowUp.TO_START if is_adopted else FollowUp.NONE,
        recorded_by_id=by.id if by else None,
    )
    if public_id is not None:
        decision.public_id = public_id
    decision.write(title, text)
    db.session.add(decision)
    db.session.flush()
    journal.record(
        "decision_registered", decision, by=by, congress_id=sitting.congress_id, reference=decision.reference
    )
    approve_by(decision, by=by)
    open_for(decision, by=by)
    return decision


def _default_text(ballot: Ballot, is_adopted: bool) -> Translated:
    """The question and the answer, in each language; the secretariat puts it in the form of a resolution."""
    return {language: _answer(ballot, language, is_adopted) for language in LANGUAGES}


def _answer(ballot: Ballot, language: str, is_adopted: bool) -> str:
    with use_language(language):
        question = pick(ballot.question, language)
        is_bureau = ballot.item.sitting.body is Body.BUREAU
        if is_bureau and is_adopted:
            return _("À la question « %(question)s », le Bureau a répondu oui.", question=question)
        if is_bureau:
            return _("À la question « %(question)s », le Bureau a répondu non.", question=question)
        if is_adopted:
            return _("À la question « %(question)s », l’Assemblée générale a répondu oui.", question=question)
        return _("À la question « %(question)s », l’Assemblée générale a répondu non.", question=question)
