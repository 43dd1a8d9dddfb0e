"""The main job, end to end, in a browser: from the secretariat's list to the door and to the room online."""

import io
import re
import subprocess
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import zxingcpp
from openpyxl import Workbook
from PIL import Image

from aimf_events.accounts.models import Role
from aimf_events.checkin.checkpoints import open_checkpoint
from aimf_events.clock import now
from aimf_events.congress.congresses import create_congress
from aimf_events.congress.models import CongressRole, Phase
from aimf_events.congress.phases import change_phase
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.programme.models import SessionKind, SessionMode
from aimf_events.programme.releases import publish_release
from aimf_events.programme.sessions import plan_session
from tests.factories import make_staff
from tests.journeys.reader import PHONE, Reader
from tests.journeys.site import Site, links_in, part_of

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("Africa/Tunis")
SECRETARIAT, VOLUNTEER = "secretariat.roux@example.org", "porte@example.org"
HEAD, FOCAL, REMOTE = "maire.cotonou@example.org", "cabinet.cotonou@example.org", "ngoc.anh@example.org"
ROOM = "https://meet.example.org/salle-a"
HEADINGS = (
    *("Organisation", "Pays", "Catégorie", "Langue", "Civilité du chef", "Prénom du chef", "Nom du chef"),
    *("Fonction du chef", "Courriel du chef", "Prénom du correspondant", "Nom du correspondant"),
    *("Courriel du correspondant", "Places Délégué"),
)
PEOPLE = (
    ("madam", "Aïchatou", "Soumanou Bio", "", "Maire", HEAD, "in_person"),
    ("sir", "Nguyễn", "Trần Văn Hùng", "", "Adjoint au maire", "hung@example.org", "in_person"),
    ("madam", "Ngọc Ánh", "Lê", "", "Conseillère municipale", REMOTE, "online"),
    ("sir", "Mohamed", "Ben Salah", "محمد بن صالح", "Directeur du cabinet", "", "both"),
    ("madam", "Zoé", "D’Almeida", "", "Cheffe du protocole", "", "undecided"),
)


def prepare(site: Site, language: str) -> None:
    """What stands before the first day: colleagues, an open congress that begins today, a door, a session online now."""
    today = datetime.now(ZONE)
    with site.within():
        make_staff(Role.SECRETARIAT, email=SECRETARIAT, language=language)
        congress = create_congress(
            number=40,
            name="tunis",
            title={"fr": "Congrès de Tunis", "en": "Tunis congress"},
            theme={"fr": "Ville et numérique", "en": "Cities and digital"},
            city={"fr": "Tunis", "en": "Tunis"},
            country="TN",
            time_zone=ZONE.key,
            starts_on=today.date(),
            ends_on=today.date() + timedelta(days=2),
            registration_closes_at=now() + timedelta(hours=20),
            languages=["fr", "en"],
            by=None,
        )
        change_phase(congress, Phase.REGISTRATION, by=None)
        make_staff(CongressRole.DOOR, congress=congress, given_name="Sami", email=VOLUNTEER, language=language)
        open_checkpoint(congress, name="Entrée principale", by=None)
        room = add_room(add_venue(congress, name="Palais des congrès"), name="Salle A", capacity=200, by=None)
        plan_session(
            congress,
            kind=SessionKind.COLLOQUIUM,
            mode=SessionMode.HYBRID,
            title={"fr": "La donnée au service des villes", "en": "Data for cities"},
            day=today.date(),
            starts=f"{today:%H:%M}",
            minutes=60,
            room=room,
            languages=["fr", "en"],
            online_address=ROOM,
            by=None,
        )
        publish_release(congress, name="Version du jour", by=None)


def sign_in(who: Reader, site: Site, address: str) -> Reader:
    """Ask for a code, read it in the letter, write it into the page that waits for it."""
    known = len(site.smtp.messages)
    who.fill(email=address).send()
    return who.fill(code=site.code_for(address, after=known)).send()


def workbook(language: str) -> bytes:
    """The secretariat's list: one delegation with a head and a focal point, and one that nobody can write to."""
    book = Workbook()
    sheet = book.active
    sheet.append(HEADINGS)
    head = ("Mme", "Aïchatou", "Soumanou Bio", "Maire de Cotonou", HEAD)
    sheet.append(("Cotonou", "Bénin", "Ville membre", language, *head, "Rachid", "Dossou", FOCAL, 4))
    sheet.append(("Parakou", "Bénin", "Ville membre", language, "M.", "Luc", "Atropko", "Maire", *[""] * 5))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def import_list(desk: Reader, language: str) -> None:
    """Drop the file, read over what it would do, confirm, wait until it is written."""
    desk.open("/tunis/secretariat/delegations/imports")
    file = {"name": "delegations.xlsx", "mimeType": "application/octet-stream", "buffer": workbook(language)}
    desk.page.locator("main input[type=file]").set_input_files(file)  # type: ignore[arg-type]
    desk.send()
    assert "Cotonou" in desk.text()
    desk.send("form[action$='/confirmation'] button")
    desk.page.locator("main progress").wait_for(state="detached")
    desk.examine().open("/tunis/secretariat/delegations")
    assert "Cotonou" in desk.text()
    assert "Parakou" in desk.text()


