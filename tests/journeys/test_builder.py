"""The builder in a browser: two days are built by hand and by keyboard, a conflict is met, taken on, published; then a session moves."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from aimf_events.clock import now
from aimf_events.congress.congresses import create_congress
from aimf_events.congress.models import CongressRole
from aimf_events.congress.venues import add_room, add_venue
from aimf_events.programme.models import SessionKind, SessionMode
from aimf_events.programme.placing import place_session, unplace_session
from aimf_events.programme.sessions import plan_session, session_of
from tests.factories import make_staff
from tests.journeys.reader import DESK, PHONE
from tests.journeys.site import Site

pytestmark = pytest.mark.browser

ZONE = ZoneInfo("Africa/Tunis")
ORGANISER = "programme.ferrand@example.org"
BUILDER = "/tunis/programme-desk/builder"


def prepare(site: Site):
    """Two rooms; one session in the hall, one in Room A, one that waits. Returns their public ids and how to find one."""
    first = (datetime.now(ZONE) + timedelta(days=20)).date()
    with site.within():
        congress = create_congress(
            number=41,
            name="tunis",
            title={"fr": "Congrès de Tunis", "en": "Tunis congress"},
            theme={"fr": "Ville et numérique", "en": "Cities and digital"},
            city={"fr": "Tunis", "en": "Tunis"},
            country="TN",
            time_zone=ZONE.key,
            starts_on=first,
            ends_on=first + timedelta(days=1),
            registration_closes_at=now() + timedelta(hours=20),
            languages=["fr", "en"],
            by=None,
        )
        make_staff(CongressRole.PROGRAMME, congress=congress, email=ORGANISER)
        venue = add_venue(congress, name="Palais des congrès")
        hall, room = (add_room(venue, name=name, capacity=200, by=None) for name in ("Grande salle", "Salle A"))
        given = {"kind": SessionKind.WORKSHOP, "mode": SessionMode.IN_PERSON, "languages": ["fr"], "by": None}
        made = [
            plan_session(congress, title={"fr": title}, day=first, starts=starts, minutes=90, room=where, **given)
            for title, starts, where in (
                ("Ouverture", "09:00", hall),
                ("Atelier", "09:00", room),
                ("Presse", "09:00", None),
            )
        ]
        unplace_session(made[2], by=None)
        return congress, [each.public_id for each in made]


def stands(site: Site, congress, public_id: str) -> tuple[str | None, str, int]:
    """Where the draft says that a session is."""
    with site.within():
        planned = session_of(congress, public_id)
        return (planned.room.name if planned.room else None, planned.starts, planned.minutes)


def said(desk) -> str:
    return desk.page.locator("[data-said]").inner_text().replace("\u00a0", " ").replace("\u202f", " ")


def settled(desk, words: str) -> None:
    """Wait until the server's judgement is said."""
    desk.page.wait_for_function("words => document.querySelector('[data-said]').textContent.includes(words)", arg=words)


def test_programme_is_built_by_hand_and_keyboard_published_and_moved(site, reader):
    congress, (opening, workshop, press) = prepare(site)
    desk, anyone = reader(size=DESK), reader(size=PHONE, scripts=False)
    desk.open("/sign-in").fill(email=ORGANISER).send()
    desk.fill(code=site.code_for(ORGANISER, after=0)).send()
    desk.open(BUILDER)
    page = desk.page
    card = {key: page.locator(f"[data-slot='{key}']") for key in (opening, workshop, press)}

    # Carried from Room A into the hall, an hour later: both hold it.
    box, hall = card[workshop].bounding_box(), page.locator("[data-room]").nth(0).bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(hall["x"] + 30, box["y"] + 60 + 64, steps=6)
    page.mouse.up()
    settled(desk, "prise deux fois")
    assert stands(site, congress, workshop) == ("Grande salle", "10:00", 90)
    assert card[workshop].locator("[data-mark]").is_visible()

    # Two steps back and forth by keyboard: later, then longer, then undone one by one.
    title = card[workshop].locator(".slot-title")
    title.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    settled(desk, "Aucun conflit")
    page.keyboard.press("Shift+ArrowDown")
    settled(desk, "12\u00a0h\u00a015. Aucun conflit")
    assert stands(site, congress, workshop) == ("Grande salle", "10:30", 105)
    assert page.evaluate("document.activeElement.className") == "slot-title"
    page.keyboard.press("Control+z")
    settled(desk, "12\u00a0h. Aucun conflit")
    page.keyboard.press("Control+z")
    settled(desk, "prise deux fois")
    assert stands(site, congress, workshop) == ("Grande salle", "10:00", 90)

    # Somebody else moves the opening meanwhile: this editor is told, and chooses.
    with site.within():
        given = {"kind": SessionKind.WORKSHOP, "mode": SessionMode.IN_PERSON, "languages": ["fr"], "by": None}
        theirs = session_of(congress, opening)
        plan_session(congress, title={"fr": "Ajoutée"}, day=theirs.day, starts="16:00", minutes=60, **given)
        place_session(theirs, day=theirs.day, starts="08:30", minutes=90, room=theirs.room, by=None)
    card[opening].locator(".slot-title").focus()
    page.keyboard.press("ArrowDown")
    page.locator("[data-choice]").wait_for(state="visible")
    assert "l’heure de début" in page.locator("[data-choice-text]").inner_text()
    assert page.locator(
        "[data-room=''] [data-slot]", has_text="Ajoutée"
    ).is_visible()  # added by somebody since, without a reload
    desk.examine()
    assert stands(site, congress, opening)[1] == "08:30"
    page.locator("[data-put-mine]").click()
    settled(desk, "prise deux fois")
    assert stands(site, congress, opening)[1] == "09:15"

    # Publishing is refused, then somebody takes the conflict on, and it is published.
    assert "ne peut pas encore être publiée" in desk.open("/tunis/programme-desk/releases/new").text()
    desk.follow("/programme-desk/conflicts")
    desk.page.get_by_role("link", name="Passer outre").click()
    desk.wait_for("/conflicts/[0-9a-f]{32}$")
    desk.fill(reason="Une cloison les sépare.").send()
    desk.open("/tunis/programme-desk/releases/new").send("main form[action$='/releases/new'] button")
    assert "10 h – 11 h 30" in anyone.open("/tunis/programme").text().replace("\u00a0", " ")

    # The evening before, without a script and on a phone: the form says what conflicts before it saves.
    phone = reader(size=PHONE, scripts=False)
    phone.open("/sign-in").fill(email=ORGANISER).send()
    phone.fill(code=site.code_for(ORGANISER, after=1)).send()
    phone.open(BUILDER).examine().follow(f"/sessions/{workshop}/place")
    phone.fill(starts="10:15").send("main form.form button")
    assert "il y aurait un conflit" in phone.examine().text()
    phone.fill(starts="14:00").send("main form.form button")
    assert stands(site, congress, workshop)[1] == "14:00"
    assert site.log() == ""
