"""The demo congress: Tunis 2020 as it was announced, with invented people, dated « next week » unless told otherwise.

Real verbs where they are fast enough; rows written with the same invariants where hundreds are added at once. The same
seed gives the same congress. Used by `make run`, by `flask load-demo` and by the browser journeys.
"""

import random
from datetime import date

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..clock import telling
from ..congress.categories import categories_of
from ..congress.congresses import create_congress
from ..congress.desks import switch_desks
from ..congress.models import Congress, Desk, Phase
from ..congress.phases import change_phase
from ..database import db, lock_name, transaction
from ..errors import Refusal
from ..members.models import Member
from ..people.contacts import persons_at
from ..people.models import Person
from ..registration.accreditation import approve
from ..registration.invitations import invite_delegation
from ..registration.models import RegistrationState
from . import (
    admissions,
    ballots,
    bureau,
    changes,
    claims,
    credentials,
    decisions,
    delegations,
    dues,
    elections,
    floor,
    grants,
    late,
    letters,
    members,
    online,
    papers,
    past_bureau,
    people,
    posted,
    printing,
    programme,
    protocol,
    proxies,
    publications,
    registrations,
    replies,
    scans,
    service_delegations,
    sign_ups,
    sittings,
    sources,
    speaking,
    staff,
    statutes,
    travel,
    voting,
    waiting,
)
from .dates import Dates, dates_from
from .names import NameBook

PEOPLE = 420
SMALL = 120
"""How many delegates a small demo has: one or two for each delegation."""
NAME, NUMBER, SEED = "tunis-2020", 40, 2020
APPROVED_NOW = 3
"""Registrations accredited at the moment of loading: their letters are the first in the mailbox."""


class NotEmpty(Refusal):
    """The demo is never mixed with real data."""

    code = "demo_not_empty"

    def __init__(self) -> None:
        super().__init__(
            _l(
                "La base de données contient déjà des personnes, des membres ou un congrès\u00a0: la démonstration n’est pas chargée."
            ),
            advice=_l("Chargez-la dans une base de données vide."),
        )


def is_empty() -> bool:
    """Return whether there is neither a person, nor a member, nor a congress."""
    return all(db.session.scalar(select(kind.id).limit(1)) is None for kind in (Person, Member, Congress))


def load(start: date | None = None, *, people: int = PEOPLE) -> None:
    """Load the whole demo, or nothing.

    Args:
        start: first day of the congress; by default the first Wednesday at least seven days away.
        people: how many delegates to invent for the 130 delegations, those of the services not counted.

    Raises:
        NotEmpty: the database holds something.
        ValueError: so many people do not fit.
    """
    with transaction():
        lock_name("demo")
        if not is_empty():
            raise NotEmpty
        facts = sources.congress_facts()
        days = (date.fromisoformat(facts["ends_on"]) - date.fromisoformat(facts["starts_on"])).days + 1
        _tell(dates_from(start, days=days, zone=facts["time_zone"]), random.Random(SEED), people)  # noqa: S311


def signs() -> list[str]:
    """Return the lines that say where to sign in as whom; none where the demo is not loaded."""
    if not persons_at(staff.SECRETARIAT):
        return []
    return [
        f"Sign in at /sign-in as {staff.SECRETARIAT} (secretariat), {staff.ACCREDITATION}, programme@example.org"
        f" or {staff.DOORS[0]} (door).",
        f"Codes and letters arrive at /mailbox/; the congress is at /{NAME}/.",
    ]


