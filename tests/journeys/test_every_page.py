"""Every page of every desk with the demo loaded, on a phone and on a desk: nothing too wide, nothing that axe or the policy minds."""

import re
from collections.abc import Iterable, Iterator

import pytest
from werkzeug.exceptions import HTTPException

from aimf_events.assembly.convocation_letter import papers_url
from aimf_events.assembly.motion_models import Motion
from aimf_events.assembly.proxy_models import Proxy, ProxyState
from aimf_events.assembly.sitting_models import AgendaItem, Convocation, Sitting, SittingState
from aimf_events.congress.congresses import congress_by_name
from aimf_events.database import db, transaction
from aimf_events.demo import NAME
from aimf_events.hybrid.links import join_links, join_url
from aimf_events.people.models import Person
from aimf_events.programme.sessions import sessions_of
from aimf_events.registration.delegations import invitation_token
from aimf_events.registration.letters import ticket_url
from aimf_events.registration.models import Journey, Mode, Registration, RegistrationState, Stay
from aimf_events.registration.quotas import places_left
from tests.journeys.reader import DESK, PHONE, Reader

pytestmark = pytest.mark.browser

READERS = (
    "camille.roux@example.org",
    "accreditation@example.org",
    "programme@example.org",
    "portes@example.org",
    "protocole@example.org",
)
STARTS = (
    f"/{NAME}/accreditation/claims",
    f"/{NAME}/secretariat/",
    f"/{NAME}/accreditation",
    f"/{NAME}/reception?q=co&typing=1",
    f"/{NAME}/door/",
    f"/{NAME}/protocol/",
    f"/{NAME}/letters/",
    "/people/",
    "/mailbox/",
    "/",
)
NOT_A_PAGE = re.compile(
    r"[./](pdf|docx|zip|xlsx|ics|js|json|csv|svg|atom|xml)(\?|$)|/(portrait|html|healthz)$|/(files|attachments)/|/documents/[^/]+$|/(admissions?|grants?)/[^/]+/papers/[^/]+$|/candidacies/[^/]+/document$|^/convocation/[^/]+/(<document_id>|[\w-]{22})$|/api/|/live/|^/static/"
)
REACHED_ELSEWHERE = {
    "programme.builder_state",  # no page: tests/blueprints/test_programme_builder.py
    "account.code",  # in the middle of signing in: the main job
    "account.who_are_you",  # a shared mailbox: tests/blueprints/test_account.py
    "programme.show_import",  # once a file is dropped: tests/blueprints/test_programme_desk.py
    "delegation.visit_code",  # in the middle of saying who one is: tests/blueprints/test_delegation_visit.py
    "delegation.replace",  # once a paper is sent: tests/journeys/test_delegation.py
    "delegation.remove",  # the same
    "delegation.take_back",  # after a withdrawal: tests/journeys/test_delegation.py
    "delegation.withdraw",  # only while somebody's registration is begun: tests/blueprints/test_delegation_form.py
    "dossier.show_person",  # once somebody is looked up: tests/blueprints/test_dossier_pages.py
    "dossier.erase",  # the same
    "dossier.merge",  # where two records look alike, and the demo has none: tests/blueprints/test_dossier_pages.py
    "dossier.list_reviews",  # after somebody erased their own data: tests/dossier/test_reviews.py
    "dossier.review",  # the same
    "newsletter.show_confirmation",  # by the link of a letter: tests/blueprints/test_newsletter.py
    "newsletter.show_end",  # the same
    "newsletter.show_reminders_end",  # the same
    "speaking.summary",  # of rapporteurs only: tests/blueprints/test_speaking_pages.py
    "verification.ask",  # by the code of a paper: tests/blueprints/test_papers_pages.py
    "verification.check",  # the same
    "delegation.complete",  # while a delegation composes: the main job
    "accreditation.read_document",  # a paper, not a page: tests/blueprints/test_accreditation_documents.py
    "public.schedule_file",  # no page: tests/programme/test_open_formats.py
    "joining.presence",  # while a session is on: tests/journeys/test_online_session.py, test_remote_presence.py
    "joining.floor",  # the same: tests/blueprints/test_chair_pages.py
    "joining.room",  # for five minutes after the click: the main job
    "secretariat.show_import",  # the main job
    "secretariat.show_mailing",  # the main job
    "reception.lose_badge",  # while a badge waits or is out: tests/journeys/test_reception.py
    "reception.show_receipt",  # once badges are handed over: tests/journeys/test_reception.py
    "door.show_pairing",  # for two minutes: tests/journeys/test_paired_devices.py
    "door.show_sheet",  # while a desk holds a badge: tests/journeys/test_print_desk.py
    "assembly.show_nomination",  # where a letter names somebody: tests/assembly/test_credentials.py
    "assembly.ask_round",  # while a sitting is open: tests/blueprints/test_elections.py
    "assembly.ask_count",  # while a round is counted: the same
    "assembly.ask_tie",  # the same
    "assembly.ask_round_annulment",  # the same
    "assembly.ask_election_removal",  # while nobody stands: the same
    "assembly.show_round",  # once a round was opened: the same
    "assembly.show_round_roll",  # the same
    "convocation.ask_withdrawal",  # by the link of a member that stands: tests/blueprints/test_candidacy_pages.py
    "assembly.ask_opening",  # while a sitting is open: tests/blueprints/test_ballots.py
    "assembly.show_roll",  # once a ballot was opened: tests/blueprints/test_ballots.py
    "assembly.edit_sitting",  # while a sitting is a draft: tests/blueprints/test_sittings.py
    "assembly.ask_closing",  # while a ballot is open: tests/blueprints/test_ballots.py
    "assembly.ask_annulment",  # the same
    "assembly.ask_voice",  # while a ballot by name is open: tests/blueprints/test_voting_ballots.py
    "assembly.edit_block",  # while minutes are a draft: tests/minutes/test_minutes.py
    "assembly.ask_settlement",  # the same
    "assembly.ask_signed",  # once they are settled: the same
    "assembly.ask_corrections",  # once they are signed: the same
    "assembly.ask_approval",  # the same
    "assembly.show_declaration",  # while one is to be made: tests/minutes/test_declarations.py
    "convocation.read_candidate",  # no page: tests/blueprints/test_candidacy_pages.py
    "online.edit_room",  # of a room that was given: tests/blueprints/test_online.py
    "online.ask_removal",  # the same
    "voting.list_voices",  # by a sheet whose device is bound: the same
    "voting.show_voice",  # the same
    "voting.show_result",  # the same
    "assembly.show_urn",  # of a secret ballot: tests/journeys/test_sealed_urn.py
    "assembly.ask_tellers",  # the same: tests/blueprints/test_sealed_pages.py
    "assembly.ask_urn_closing",  # while an urn is open: tests/journeys/test_sealed_urn.py
    "assembly.take_file",  # no page: tests/blueprints/test_sealed_pages.py
    "assembly.ask_destruction",  # once a secret ballot is over: the same
    "assembly.ask_paper",  # while an urn is open: the same
    "tellers.list_parts",  # of tellers: the same
    "tellers.show_part",  # the same: tests/journeys/test_sealed_urn.py
    "tellers.take_urn",  # no page: the same
    "voting.show_board",  # once an urn is open: the same
    "voting.take_tally",  # a file: the same
    "convocation.read_paper",  # no page: tests/blueprints/test_sittings.py
    "voting.ask_reference",  # by a sheet of paper: tests/journeys/test_voting_device.py
    "voting.show_sheet",  # the same
    "assembly.ask_end_terms",  # once an Assembly was held: tests/blueprints/test_bureau.py
    "association.show_portrait",  # no page: the same
    "admission.show",  # by the link of a letter: tests/blueprints/test_admission_pages.py
    "admission.describe",  # the same
    "admission.withdraw",  # the same
    "admission.read_paper",  # no page: the same
    "admissions.read_paper",  # no page: the same
    "grant.show",  # by the link of a letter: tests/blueprints/test_grant_pages.py
    "grant.read_paper",  # no page: the same
    "grants.read_paper",  # no page: the same
    "strategy.adopt",  # while a draft waits: tests/blueprints/test_strategy_pages.py
    "door.show_verdict",  # a typed code without scripts: tests/blueprints/test_door.py
}


