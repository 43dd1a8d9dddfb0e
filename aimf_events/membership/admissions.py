"""What the Assembly decides of membership applications: put on its agenda one by one or in block, admitted, refused, postponed.

An admission follows a published ballot of the item. The new member has its voice from that minute, or once its entry fee is paid
(statutes): ballots that were opened before do not know it.
"""

from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from .. import journal
from ..assembly.agenda import add_item
from ..assembly.ballot_models import RUNNING, BallotKind, BallotState, HandsCount
from ..assembly.ballots import adopting_ballot, demand_no_answer, draft_ballot, last_round_of, published_answer
from ..assembly.mandates import admit_voice
from ..assembly.models import Body
from ..assembly.parameters import Parameter
from ..assembly.profiles import Profile, profile_today
from ..assembly.rehearsal_limits import demand_counted
from ..assembly.rules.admission import AdmittedVotes, may_admit, votes_from
from ..assembly.sitting_models import AgendaItem, ItemKind, Sitting, SittingState
from ..assembly.sittings import profile_of
from ..clock import now
from ..database import Translated, db, lock, lock_name, transaction
from ..errors import NotFound
from ..i18n import LANGUAGES, country_name, use_language
from ..members.fees import ask_entry_fee
from ..members.members import add_member
from ..members.models import Member, MemberCategory
from ..members.offices import appoint
from ..people.models import Person
from .application_letters import post_decision
from .application_models import ApplicationState, MembershipApplication, Opinion
from .application_refusals import ApplicationMoved, NotAdopted, NotRejected, StateFull

MOST_TOGETHER = 50
READY = (ApplicationState.EXAMINED, ApplicationState.POSTPONED)


def put_on_agenda(
    applications: Sequence[MembershipApplication], sitting: Sitting, *, together: bool, by: Person
) -> list[AgendaItem]:
    """Put dossiers that the Bureau has examined on the agenda of an Assembly, with a ballot by hands prepared on each item.

    Args:
        together: one item and one ballot for all of them, instead of one for each.

    Raises:
        ApplicationMoved: one of them is not examined, or on an agenda already.
        SittingMoved: the sitting is closed.
        AgendaFull: there are a hundred items.
        RehearsalCountsForNothing: it is a rehearsal.
    """
    with transaction():
        demand_counted(sitting)
        if sitting.body is not Body.GENERAL_ASSEMBLY or not applications:
            raise NotFound
        for application in sorted(applications, key=lambda each: each.id):
            lock(application)
            if application.state not in READY:
                raise ApplicationMoved
        groups = [list(applications)] if together else [[each] for each in applications]
        return [_put(group, sitting, by=by) for group in groups]


def admit(application: MembershipApplication, *, by: Person) -> Member:
    """Make a member of a city whose admission a published ballot has adopted, with its mayor, and its voice at the sitting.

    Raises:
        ApplicationMoved: it is on no agenda, or decided.
        NotAdopted: no published ballot adopts it. Other questions on its item (closure, amendments) decide nothing of it.
        StateFull: the State has as many member cities as the statutes let it have.
        MemberKnown: a member of that country bears its name.
    """
    with transaction():
        lock(application)
        item = application.item
        if application.state is not ApplicationState.ON_AGENDA or item is None:
            raise ApplicationMoved
        sitting, ballot = item.sitting, adopting_ballot(application.asking)
        demand_counted(sitting)
        if ballot is None:
            raise NotAdopted
        lock(sitting)
        profile = profile_of(sitting)
        _demand_place(application, profile)
        member = _make_member(application, by=by)
        rule = profile.choice(Parameter.ADMITTED_VOTES, AdmittedVotes)
        if rule is AdmittedVotes.ONCE_PAID and member.votes:
            ask_entry_fee(member, by=by)
        if sitting.state in (SittingState.OPEN, SittingState.SUSPENDED):
            since = votes_from(now(), None, rule) if member.votes else None
            admit_voice(sitting, member, votes_from=since, by=by)
        application.member, application.ballot = member, ballot
        _decide(application, ApplicationState.ADMITTED, by=by)
        journal.record("application_admitted", application, by=by, member=member.id, ballot=ballot.id)
        post_decision(application, awaits_fee=member.awaits_fee)
        return member


def refuse(application: MembershipApplication, *, reason: str, by: Person) -> MembershipApplication:
    """Record that the Assembly refuses it, or that the statutes' number of cities does, with a reason; a letter tells the city.

    Raises:
        ApplicationMoved: it was not handed in, or is decided.
        NotRejected: no published ballot rejects it, and its State has room.
    """
    with transaction():
        lock(application)
        if application.state in (*READY, ApplicationState.SUBMITTED, ApplicationState.ON_AGENDA):
            _demand_rejected(application)
        return _turn_down(application, ApplicationState.REFUSED, reason, by=by)


def postpone(application: MembershipApplication, *, reason: str, by: Person) -> MembershipApplication:
    """Postpone it to a later Assembly with a reason: it is put on another agenda as it is.

    Raises:
        ApplicationMoved: it was not examined, or is decided.
        BallotDecides: the Assembly votes on it, or has adopted it.
    """
    with transaction():
        if application.bureau_opinion is None:
            raise ApplicationMoved
        if application.state is ApplicationState.ON_AGENDA:
            lock(application)
            if application.item is not None:
                lock(application.item.sitting)
            demand_no_answer(application.asking)
        return _turn_down(application, ApplicationState.POSTPONED, reason, by=by)