def invite(desk: Reader) -> None:
    """Choose, read the letter over, send, wait until it has left."""
    desk.open("/tunis/secretariat/delegations/invitations")
    desk.send("form[data-picks] button").send("form[action$='/invitations'] button")
    desk.page.locator("main progress").wait_for(state="detached")
    desk.examine()


def register_five(phone: Reader, link: str) -> None:
    """Enter five people without JavaScript, step by step, and say that the delegation is complete."""
    phone.open(link)
    base = link.removeprefix(phone.home)
    for civility, given, family, original, function, email, mode in PEOPLE:
        phone.open(f"{base}/person")
        offered = phone.page.locator("main [name=category]")
        if offered.count():
            offered.first.check(force=True)
        phone.choose(civility=civility).fill(given_name=given, family_name=family, function=function, email=email)
        phone.fill(original_name=original).send()
        phone.choose(mode=mode)
        phone.page.locator("main [name=to_list]").check(force=True)
        phone.send()
        assert phone.page.url.endswith("/photo")
    phone.open(f"{base}/completion").send()
    for _civility, given, family, *_rest in PEOPLE:
        assert family in phone.text(), f"{given} {family} is not in the delegation's list"


def accredit(desk: Reader) -> None:
    """Choose everyone on the list, read over what would happen, decide."""
    desk.open("/tunis/accreditation")
    for box in desk.page.locator("input[name=chosen]").all():
        box.check(force=True)
    desk.send("button[name=decision][value=approve]")
    assert "Ben Salah" in desk.text()
    desk.send("form[action*='/decisions'] button")


def token_in(badge: bytes, folder: Path) -> str:
    """What the QR of the printed badge says, read as a camera would."""
    (folder / "badge.pdf").write_bytes(badge)
    subprocess.run(["pdftoppm", "-r", "200", "-png", "badge.pdf", "badge"], cwd=folder, check=True)
    for picture in sorted(folder.glob("badge-*.png")):
        with Image.open(picture) as image:
            for found in zxingcpp.read_barcodes(image):
                if re.fullmatch(r"1[0-9]{188}", found.text):
                    return found.text
    raise AssertionError("no badge token on the printed badge")


def hold_the_door(phone: Reader, site: Site) -> None:
    """A volunteer signs in on a phone, chooses the door, says where they stand."""
    phone.open("/sign-in")
    sign_in(phone, site, VOLUNTEER)
    phone.open("/tunis/door/").follow("/hold" if phone.page.locator("a[href*='/hold']").count() else "/scan/")
    if phone.page.locator("main [name=label]").count():
        phone.fill(label="porte B").send()


def scan(phone: Reader, token: str) -> str:
    """Let a hardware scanner write the token into the field; the verdict fills the screen."""
    phone.page.locator("[name=code]").fill(token)
    phone.page.locator("[data-door-form] button").click()
    verdict = phone.page.locator(".verdict:visible").first
    verdict.wait_for()
    phone.examine()
    return verdict.inner_text()


def join(visitor: Reader, site: Site, ticket: str) -> None:
    """Open the personal page, say who one is, follow the join link, and be sent to the room."""
    visitor.context.route("https://meet.example.org/**", lambda route: route.fulfill(body="<h1>Salle A</h1>"))
    visitor.open(ticket)
    sign_in(visitor, site, REMOTE)
    visitor.follow("/r/")
    with visitor.page.expect_request(ROOM):
        visitor.page.locator("main form button").click()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_from_the_list_to_the_door(language, site, reader, tmp_path):
    prepare(site, language)
    desk = reader(language)
    sign_in(desk.open("/sign-in"), site, SECRETARIAT)
    import_list(desk, language)
    invite(desk)
    links = links_in(site.letter(HEAD, "/delegation/"), "/delegation/")
    assert links == links_in(site.letter(FOCAL, "/delegation/"), "/delegation/")
    register_five(reader(language, size=PHONE, scripts=False), links[0])
    accredit(desk)
    letter = site.letter(HEAD, "/billet/")
    assert b"METHOD:REQUEST" in part_of(letter, "text/calendar")
    token = token_in(part_of(letter, "application/pdf"), tmp_path)
    door = reader(language, size=PHONE)
    hold_the_door(door, site)
    admitted, address = scan(door, token), door.page.url
    assert "Soumanou Bio" in admitted
    again = scan(door.open(address.partition("/verdicts")[0]), token)
    assert {"fr": "déjà", "en": "already"}[language] in again.lower()
    join(reader(language, size=PHONE), site, links_in(site.letter(REMOTE, "/billet/"), "/billet/")[0])
    assert "Traceback" not in site.log()
