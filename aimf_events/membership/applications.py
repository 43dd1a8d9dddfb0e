"""Membership applications: begun by a link, filled in, handed in, examined by the Bureau. What the Assembly decides: `admissions.py`."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_sqlalchemy.pagination import Pagination
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from .. import journal
from ..accounts.limits import spend
from ..assembly.models import Body
from ..assembly.parameters import Parameter
from ..assembly.profiles import profile_today
from ..assembly.rehearsal_limits import demand_counted
from ..assembly.sitting_models import AgendaItem, Sitting
from ..clock import now
from ..database import db, lock, transaction
from ..errors import NotFound
from ..i18n import search_key
from ..members.models import Member, MemberCategory
from ..people.contacts import mailbox_key
from ..people.models import Civility, Person
from .application_letters import post_link, post_received
from .application_models import ASKS, UNDECIDED, ApplicationState, MembershipApplication, Opinion
from .application_refusals import ApplicationMoved, PapersMissing

PER_PAGE = 50
FROM_ONE_PLACE, OF_ONE_PLACE, TO_ONE_MAILBOX, FROM_ALL = 10, 20, 3, 200
"""Dossiers that may be asked for without an account: in an hour and in a day from one place, in a day for one mailbox; and those that are
begun in a day altogether. One place alone never takes more than a tenth of the whole: it does not close the door to the others."""


@dataclass(frozen=True)
class Asked:
    """What a city says of itself. `population`: inhabitants."""

    name: str
    country: str
    category: MemberCategory
    is_capital: bool
    language: str
    email: str
    mayor_civility: Civility | None = None
    mayor_given_name: str = ""
    mayor_family_name: str = ""
    mayor_title: str = ""
    population: int | None = None
    statement: str = ""


def ask_dossier(asked: Asked, *, place: str) -> None:
    """Begin a dossier for whoever asks, and send its link to the mailbox. The asker learns nothing of what exists.

    A mailbox that has a dossier of that city already gets its link again.

    Args:
        place: the network address that asked, for the limit.

    Raises:
        TooOften: too many from one place, for one mailbox, or altogether.
    """
    spend("admission_place", place, at_most=FROM_ONE_PLACE, within=timedelta(hours=1))
    spend("admission_place_day", place, at_most=OF_ONE_PLACE, within=timedelta(days=1))
    spend("admission_mailbox", mailbox_key(asked.email), at_most=TO_ONE_MAILBOX, within=timedelta(days=1))
    with transaction():
        known = db.session.scalars(
            select(MembershipApplication).where(
                MembershipApplication.email == asked.email,
                MembershipApplication.country == asked.country,
                MembershipApplication.state.in_(UNDECIDED),
            )
        ).all()
        same = next((each for each in known if search_key(each.name) == search_key(asked.name)), None)
        if same is None:
            spend("admission_all", "all", at_most=FROM_ALL, within=timedelta(days=1))
        post_link(same or _begin(asked, by=None))


def begin_dossier(asked: Asked, *, by: Person) -> MembershipApplication:
    """Begin a dossier at the desk, for a city that wrote by post; its link leaves by letter."""
    with transaction():
        made = _begin(asked, by=by)
        post_link(made)
        return made


def change_dossier(application: MembershipApplication, asked: Asked, *, by: Person | None) -> MembershipApplication:
    """Correct what a city says of itself, until it is handed in; the desk, until it is on an agenda.

    Raises:
        ApplicationMoved: it is too late.
    """
    with transaction():
        _lock_in(application, *(UNDECIDED if by else (ApplicationState.BEGUN,)))
        if application.state is ApplicationState.ON_AGENDA:
            raise ApplicationMoved
        changes = {
            name: [str(was), str(value)]
            for name, value in vars(asked).items()
            if (was := getattr(application, name)) != value
        }
        for name in changes:
            setattr(application, name, getattr(asked, name))
        if changes:
            journal.record("application_changed", application, by=by, fields=sorted(changes))
        return application


def submit_dossier(application: MembershipApplication, *, by: Person | None) -> MembershipApplication:
    """Hand it in. Twice is harmless.

    Raises:
        ApplicationMoved: it was withdrawn.
        PapersMissing: the letter to the President or the council's deliberation is not there, or the mayor is not named.
    """
    with transaction():
        lock(application)
        if application.state is ApplicationState.SUBMITTED:
            return application
        _lock_in(application, ApplicationState.BEGUN)
        db.session.expire(application, ["papers"])
        if not application.may_submit:
            raise PapersMissing(_l("La lettre à la présidence ou l’extrait de la délibération manque au dossier."))
        if not application.mayor_family_name or not application.mayor_title:
            raise PapersMissing(_l("Le nom et la fonction de qui dirige la ville manquent au dossier."))
        application.state, application.submitted_at = ApplicationState.SUBMITTED, now()
        journal.record("application_submitted", application, by=by)
        post_received(application)
        return application


def withdraw_dossier(
    application: MembershipApplication, *, reason: str = "", by: Person | None
) -> MembershipApplication:
    """Withdraw it, before it is on an agenda: the city itself, or the desk that notes its letter. Twice is harmless.

    Raises:
        ApplicationMoved: it is on an agenda, or decided.
    """
    with transaction():
        lock(application)
        if application.state is not ApplicationState.WITHDRAWN:
            _lock_in(application, *(state for state in UNDECIDED if state is not ApplicationState.ON_AGENDA))
            application.state, application.decided_at = ApplicationState.WITHDRAWN, now()
            application.decided_by_id, application.reason = by.id if by else None, reason
            journal.record("application_withdrawn", application, by=by, reason=reason)
        return application


def record_capital_opinion(
    application: MembershipApplication, opinion: Opinion | None, *, by: Person
) -> MembershipApplication:
    """Record what the mayor of the capital thinks of it (None: not known).

    Raises:
        ApplicationMoved: it is decided.
    """
    with transaction():
        _lock_in(application, *UNDECIDED)
        if application.capital_opinion is not opinion:
            application.capital_opinion = opinion
            journal.record("application_capital_opinion", application, by=by, opinion=opinion.value if opinion else "")
        return application


def record_bureau_opinion(
    application: MembershipApplication, opinion: Opinion, *, at: Sitting, note: str, by: Person
) -> MembershipApplication:
    """Record what the Bureau thinks of it, at which of its meetings.

    Raises:
        ApplicationMoved: it was not handed in, or is on an agenda already.
        RehearsalCountsForNothing: the meeting is a rehearsal.
    """
    with transaction():
        demand_counted(at)
        _lock_in(application, ApplicationState.SUBMITTED, ApplicationState.EXAMINED, ApplicationState.POSTPONED)
        if at.body is not Body.BUREAU:
            raise NotFound
        application.bureau_opinion, application.bureau_note, application.examined_at = opinion, note, at
        if application.state is ApplicationState.SUBMITTED:
            application.state = ApplicationState.EXAMINED
        journal.record("application_examined", application, by=by, opinion=opinion.value, sitting=at.id, note=note)
        return application


def send_link_again(application: MembershipApplication, *, by: Person) -> MembershipApplication:
    """Send a new link; the one before opens nothing any more.

    Raises:
        ApplicationMoved: it is decided.
    """
    with transaction():
        _lock_in(application, *UNDECIDED)
        application.link_generation += 1
        journal.record("application_link_sent", application, by=by)
        post_link(application)
        return application


def cities_of_state(country: str) -> tuple[int, int | None]:
    """Return how many member cities a State has, and how many the statutes in force let it have (None: they are silent)."""
    rows = select(func.count(Member.id)).filter_by(country=country, category=MemberCategory.MEMBER_CITY)
    profile = profile_today(Body.GENERAL_ASSEMBLY)
    most = profile.number(Parameter.CITIES_OF_STATE) if profile and profile.says(Parameter.CITIES_OF_STATE) else None
    return db.session.scalar(rows) or 0, most


def find_applications(*, shown: str, page: int) -> Pagination:
    """Return one page of the dossiers: those that wait (``""``), or those of one state; those handed in come first, the latest first."""
    rows = select(MembershipApplication).options(selectinload(MembershipApplication.papers))
    if shown in set(ApplicationState):
        rows = rows.where(MembershipApplication.state == ApplicationState(shown))
    elif shown != "all":
        rows = rows.where(MembershipApplication.state.in_(UNDECIDED))
    ordered = rows.order_by((MembershipApplication.state == ApplicationState.BEGUN), MembershipApplication.id.desc())
    return db.paginate(ordered, page=page, per_page=PER_PAGE, error_out=False)


def counts_of_states() -> dict[ApplicationState, int]:
    """Return how many dossiers are in each state. One query."""
    rows = select(MembershipApplication.state, func.count()).group_by(MembershipApplication.state)
    return {state: count for state, count in db.session.execute(rows)}  # noqa: C416 -- a Result has keys()


def application_by_public_id(public_id: str) -> MembershipApplication:
    """Return a dossier with its papers, its item and its opinions.

    Raises:
        NotFound: no such dossier.
    """
    rows = select(MembershipApplication).filter_by(public_id=public_id).options(*shown_with())
    found = db.session.scalars(rows).first()
    if found is None:
        raise NotFound
    return found


def shown_with() -> tuple[Any, ...]:
    """Return what a page of a dossier reads with it."""
    return (
        selectinload(MembershipApplication.papers),
        joinedload(MembershipApplication.examined_at),
        joinedload(MembershipApplication.item).joinedload(AgendaItem.sitting),
        joinedload(MembershipApplication.member),
    )


def _begin(asked: Asked, *, by: Person | None) -> MembershipApplication:
    if asked.category not in ASKS:
        raise NotFound
    made = MembershipApplication(
        **vars(asked), state=ApplicationState.BEGUN, begun_at=now(), begun_by_id=by.id if by else None
    )
    db.session.add(made)
    db.session.flush()
    journal.record("application_begun", made, by=by, country=asked.country)
    return made


def _lock_in(application: MembershipApplication, *states: ApplicationState) -> MembershipApplication:
    lock(application)
    if application.state not in states:
        raise ApplicationMoved
    return application