@pytest.mark.parametrize("language, size", [("fr", PHONE), ("en", DESK)])
def test_every_page(language, size, demo_site, reader):
    with demo_site.within() as app:
        _speak(language)
        form, visitors = _personal_links()
        voices, sittings = _voices(), _sittings()
        pages = {
            rule.endpoint
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and not NOT_A_PAGE.search(rule.rule)
        }
        adapter = app.url_map.bind("127.0.0.1")
    seen: set[str] = set()
    stranger = reader(language, size=size)
    seen |= walk(
        stranger,
        adapter,
        seen,
        ["/sign-in", f"/{NAME}/", f"/{NAME}/programme", f"/{NAME}/door/scanner/", form, *voices],
    )
    for mailbox, person_id, starts in [*visitors, *((mailbox, None, (*STARTS, *sittings)) for mailbox in READERS)]:
        someone = reader(language, size=size)
        someone.context.add_cookies([demo_site.cookie_of(mailbox, person_id)])  # type: ignore[list-item]
        seen |= walk(someone, adapter, seen, starts)
    assert pages - seen - REACHED_ELSEWHERE == set()
    assert "Traceback" not in demo_site.log()


def walk(who: Reader, adapter, seen: set[str], starts: Iterable[str]) -> set[str]:
    """Visit one page of each kind that can be reached by links and was not seen before; return the kinds."""
    found: set[str] = set()
    waiting = [(start.removeprefix(who.home), True) for start in starts]
    while waiting:
        path, is_start = waiting.pop(0)
        endpoint = kind_of(adapter, path)
        if endpoint is None or NOT_A_PAGE.search(path) or (endpoint in found | seen and not is_start):
            continue
        answer = who.page.goto(who.home + path, wait_until="load")
        assert answer is not None
        if answer.status == 403:
            continue
        assert answer.status in (200, 409), f"{path}: {answer.status}"
        found |= {endpoint, kind_of(adapter, who.page.url.removeprefix(who.home)) or endpoint}
        who.examine()
        waiting += [(link, False) for link in links_of(who)]
    return found