def _tell(dates: Dates, chance: random.Random, count: int) -> None:
    """Tell the story in its order: the house, the invitations, the answers, the decisions, and today."""
    names = NameBook(chance)
    with telling(dates.before(60)):
        secretariat = staff.add_secretariat()
        statutes.write_statutes(by=secretariat)
        coming = members.add_members(chance, by=secretariat)
        congress = _congress(dates, by=secretariat)
        colleagues = staff.add_colleagues(congress, dates=dates, by=secretariat)
        dues.write_dues(treasury=colleagues[staff.TREASURY], by=secretariat)
        rooms = programme.add_places(congress, by=secretariat)
        letters.write_letters(congress, by=secretariat)
    with telling(dates.before(40)):
        told = delegations.open_delegations(congress, coming, chance, by=secretariat)
        delegations.name_correspondents(told, names, chance)
        change_phase(congress, Phase.REGISTRATION, by=secretariat)
        switch_desks(congress, Desk, by=secretariat)
        late.set_usual_deadlines(congress, dates, by=secretariat)
    delegations.invite(told, dates, chance, by=secretariat)
    with telling(dates.before(56)):
        earlier = ballots.convene_earlier(
            congress, sittings.seated_members(), day=dates.before(21).date(), by=secretariat
        )
    delegations.answer(told, dates, chance, by=secretariat)
    with telling(dates.before(32)):
        asked = service_delegations.service_requests(congress, colleagues, names, chance, dates, by=secretariat)
    with telling(dates.before(32)):
        bureau.seat_bureau(sittings.seated_members(), starts_on=dates.starts_on, by=secretariat)
    desk = colleagues[staff.ACCREDITATION]
    delegates = people.requests_of(congress, told, names, chance, dates, people=count - waiting.WAITING - late.LATE)
    registrations.write_requests([*delegates, *asked], dates, chance, desk=desk)
    claims.write_claims(told, delegates, by=secretariat)
    with telling(dates.before(20)):
        sessions = programme.plan_programme(congress, rooms, dates, by=colleagues["programme@example.org"])
        theme = next(each.track for each in sessions if each.track is not None)
        sessions.append(sign_ups.plan_preparatory(congress, theme, dates, by=colleagues["programme@example.org"]))
        parts = {
            code: [(r.person, r.function) for r in asked if r.category.code == code]
            for code in ("speaker", "interpreter")
        }
        chair = colleagues["presidence@example.org"]
        programme.add_speakers(sessions, parts["speaker"], parts["interpreter"], chair, chance, by=secretariat)
        programme.leave_work(congress, sessions, by=colleagues["programme@example.org"])
    speaking.invite(sessions, dates, by=colleagues["programme@example.org"])
    with telling(dates.before(17)):
        programme.publish_first(congress, by=colleagues["programme@example.org"])
        doors = scans.open_doors(congress, rooms, by=secretariat)
        printing.choose_looks(congress, by=secretariat)
    with telling(dates.before(24)):
        assembly, _bureau = sittings.plan_sittings(congress, sessions, by=secretariat)
        elections.prepare_bureau(assembly, by=secretariat)
    with telling(dates.before(6)):
        sittings.ask_for_items(assembly, by=secretariat)
        proxies.give_proxies(assembly, secretary=colleagues["seance@example.org"], by=secretariat)
        credentials.examine(assembly, desk=secretariat, by=colleagues["seance@example.org"])
        ballots.prepare_first(assembly, by=secretariat)
        tellers = [colleagues[each] for each in staff.TELLERS]
        ballots.prepare_secret(assembly, tellers, by=secretariat)
        elections.stand(assembly, by=secretariat)
        floor.plan_minutes(assembly)
        floor.write_text(assembly, by=secretariat)
    past_bureau.come_and_go(earlier, by=secretariat)
    ballots.hold_earlier(earlier, by=secretariat)
    admissions.tell_applications(earlier, by=secretariat)
    strategic = grants.tell_programme(starts_on=dates.starts_on, by=secretariat)
    grants.tell_grants(sittings.seated_members(), strategic, starts_on=dates.starts_on, by=secretariat)
    decisions.follow_decisions(earlier, by=secretariat)
    counting = (secretariat, colleagues["seance@example.org"])
    elections.hold_vacancy(congress, day=dates.before(14).date(), by=secretariat, tellers=counting)
    speaking.invite_others(sessions, names, dates, by=colleagues["programme@example.org"])
    with telling(dates.before(15)):
        highest = letters.rank_heads(congress, told, officer=colleagues["protocole@example.org"], by=secretariat)
    with telling(dates.before(12)):
        if congress.registration_is_open:
            letters.remind(congress, told, by=secretariat)
        letters.subscribe()
    travel.write_travel(congress, [*delegates, *asked], dates)
    changes.write_changes(told, delegates, dates, by=secretariat)
    protocol.set_tables(congress, officer=colleagues["protocole@example.org"])
    with telling(dates.before(9)):
        programme.change_and_publish(congress, sessions, by=colleagues["programme@example.org"])
        online.give_rooms(sessions, by=colleagues["programme@example.org"])
        publications.publish(congress, by=colleagues["programme@example.org"])
    with telling(dates.before(8.5)):
        opened = sign_ups.open_sheets(sessions, by=colleagues["programme@example.org"])
        sign_ups.fill(opened, delegates)
    with telling(dates.before(8)):
        letters.tell_news(by=secretariat)
    with telling(dates.before(4)):
        letters.draft_news(by=secretariat)
        statutes.draft_statutes(by=secretariat)
        dues.pay_late(treasury=colleagues[staff.TREASURY])
        papers.write_visa_letters(congress, [*delegates, *asked], by=desk)
    posted.settle_letters(chance)
    replies.take_replies(congress)
    letters.come_back()
    colleagues[staff.RECEPTION] = staff.add_receptionist(congress, by=secretariat)
    scans.hand_over_badges(congress, doors[0], colleagues, dates, chance)
    scans.keep_blanks(congress, dates, by=colleagues[staff.SUPERVISOR])
    scans.give_cards(congress, told, doors, dates, by=secretariat, holder=colleagues[staff.DOORS[1]])
    printing.print_badges(congress, dates, by=secretariat)
    with telling(dates.before(1)):
        voting.sign_in_voters(assembly, desk=colleagues["seance@example.org"])
        delegate = next(one for one in categories_of(congress) if one.code == "delegate")
        waiting.ask_to_wait(told, delegate, names, by=secretariat)
    late.ask_too_late(congress, told, delegate, names, dates, by=secretariat)
    floor.rehearse(assembly, by=colleagues["seance@example.org"])
    _today(congress, told, delegates, dates, by=secretariat, desk=desk)
    if congress.registration_is_open:
        letters.write_again(highest, by=secretariat)