def ready_applications() -> list[MembershipApplication]:
    """Return the dossiers that may be put on an agenda, in the order in which they were handed in."""
    rows = select(MembershipApplication).where(MembershipApplication.state.in_(READY))
    return list(db.session.scalars(rows.order_by(MembershipApplication.submitted_at, MembershipApplication.id)))


def on_item(item: AgendaItem) -> list[MembershipApplication]:
    """Return the dossiers that an item of the agenda decides."""
    rows = select(MembershipApplication).filter_by(item_id=item.id).options(joinedload(MembershipApplication.member))
    return list(db.session.scalars(rows.order_by(MembershipApplication.id)))


def may_refuse(application: MembershipApplication) -> bool:
    """Return whether it is rejected: by a published ballot of its own question, or by the statutes, the State being full.

    While voices are given, or the result is not published, nothing is: a letter would go before the Assembly has said anything.
    """
    asking = application.asking if application.state is ApplicationState.ON_AGENDA else None
    if asking is not None and last_round_of(asking).state in (*RUNNING, BallotState.CLOSED):
        return False
    if published_answer(asking) is not None and adopting_ballot(asking) is None:
        return True
    profile = profile_of(asking.item.sitting) if asking is not None else profile_today(Body.GENERAL_ASSEMBLY)
    return profile is not None and _is_full(application, profile)


def _put(group: list[MembershipApplication], sitting: Sitting, *, by: Person) -> AgendaItem:
    with use_language("fr"):
        names = ", ".join(f"{each.name} ({country_name(each.country)})" for each in group)
        title = (
            _("Demande d’adhésion de %(city)s", city=names) if len(group) == 1 else _("Demandes d’adhésion, ensemble")
        )
        text = "\n".join(_told(each) for each in group)
    item = add_item(sitting, kind=ItemKind.ADMISSION, title=title[:200], text=text, by=by)
    question: Translated = {}
    for code in LANGUAGES:
        with use_language(code):
            named = ", ".join(f"{each.name} ({country_name(each.country)})" for each in group)
            question[code] = (
                _("Approuvez-vous l’adhésion de %(city)s ?", city=named)
                if len(group) == 1
                else _("Approuvez-vous ensemble ces adhésions : %(cities)s ?", cities=named)
            )
    asking = draft_ballot(item, kind=BallotKind.HANDS, counted_by=HandsCount.TOTALS, question=question, by=by)
    for application in group:
        application.item, application.asking, application.state = item, asking, ApplicationState.ON_AGENDA
        application.decided_at = application.decided_by_id = None
        journal.record("application_on_agenda", application, by=by, sitting=sitting.id, item=item.id)
    db.session.flush()
    return item


def _told(application: MembershipApplication) -> str:
    """What members read of a dossier: who asks, to become what, and the opinions. In the language being written."""
    from_bureau = {
        Opinion.FAVOURABLE: _("avis favorable du Bureau"),
        Opinion.UNFAVOURABLE: _("avis défavorable du Bureau"),
    }
    from_capital = {
        Opinion.FAVOURABLE: _("avis favorable de la capitale"),
        Opinion.UNFAVOURABLE: _("avis défavorable de la capitale"),
    }
    said = [f"{application.name}, {country_name(application.country)}"]
    if application.bureau_opinion is not None:
        said.append(from_bureau[application.bureau_opinion])
    if application.capital_opinion is not None:
        said.append(from_capital[application.capital_opinion])
    return " ; ".join(said) + "."


def _demand_rejected(application: MembershipApplication) -> None:
    if application.item is not None:
        lock(application.item.sitting)  # a ballot opens, or closes, before or after
    if not may_refuse(application):
        raise NotRejected


def _demand_place(application: MembershipApplication, profile: Profile) -> None:
    """The 10th city of a State is admitted, the 11th refused; two admissions at once count each other."""
    lock_name(f"member cities of {application.country}")
    if _is_full(application, profile):
        raise StateFull(profile.number(Parameter.CITIES_OF_STATE))


def _is_full(application: MembershipApplication, profile: Profile) -> bool:
    if application.category is not MemberCategory.MEMBER_CITY or not profile.says(Parameter.CITIES_OF_STATE):
        return False
    rows = select(func.count(Member.id)).filter_by(country=application.country, category=MemberCategory.MEMBER_CITY)
    return not may_admit(db.session.scalar(rows) or 0, profile.number(Parameter.CITIES_OF_STATE))


def _make_member(application: MembershipApplication, *, by: Person) -> Member:
    member = add_member(
        code="",
        name=application.name,
        country=application.country,
        category=application.category,
        language=application.language,
        by=by,
    )
    appoint(
        member,
        civility=application.mayor_civility,
        given_name=application.mayor_given_name,
        family_name=application.mayor_family_name,
        email=application.email,
        title={application.language: application.mayor_title},
        is_executive=True,
        by=by,
    )
    return member


def _turn_down(
    application: MembershipApplication, state: ApplicationState, reason: str, *, by: Person
) -> MembershipApplication:
    lock(application)
    if application.state not in (ApplicationState.SUBMITTED, *READY, ApplicationState.ON_AGENDA):
        raise ApplicationMoved
    application.reason = reason
    _decide(application, state, by=by)
    journal.record(f"application_{state.value}", application, by=by, reason=reason)
    post_decision(application)
    return application


def _decide(application: MembershipApplication, state: ApplicationState, *, by: Person) -> None:
    application.state, application.decided_at, application.decided_by_id = state, now(), by.id
    db.session.flush()
