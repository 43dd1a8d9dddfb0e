"""Three telephones without an account, the network gone, one clock seven minutes fast: the same state in any order of return."""

import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Browser

from aimf_events.checkin.badges import badge_by_public_id, reissue_badge, revoke_badge
from aimf_events.checkin.blanks import blanks_to_print
from aimf_events.checkin.checkpoints import checkpoints_of
from aimf_events.checkin.devices import door_of
from aimf_events.checkin.scans import record_item
from aimf_events.congress.congresses import congress_by_name
from aimf_events.congress.models import CongressRole
from tests.checkin.doors import fact, make_badge, make_device, make_door, today_congress
from tests.factories import make_person, make_staff
from tests.journeys.paired_phone import PairedPhone, code_on
from tests.journeys.reader import Reader
from tests.journeys.site import Site

pytestmark = pytest.mark.browser

SUPERVISOR = "responsable@example.org"
NAMES = ("Phạm Nguyễn Thị Thuỳ Dương", "Koffi Dossou", "أحمد بن صالح", "Aïcha N’Djaména", "Vo Thi Sau")
SECRETS = [*NAMES, *(word for name in NAMES for word in name.split() if len(word) > 4)]
DOOR = "Grande salle"


@dataclass
class Congress:
    """The place, and its badges by what becomes of them."""

    name: str
    tokens: dict[str, str]
    ids: dict[str, str]
    codes: dict[str, str]


@pytest.fixture
def congress(site: Site) -> Congress:
    with site.within():
        made = today_congress()
        make_door(made, DOOR)
        make_staff(CongressRole.DOOR_SUPERVISOR, congress=made, email=SUPERVISOR)
        roles = ("twice", "moved", "alone", "revoked", "replaced")
        badges = {
            role: make_badge(made, person=make_person(*name.split(" ", 1)))
            for role, name in zip(roles, NAMES, strict=True)
        }
        return Congress(
            made.name,
            {role: badge.token for role, badge in badges.items()},
            {role: badge.public_id for role, badge in badges.items()},
            {role: badge.short_code for role, badge in badges.items()},
        )


@pytest.fixture
def supervisor(site: Site, congress: Congress, reader: Callable[..., Reader]) -> Reader:
    someone = reader()
    someone.context.add_cookies([site.cookie_of(SUPERVISOR)])  # type: ignore[list-item]
    someone.congress = congress.name  # type: ignore[attr-defined]
    return someone


@pytest.fixture
def phone(chromium: Browser, site: Site) -> Iterator[Callable[..., PairedPhone]]:
    """Makes telephones; at the end nothing may have gone wrong on their screens."""
    opened: list[PairedPhone] = []

    def make(**how: Any) -> PairedPhone:
        opened.append(PairedPhone(chromium, site.url, **how))
        return opened[-1]

    yield make
    problems = [problem for each in opened for problem in dict.fromkeys([*each.problems, *each._errors])]
    for each in opened:
        each.close()
    assert not problems, "\n".join(problems)


def state_of(site: Site) -> dict[str, Any]:
    """What the server holds of each badge: what each device showed, what it means, and where the badge stands."""
    facts = (
        "SELECT b.public_id, d.label, s.direction, s.verdict_shown, s.reason FROM scan s JOIN badge b ON b.id = s.badge_id"
        " JOIN scan_device d ON d.id = s.device_id ORDER BY b.id, s.effective_at, d.label, s.seq"
    )
    standing = (
        "SELECT b.public_id, p.is_in, d.label FROM presence p JOIN badge b ON b.id = p.badge_id JOIN scan s ON s.id = p.scan_id"
        " JOIN scan_device d ON d.id = s.device_id"
    )
    numbers = "SELECT d.label, array_agg(s.seq ORDER BY s.seq) FROM scan s JOIN scan_device d ON d.id = s.device_id GROUP BY 1"
    with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
        told: dict[str, Any] = {"numbers": dict(connection.execute(numbers).fetchall())}
        for badge, group in itertools.groupby(connection.execute(facts).fetchall(), key=lambda row: row[0]):
            told[badge] = [tuple(row[1:]) for row in group]
        told["standing"] = {row[0]: row[1:] for row in connection.execute(standing).fetchall()}
    return told