def _congress(dates: Dates, *, by: Person) -> Congress:
    facts = sources.congress_facts()
    return create_congress(
        number=NUMBER,
        name=NAME,
        title={language: text.replace("'", "’") for language, text in facts["title"].items()},
        theme=facts["theme"],
        city={"fr": facts["city"], "en": facts["city"]},
        country=facts["country"],
        time_zone=facts["time_zone"],
        starts_on=dates.starts_on,
        ends_on=dates.ends_on,
        registration_closes_at=dates.deadline,
        languages=facts["interpretation"],
        by=by,
    )


def _today(
    congress: Congress,
    told: list[delegations.Told],
    delegates: list[registrations.Request],
    dates: Dates,
    *,
    by: Person,
    desk: Person,
) -> None:
    """Do what happens at the moment of loading: one invitation and three confirmations really leave; the phase follows the date."""
    today = dates.loaded_at.date()
    switch_desks(congress, [], by=by)  # so near the opening, one step is enough for what is left
    if congress.registration_is_open:
        parakou = next(one for one in told if one.code == delegations.TO_INVITE)
        invite_delegation(parakou.delegation, by=by)
    elif today < dates.starts_on:
        change_phase(congress, Phase.CLOSED_REGISTRATION, by=by)
    else:
        change_phase(congress, Phase.CONGRESS if today <= dates.ends_on else Phase.ARCHIVE, by=by)
    sent = [r.row for r in delegates if r.state is RegistrationState.SUBMITTED and r.email and r.order]
    for row in sent[:APPROVED_NOW]:
        if row is not None:
            approve(row, by=desk)