def kind_of(adapter, path: str) -> str | None:
    """The endpoint that a GET of an address comes to."""
    try:
        return adapter.match(path.partition("?")[0], method="GET")[0]
    except HTTPException:
        return None


def links_of(who: Reader) -> Iterator[str]:
    """The addresses of this site that the page links to."""
    for link in who.page.locator("a[href]").all():
        href = link.get_attribute("href") or ""
        if href.startswith("/") and "lang=" not in href:
            yield href.partition("#")[0]


def _speak(language: str) -> None:
    with transaction():
        db.session.execute(db.update(Person).values(language=language))


def _sittings() -> list[str]:
    """The page of each sitting, for one is held, one convened, one rehearsed: a list leads to one of each kind of page."""
    sittings = db.session.scalars(db.select(Sitting).order_by(Sitting.id)).all()
    assert {SittingState.CLOSED, SittingState.CONVENED, SittingState.OPEN} <= {each.state for each in sittings}
    home = f"/{NAME}/assembly/sittings"
    amended = db.session.scalars(db.select(AgendaItem).join(Motion, Motion.item_id == AgendaItem.id)).first()
    assert amended is not None, "the demo has one"
    convened = [each.public_id for each in sittings if each.state is SittingState.CONVENED]
    lists = ("agenda", "convocation", "ballots", "elections", "proxies", "weather")
    return [
        *(f"{home}/{each.public_id}" for each in sittings),
        *(f"{home}/{ident}/{name}" for ident in convened for name in lists),
        f"{home}/{amended.sitting.public_id}/agenda/{amended.public_id}/text",
    ]


def _voices() -> list[str]:
    """The pages of the convocations of a member who waits for an answer to its proxy, and of the one who was asked."""
    offer = db.session.scalars(db.select(Proxy).filter_by(state=ProxyState.OFFERED)).first()
    assert offer is not None, "the demo has one"
    rows = db.select(Convocation).filter_by(sitting_id=offer.sitting_id)
    asked = rows.where(Convocation.member_id.in_((offer.giver.member_id, offer.holder.member_id)))
    return [f"/convocation/{papers_url(each).rpartition('/')[2]}" for each in db.session.scalars(asked)]


def _personal_links() -> tuple[str, list[tuple[str, int, list[str]]]]:
    """The link of a delegation that has a place left, a flight and a room; and who comes by a link of their own, with the addresses where they begin."""
    congress = congress_by_name(NAME)
    approved = db.select(Registration).filter_by(congress_id=congress.id, state=RegistrationState.APPROVED)
    afar = approved.where(Registration.mode.in_([Mode.ONLINE, Mode.BOTH]), Registration.email != "")
    guests = db.session.scalars(afar.order_by(Registration.id)).all()
    lodged = set(
        db.session.scalars(db.select(Stay.delegation_id).join(Journey, Journey.delegation_id == Stay.delegation_id))
    )
    hosts = [r for r in guests if r.delegation_id in lodged and r.delegation.contacts]
    someone = next(r for r in hosts if any(places_left(r.delegation).values()))
    contact = someone.delegation.contacts[0]
    join = next(iter(join_links(someone, sessions_of(congress, public_only=True)).values()))
    form = f"/{NAME}/delegation/{invitation_token(someone.delegation)}"
    return form, [
        (someone.email, someone.person_id, [ticket_url(someone), join_url(join)]),
        (contact.email, contact.person_id, [form]),
    ]
