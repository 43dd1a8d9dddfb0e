"""Grants: asked for, examined, put to the Bureau, awarded in instalments or refused, paid. The report that closes them: `grant_reports.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..assembly.agenda import add_item
from ..assembly.ballot_models import RUNNING, Ballot, BallotKind, BallotState, HandsCount
from ..assembly.ballots import adopting_ballot, demand_no_answer, draft_ballot, last_round_of
from ..assembly.models import Body
from ..assembly.rehearsal_limits import demand_counted
from ..assembly.sitting_models import AgendaItem, ItemKind, Sitting
from ..clock import now
from ..database import Translated, db, lock, transaction
from ..errors import NotFound
from ..i18n import LANGUAGES, money, search_key, use_language
from ..members.models import Member, MemberCategory, Standing
from ..people.models import Person
from .grant_letters import post_decided
from .grant_models import Fund, Grant, GrantInstalment, GrantState
from .grant_refusals import GrantMoved, MayNotAsk, MoreThanAsked, RejectedByBallot, SumsDiffer, Undecided

PER_PAGE = 50
OPEN = (GrantState.REQUESTED, GrantState.ON_AGENDA, GrantState.AWARDED, GrantState.REPORTED)


@dataclass(frozen=True)
class Project:
    """What a member asks. `asked`: whole units of `currency`; `axis_id`: of the five-year programme, which it serves."""

    title: str
    purpose: str
    fund: Fund
    currency: str
    asked: int
    requested_on: date
    axis_id: int | None = None


def ask_grant(member: Member, project: Project, *, form_key: str | None = None, by: Person | None) -> Grant:
    """Record what a member asks. The same form sent twice is one request.

    Raises:
        MayNotAsk: a partner, or a member that is suspended.
    """
    with transaction():
        lock(member)
        if form_key:
            again = db.session.scalars(select(Grant).filter_by(member_id=member.id, form_key=form_key)).first()
            if again is not None:
                return again
        if member.category is MemberCategory.PARTNER or member.standing is Standing.SUSPENDED:
            raise MayNotAsk
        grant = Grant(
            member=member,
            state=GrantState.REQUESTED,
            form_key=form_key,
            recorded_at=now(),
            recorded_by_id=by.id if by else None,
            **vars(project),
        )
        db.session.add(grant)
        db.session.flush()
        journal.record("grant_asked", grant, by=by, member=member.id, asked=project.asked, currency=project.currency)
        return grant


def examine_grant(grant: Grant, *, examination: str, by: Person) -> Grant:
    """Write what the secretariat makes of it, before the Bureau decides.

    Raises:
        GrantMoved: it is decided.
    """
    with transaction():
        _lock_in(grant, GrantState.REQUESTED, GrantState.ON_AGENDA)
        if grant.examination != examination:
            grant.examination = examination
            journal.record("grant_examined", grant, by=by)
        return grant


def put_to_bureau(grants: Sequence[Grant], sitting: Sitting, *, by: Person) -> list[AgendaItem]:
    """Put requests on the agenda of a meeting of the Bureau, each with a ballot by hands prepared.

    Raises:
        GrantMoved: one of them is on an agenda already, or decided.
        SittingMoved: the sitting is closed.
        RehearsalCountsForNothing: it is a rehearsal.
    """
    with transaction():
        demand_counted(sitting)
        if sitting.body is not Body.BUREAU or not grants:
            raise NotFound
        for grant in sorted(grants, key=lambda each: each.id):
            _lock_in(grant, GrantState.REQUESTED)
        return [_put(grant, sitting, by=by) for grant in grants]


def award_grant(
    grant: Grant,
    instalments: Sequence[tuple[int, date]],
    *,
    awarded: int,
    report_due_on: date,
    decision: str = "",
    by: Person,
) -> Grant:
    """Award it, in instalments, with the day on which its report is due. The published ballot of its item is kept, if there is one.

    Args:
        instalments: how much on which day; together they are what is awarded.
        decision: the Bureau's decision in words, where no ballot of the platform adopts it.

    Raises:
        GrantMoved: it is decided.
        Undecided: neither a ballot nor a decision; or a ballot is under way.
        RejectedByBallot: the published ballot of its question does not adopt it: words do not undo that.
        MoreThanAsked: the question that was adopted names a smaller sum.
        SumsDiffer: the instalments are not what is awarded.
    """
    with transaction():
        _lock_in(grant, GrantState.REQUESTED, GrantState.ON_AGENDA)
        ballot = _deciding_ballot(grant)
        if ballot is None and not decision:
            raise Undecided
        if ballot is not None and awarded > grant.asked:
            raise MoreThanAsked(grant.asked)
        total = sum(amount for amount, _day in instalments)
        if total != awarded:
            raise SumsDiffer(total, awarded)
        grant.ballot, grant.decision, grant.awarded, grant.report_due_on = ballot, decision, awarded, report_due_on
        for number, (amount, day) in enumerate(sorted(instalments, key=lambda each: each[1]), start=1):
            grant.instalments.append(GrantInstalment(number=number, amount=amount, due_on=day))
        _decide(grant, GrantState.AWARDED, by=by)
        journal.record("grant_awarded", grant, by=by, awarded=awarded, ballot=ballot.id if ballot else None)
        post_decided(grant)
        return grant


def refuse_grant(grant: Grant, *, reason: str, by: Person) -> Grant:
    """Refuse it with a reason; a letter tells the member.

    Raises:
        GrantMoved: it is decided.
        BallotDecides: the Bureau votes on it, or has adopted it.
    """
    with transaction():
        _lock_in(grant, GrantState.REQUESTED, GrantState.ON_AGENDA)
        if grant.item is not None:
            lock(grant.item.sitting)
        demand_no_answer(grant.asking)
        grant.reason = reason
        _decide(grant, GrantState.REFUSED, by=by)
        journal.record("grant_refused", grant, by=by, reason=reason)
        post_decided(grant)
        return grant


def cancel_grant(grant: Grant, *, reason: str, by: Person) -> Grant:
    """Cancel one that was awarded: nothing more is paid, no report is awaited. What was paid stays on record.

    Raises:
        GrantMoved: it was not awarded, or is closed.
    """
    with transaction():
        _lock_in(grant, GrantState.AWARDED, GrantState.REPORTED)
        grant.state, grant.reason, grant.closed_at = GrantState.CANCELLED, reason, now()
        journal.record("grant_cancelled", grant, by=by, reason=reason, paid=grant.paid)
        return grant


def pay_instalment(instalment: GrantInstalment, *, paid_on: date, reference: str, by: Person) -> GrantInstalment:
    """Record that an instalment was paid, in their order. Twice is one payment.

    Raises:
        GrantMoved: the grant is cancelled, or an earlier instalment is not paid yet.
    """
    with transaction():
        grant = lock(instalment.grant)
        lock(instalment)
        if instalment.paid_on is not None:
            return instalment
        db.session.expire(grant, ["instalments"])
        if grant.state not in (GrantState.AWARDED, GrantState.REPORTED, GrantState.CLOSED):
            raise GrantMoved
        if grant.next_instalment is not instalment:
            raise GrantMoved
        instalment.paid_on, instalment.reference, instalment.paid_by_id = paid_on, reference, by.id
        journal.record("grant_paid", grant, by=by, number=instalment.number, amount=instalment.amount)
        return instalment


@dataclass(frozen=True)
class GrantSearch:
    """What the list is narrowed to: words of the title or of the member, a state (``""``: those that are open), a fund."""

    text: str = ""
    shown: str = ""
    fund: str = ""


def grants_that_answer(search: GrantSearch) -> Select[Any]:
    """Return the statement of the grants that a search keeps, the latest request first."""
    rows = select(Grant).join(Member, Member.id == Grant.member_id)
    for word in search_key(search.text).split():
        rows = rows.where(
            Member.search_key.contains(word, autoescape=True) | func.lower(Grant.title).contains(word, autoescape=True)
        )
    if search.shown in set(GrantState):
        rows = rows.where(Grant.state == GrantState(search.shown))
    elif search.shown != "all":
        rows = rows.where(Grant.state.in_(OPEN))
    if search.fund in set(Fund):
        rows = rows.where(Grant.fund == Fund(search.fund))
    shown = rows.options(joinedload(Grant.member), selectinload(Grant.instalments))
    return shown.order_by(Grant.requested_on.desc(), Grant.id.desc())


def find_grants(search: GrantSearch, *, page: int) -> Pagination:
    """Return one page of the grants that a search keeps."""
    return db.paginate(grants_that_answer(search), page=page, per_page=PER_PAGE, error_out=False)


def all_grants(search: GrantSearch) -> list[Grant]:
    """Return all the grants that a search keeps, for a file."""
    return list(db.session.scalars(grants_that_answer(search)))


def grants_of(member: Member) -> list[Grant]:
    """Return what a member asked for, the latest first."""
    rows = select(Grant).filter_by(member_id=member.id).options(selectinload(Grant.instalments))
    return list(db.session.scalars(rows.order_by(Grant.requested_on.desc(), Grant.id.desc())))


def requested_grants() -> list[Grant]:
    """Return the requests that are on no agenda yet, in the order in which they came."""
    rows = select(Grant).filter_by(state=GrantState.REQUESTED).options(joinedload(Grant.member))
    return list(db.session.scalars(rows.order_by(Grant.requested_on, Grant.id)))


def members_that_may_ask() -> list[Member]:
    """Return the members that may ask for a grant, in the order of names."""
    rows = select(Member).where(Member.category != MemberCategory.PARTNER, Member.standing != Standing.SUSPENDED)
    return list(db.session.scalars(rows.order_by(Member.sort_key, Member.id)))


def grant_counts(today: date) -> tuple[int, int, int]:
    """Return how many are known at all, how many wait for a decision, how many reports are overdue. One query."""
    waiting = Grant.state.in_((GrantState.REQUESTED, GrantState.ON_AGENDA))
    overdue = (Grant.state == GrantState.AWARDED) & (Grant.report_due_on < today)
    row = db.session.execute(
        select(func.count(Grant.id), func.count(Grant.id).filter(waiting), func.count(Grant.id).filter(overdue))
    ).one()
    return row[0], row[1], row[2]


def grant_by_public_id(public_id: str) -> Grant:
    """Return a grant with all that its page shows.

    Raises:
        NotFound: no such grant.
    """
    rows = (
        select(Grant)
        .filter_by(public_id=public_id)
        .options(
            joinedload(Grant.member),
            joinedload(Grant.axis),
            joinedload(Grant.item).joinedload(AgendaItem.sitting),
            selectinload(Grant.instalments),
            selectinload(Grant.papers),
        )
    )
    found = db.session.scalars(rows).first()
    if found is None:
        raise NotFound
    return found


def instalment_of(grant: Grant, public_id: str) -> GrantInstalment:
    """Return an instalment of a grant.

    Raises:
        NotFound: another grant's, or none.
    """
    found = next((each for each in grant.instalments if each.public_id == public_id), None)
    if found is None:
        raise NotFound
    return found


def _put(grant: Grant, sitting: Sitting, *, by: Person) -> AgendaItem:
    question: Translated = {}
    for code in LANGUAGES:
        with use_language(code):
            question[code] = _(
                "Accordez-vous %(amount)s au projet « %(title)s » de %(city)s ?",
                amount=money(grant.asked, grant.currency),
                title=grant.title,
                city=grant.member.name,
            )
    with use_language("fr"):
        title = _("Subvention demandée par %(city)s : %(title)s", city=grant.member.name, title=grant.title)
        withdraws = _("Ce point concerne %(city)s.", city=grant.member.name)
        text = "\n".join(filter(None, (grant.purpose, grant.examination, withdraws)))
    item = add_item(sitting, kind=ItemKind.OTHER, title=title[:200], text=text[:4000], by=by)
    asking = draft_ballot(item, kind=BallotKind.HANDS, counted_by=HandsCount.TOTALS, question=question, by=by)
    grant.item, grant.asking, grant.state = item, asking, GrantState.ON_AGENDA
    db.session.flush()
    journal.record("grant_on_agenda", grant, by=by, sitting=sitting.id, item=item.id)
    return item


def _deciding_ballot(grant: Grant) -> Ballot | None:
    """The ballot that awards it; None where none was opened, and words say what the Bureau decided."""
    if grant.item is not None:
        demand_counted(lock(grant.item.sitting))  # a ballot opens, or is published, before or after
    if grant.asking is None:
        return None
    ballot, last = adopting_ballot(grant.asking), last_round_of(grant.asking)
    if last.state in (*RUNNING, BallotState.CLOSED):
        raise Undecided
    if ballot is None and last.state is BallotState.PUBLISHED:
        raise RejectedByBallot
    return ballot


def _decide(grant: Grant, state: GrantState, *, by: Person) -> None:
    grant.state, grant.decided_at, grant.decided_by_id = state, now(), by.id
    db.session.flush()


def _lock_in(grant: Grant, *states: GrantState) -> Grant:
    lock(grant)
    if grant.state not in states:
        raise GrantMoved
    return grant