@pytest.mark.parametrize("order", [("A", "B", "C"), ("C", "B", "A")], ids="".join)
def test_three_telephones_come_back_in_any_order(
    order: tuple[str, ...], site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    phones = {"A": phone(), "B": phone(minutes_fast=7), "C": phone(language="en")}
    badges = congress.tokens
    for name, each in phones.items():
        each.pair(supervisor, f"porte {name}")
        if name == "C":
            each.page.locator(".scanner-doors button", has_text=DOOR).click()
            each.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        else:
            each.hold(DOOR)
    a, b, c = (phones[name] for name in "ABC")
    assert b.shows(badges["alone"]) == "admitted: Entrez"  # with the network: asked of the server
    with a.without_network(), b.without_network(), c.without_network():
        with site.within():
            made = congress_by_name(congress.name)
            assert made is not None
            revoke_badge(badge_by_public_id(made, congress.ids["revoked"]), by=None)
            reissue_badge(badge_by_public_id(made, congress.ids["replaced"]), by=None, reason="perdu")
        assert b.shows(badges["twice"]) == "admitted: Entrez"  # the fast clock was first
        assert a.shows(badges["twice"]) == "admitted: Entrez"
        assert a.shows(badges["twice"]) == "look: Déjà entré"
        assert c.shows(badges["moved"]) == "admitted: Please enter"
        assert c.shows(badges["moved"], out=True) == "admitted: Goodbye"
        assert a.shows(badges["moved"]) == "admitted: Entrez"
        assert b.shows(badges["revoked"]) == "admitted: Entrez"
        assert a.shows(badges["replaced"]) == "admitted: Entrez"
        assert a.shows("1" + "3" * 188) == "look: Code illisible"
        assert "sans réseau" in a.state("liste à jour")
        a.page.reload()  # closed and opened again with the network gone: the page, its list and its facts are there
        a.page.locator("[data-door-count]", has_text="5 à envoyer").wait_for()
        for name in order:
            if name == "C":
                phones[name].context.set_offline(False)
                phones[name].page.locator("[data-door-state]", has_text="passages sent: 2").wait_for()
            else:
                phones[name].sends_all()
    told = state_of(site)
    assert told["numbers"] == {"porte A": [1, 2, 3, 4, 5], "porte B": [1, 2, 3], "porte C": [1, 2]}
    assert {role: told[congress.ids[role]] for role in congress.ids} == {
        "alone": [("porte B", "in", "admitted", "welcome")],
        "twice": [
            ("porte B", "in", "admitted", "welcome"),
            ("porte A", "in", "admitted", "already_in"),
            ("porte A", "in", "look", "already_in"),
        ],
        "moved": [
            ("porte C", "in", "admitted", "welcome"),
            ("porte C", "out", "admitted", "goodbye"),
            ("porte A", "in", "admitted", "welcome"),
        ],
        "revoked": [("porte B", "in", "admitted", "revoked")],
        "replaced": [("porte A", "in", "admitted", "replaced")],
    }
    assert told["standing"] == {
        congress.ids["alone"]: (True, "porte B"),
        congress.ids["twice"]: (True, "porte B"),
        congress.ids["moved"]: (True, "porte A"),
    }
    supervisor.open(f"/{congress.name}/door/incidents")
    assert "3 incidents sont à voir" in supervisor.text()
    assert "Traceback" not in site.log()


def test_revoked_telephone_hands_over_what_it_kept_and_wipes_itself(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    held = phone().pair(supervisor, "porte A").hold(DOOR)
    assert held.kept() == [f"aimf-door {congress.name}"]
    with held.without_network():
        assert held.shows(congress.tokens["alone"]) == "admitted: Entrez"
        supervisor.open(f"/{congress.name}/door/devices").send("main table form button")
        held.context.set_offline(False)
        held.page.locator("h1", has_text="n’est plus écouté").wait_for()
    held.examine()
    assert held.page.locator("[data-door-state]").inner_text().strip() == ""
    assert held.kept() == []
    assert held.page.evaluate("caches.keys()") == []
    supervisor.open(f"/{congress.name}/door/devices")
    assert "prévenu : il s’efface" in supervisor.text()
    assert state_of(site)["standing"] == {}
    supervisor.send("main form[action$='/release'] button")
    assert "Un passage est compté." in supervisor.text()
    assert state_of(site)["standing"] == {congress.ids["alone"]: (True, "porte A")}
    held.page.reload()
    held.page.locator("h1", has_text="n’est pas apparié").wait_for()


def test_link_read_by_a_second_telephone_gives_it_nothing(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    supervisor.open(f"/{congress.name}/door/devices").send("main .page-header form button")
    link, first, second = code_on(supervisor), phone(), phone()
    first.page.goto(link)
    first.page.locator(".pairing-number").wait_for()
    second.page.goto(link)
    second.page.locator("h1", has_text="Appariement impossible").wait_for()
    second.examine()
    supervisor.page.locator(".pairing-number").wait_for()
    supervisor.send("main form[action$='/refusal'] button")
    first.page.locator("h1", has_text="Appariement impossible").wait_for()


def test_passage_that_cannot_be_kept_is_not_answered_for(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    held = phone().pair(supervisor, "porte A").hold(DOOR)
    full = "() => { throw new DOMException('', 'QuotaExceededError'); }"
    held.page.evaluate(f"() => {{ IDBObjectStore.prototype.put = {full}; }}")
    held.page.keyboard.type(congress.tokens["alone"])
    held.page.keyboard.press("Enter")
    held.state("n’a pas pu être gardé")
    assert held.page.locator("section[data-verdict]").count() == 0
    assert state_of(site)["standing"] == {}


def test_answer_that_does_not_come_in_time_is_not_waited_for(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    """The server has the fact, its answer stays on the way: after 1.5 s the telephone answers, and what it showed is kept."""
    other, held = (phone().pair(supervisor, f"porte {name}").hold(DOOR) for name in "AB")
    assert other.shows(congress.tokens["alone"]) == "admitted: Entrez"
    held.page.route("**/api/v1/checkpoints/*/scans", lambda route: void(route.fetch()), times=1)
    begun = time.monotonic()
    assert held.shows(congress.tokens["alone"]) == "admitted: Entrez"
    assert 1.4 < time.monotonic() - begun < 10  # the examination of the page is in it
    held.sends_all()
    facts = state_of(site)[congress.ids["alone"]]
    assert facts == [("porte A", "in", "admitted", "welcome"), ("porte B", "in", "admitted", "already_in")]
    supervisor.open(f"/{congress.name}/door/incidents")
    assert "Entré deux fois" in supervisor.text()


def test_database_that_the_browser_closes_or_takes_away_costs_nothing(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    held = phone()
    held.context.add_init_script(KEEPS_CONNECTIONS)
    held.pair(supervisor, "porte A").hold(DOOR)
    with held.without_network():
        assert held.shows(congress.tokens["alone"]) == "admitted: Entrez"
        held.page.evaluate("connections.at(-1).close()")  # as iOS does to a page in the background
        assert held.shows(congress.tokens["alone"]) == "look: Déjà entré"
        held.page.evaluate("connections.at(-1).dispatchEvent(new Event('close'))")
        assert held.shows(congress.tokens["twice"]) == "admitted: Entrez"
        erased = "(done) => Object.assign(indexedDB.deleteDatabase(name), {onsuccess: done})"
        held.page.evaluate(f"(name) => new Promise({erased})", f"aimf-door {congress.name}")
        assert held.shows(congress.tokens["twice"]) == "look: Déjà entré"
        held.page.reload()  # all of it was written again
        held.page.locator("[data-door-count]", has_text="4 à envoyer").wait_for()
        held.sends_all()
    assert state_of(site)["numbers"] == {"porte A": [1, 2, 3, 4]}


def test_telephone_that_the_server_has_forgotten_is_paired_anew_with_its_facts(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    held = phone().pair(supervisor, "porte A").hold(DOOR)
    with held.without_network():
        assert held.shows(congress.tokens["alone"]) == "admitted: Entrez"
        assert held.shows(congress.tokens["twice"]) == "admitted: Entrez"
        with psycopg.connect(site.environment["DATABASE_URL"]) as connection:  # as a restored database has it
            connection.execute("UPDATE device_pairing SET device_id = NULL")
            connection.execute("DELETE FROM scan_device")
        held.context.set_offline(False)
        held.state("ne connaît plus ce téléphone")
        assert held.shows(congress.tokens["moved"]) == "admitted: Entrez"
    held.pair(supervisor, "porte A bis").sends_all()  # and it still stands at its door
    told = state_of(site)
    assert told["numbers"] == {"porte A bis": [1, 2, 3]}
    assert told["standing"] == {congress.ids[role]: (True, "porte A bis") for role in ("alone", "twice", "moved")}


def test_two_tabs_of_one_telephone_do_not_scan_both(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    held = phone().pair(supervisor, "porte A").hold(DOOR)
    with held.without_network():
        assert held.shows(congress.tokens["alone"]) == "admitted: Entrez"
        first, held.page = held.page, held.context.new_page()
        held.page.goto(first.url)
        held.page.locator("h1", has_text="dans un autre onglet").wait_for()
        held.examine()
        held.page.get_by_role("button", name="Continuer ici").click()
        first.locator("h1", has_text="dans un autre onglet").wait_for()
        assert held.shows(congress.tokens["alone"]) == "look: Déjà entré"
        held.sends_all()
    assert state_of(site)["numbers"] == {"porte A": [1, 2]}


def test_fact_for_a_door_that_is_gone_is_shown_to_the_supervisor(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    held = phone().pair(supervisor, "porte A").hold(DOOR)
    with held.without_network():
        assert held.shows(congress.tokens["alone"]) == "admitted: Entrez"
        with psycopg.connect(site.environment["DATABASE_URL"]) as connection:
            connection.execute("DELETE FROM checkpoint")
        held.sends_all()
    supervisor.open(f"/{congress.name}/door/devices")
    assert "porte A left over" in supervisor.text()
    assert congress.tokens["alone"] in supervisor.page.content()


def test_desk_finds_people_with_the_network_gone_and_its_list_dies_with_the_page(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    door, held = phone().pair(supervisor, "porte A").hold(DOOR), phone().pair(supervisor, "accueil", "desk").hold(DOOR)
    held.page.locator("[data-desk-lock]").wait_for()
    assert door.page.locator("[data-desk]").is_hidden()
    known = held.on_disk()
    assert '"desk"' in known  # the sealed list is among it
    assert not [word for word in SECRETS if word in known]
    with held.without_network(), door.without_network():
        assert held.finds("pham nguyen") == "admitted: Entrez"
        assert held.finds("kd") == "admitted: Entrez"
        assert held.types(congress.codes["alone"]) == "admitted: Entrez"
        assert held.finds("thuy duong") == "look: Déjà entré"
        assert held.types("0000-0000-0") == "refused: Badge inconnu"
        assert door.types(congress.codes["moved"]) == "look: À vérifier"
        held.page.reload()
        held.page.locator("[data-desk-why]", has_text="Sans réseau, la liste ne peut pas s’ouvrir").wait_for()
        held.examine()
        assert held.types(congress.codes["moved"]) == "look: À vérifier"
        assert not [word for word in SECRETS if word in held.on_disk()]
        door.sends_all()
        held.sends_all()
    assert state_of(site)["numbers"] == {"porte A": [1], "accueil": [1, 2, 3, 4, 5, 6]}
    held.page.get_by_role("button", name="Verrouiller").click()  # with the network the list came back by itself
    held.page.locator("[data-desk-why]", has_text="verrouillée").wait_for()
    assert '"shift"' not in held.on_disk()  # not even sealed
    held.page.get_by_role("button", name="Ouvrir la liste").click()
    held.page.locator("[data-desk-why]", has_text="Le service n’est pas ouvert").wait_for()
    supervisor.open(f"/{congress.name}/door/devices").send("main form[action$='/shift'] button")
    assert "est ouvert jusqu’à" in supervisor.text()
    held.page.get_by_role("button", name="Ouvrir la liste").click()
    assert held.finds("dossou") == "look: Déjà entré"


def test_full_room_is_said_with_the_network_gone_and_counted_exactly_afterwards(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    with site.within():
        make_door(congress_by_name(congress.name), "Atelier", limit=6)  # type: ignore[arg-type]
    a, b = (phone().pair(supervisor, f"porte {name}") for name in "AB")
    for each in (a, b):
        each.page.locator(".scanner-doors button", has_text="Atelier").click()
        each.state("appareil photo")
    assert b.shows(congress.tokens["alone"]) == "admitted: Entrez"
    with site.within():
        full = door_of(next(door for door in checkpoints_of(congress_by_name(congress.name)) if door.limit))  # type: ignore[arg-type]
        for _ in range(2):
            record_item(
                full, make_device(congress_by_name(congress.name)).id, fact(make_badge(congress_by_name(congress.name)))
            )  # type: ignore[arg-type]
    b.page.reload()  # the list says that three are in
    b.state("liste à jour")
    b.state("appareil photo")
    with a.without_network(), b.without_network():
        assert b.shows(congress.tokens["twice"]) == "look: Salle presque pleine"
        assert b.shows(congress.tokens["moved"]) == "look: Salle presque pleine"
        assert b.shows(congress.tokens["revoked"]) == "look: Salle presque pleine"
        assert b.shows(congress.tokens["replaced"]) == "look: Salle pleine"
        assert a.shows(congress.tokens["replaced"]) == "admitted: Entrez"  # what it cannot know: the other door
        b.sends_all()
        a.sends_all()
    told = state_of(site)
    assert len(told["standing"]) == 6
    assert told[congress.ids["replaced"]] == [("porte B", "in", "look", "full"), ("porte A", "in", "admitted", "full")]
    supervisor.open(f"/{congress.name}/door/incidents")
    assert "Entré à tort" in supervisor.text()


def test_emergency_badge_is_given_with_the_network_gone_and_known_at_the_doors_afterwards(
    site: Site, congress: Congress, supervisor: Reader, phone: Callable[..., PairedPhone]
) -> None:
    supervisor.open(f"/{congress.name}/door/blanks").fill(count="3").send("main form.flow button")
    with site.within():
        tokens = [blank.token for blank in blanks_to_print(congress_by_name(congress.name), 1, 3)]  # type: ignore[arg-type]
    door, held = phone().pair(supervisor, "porte A").hold(DOOR), phone().pair(supervisor, "accueil", "desk").hold(DOOR)
    held.page.locator("[data-desk-lock]").wait_for()
    assert door.shows(tokens[0]) == "look: Badge inconnu"
    with held.without_network():
        held.scans(tokens[0])
        held.page.locator("[data-blank-form]:not([hidden])").wait_for()
        held.examine()
        held.page.locator("[data-desk] [name=who]").fill("dossou")
        held.page.locator(".desk-person").first.click()
        held.page.locator("[data-blank-said]", has_text="attribué").wait_for()
        held.scans(tokens[1])
        held.page.locator("[data-blank-form] [name=name]").fill("Awa Traoré")
        held.page.get_by_role("button", name="Attribuer à ce nom").click()
        held.page.locator("[data-door-count]", has_text="2 à envoyer").wait_for()
        held.sends_all()
    assert door.shows(tokens[0]) == "admitted: Entrez"
    assert door.shows(congress.tokens["moved"]) == "look: Déjà entré"
    door.page.reload()  # its list says it now
    door.state("liste à jour")
    door.state("appareil photo")
    with door.without_network():
        assert door.shows(tokens[0], out=True) == "admitted: Au revoir"
        assert door.shows(tokens[1]) == "look: Badge inconnu"
        door.sends_all()
    supervisor.open(f"/{congress.name}/door/blanks")
    assert "Awa Traoré" in supervisor.text()
    assert "Une attribution est à régler." in supervisor.text()


KEEPS_CONNECTIONS = """
globalThis.connections = [];
const open = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...given) {
  const opening = open.apply(this, given);
  opening.addEventListener("success", () => connections.push(opening.result));
  return opening;
};
"""


def void(_answer: Any) -> None:
    """The answer goes nowhere."""
