"""A secret ballot from its tellers' keys to its result: three browsers of tellers, a voter's telephone whose line drops, a count without a network."""

import hashlib

import pytest

from aimf_events.accounts.models import Role
from aimf_events.assembly.ballot_models import Ballot, BallotKind, BallotState
from aimf_events.assembly.ballot_rolls import lines_of
from aimf_events.assembly.mandates import seats_of
from aimf_events.assembly.parameters import Parameter
from aimf_events.assembly.rules.majority import Tally
from aimf_events.assembly.tellers import name_tellers, tellers_of
from aimf_events.assembly.urns import cast_sealed, mark_on_paper, urn_of, voted_of
from aimf_events.assembly.voting_devices import Act
from aimf_events.checkin.short_code import format_short_code
from aimf_events.clock import now
from aimf_events.database import db
from tests.assembly.test_sealed_papers import browser as sealing
from tests.factories import make_congress, make_person, make_staff, make_statutes
from tests.factories.assembly import come_in, make_ballot, make_cities, make_open_sitting
from tests.factories.voting import Phone, handed_code
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser
WORDS = "cheval orange lundi tambour"
ADDRESSES = [f"scrutateur{number}@example.org" for number in (1, 2, 3)]


def prepare(site):
    """A secret ballot in a hall of eleven, its three tellers, the sheet of one voter; what the journey needs of it."""
    with site.within():
        make_statutes(values={Parameter.SEALED_URN: True})
        make_cities(11)
        sitting = make_open_sitting(congress=make_congress("tunis", starts_on=now().date()))
        come_in(sitting, seats_of(sitting))
        ballot = make_ballot(sitting, kind=BallotKind.SECRET)
        persons = [make_person(family_name=f"Scrutateur {place}", email=each) for place, each in enumerate(ADDRESSES)]
        pages = [f"/tellers/{each.public_id}" for each in name_tellers(ballot, persons, by=None)]
        make_staff(Role.SITTING_SECRETARY, email="seance@example.org")
        made = handed_code(sitting)
        desk = f"/tunis/assembly/sittings/{sitting.public_id}/ballots/{ballot.public_id}"
        return ballot.id, pages, desk, (made.credential.reference, made.code)


def go(teller, page, *, alike):
    """Open a teller's page; one that is `alike` another teller's, which was examined, is not examined again."""
    if alike:
        teller.page.goto(teller.home + page, wait_until="load")
    else:
        teller.open(page)


def send(teller, selector, *, alike):
    """Press a button of a teller's page, and examine what comes unless another teller's was."""
    if not alike:
        teller.send(selector)
        return
    with teller.page.expect_navigation(wait_until="load"):
        teller.page.locator(selector).first.click()


def make_key(teller, page, folder, *, alike):
    """Make a key, keep its file, deliver its public half; return the file."""
    go(teller, page, alike=alike)
    teller.fill(passphrase=WORDS, again=WORDS)
    teller.page.get_by_role("button", name="Fabriquer ma clé").click()
    teller.page.get_by_text("Gardez votre clé deux fois").wait_for()
    teller.page.locator("[data-square] svg").wait_for()
    if not alike:
        teller.examine()
    with teller.page.expect_download() as kept:
        teller.page.locator("[data-file]").click()
    file = folder / f"{page.rpartition('/')[2]}.json"
    kept.value.save_as(file)
    send(teller, "[data-made] form button", alike=alike)
    return file


def try_out(teller, page, file, *, alike):
    """Unlock the key from its file and do what the trial waits for."""
    go(teller, page, alike=alike)
    teller.page.locator("#file").set_input_files(file)
    teller.page.locator("#passphrase").fill(WORDS)
    send(teller, "[data-trial] form button", alike=alike)
    assert "L’essai est fait de votre côté" in teller.text()


def vote_by_others(site, ident):
    """Four more devices put a sealed paper in, as a page seals it, and five voices vote on paper."""
    with site.within():
        ballot = db.session.get_one(Ballot, ident)
        urn, lines = urn_of(ballot), lines_of(ballot)
        papers = sealing("seal", tellers=urn.frozen["tellers"], opening=urn.opening_hash.hex(), choices=[1, 2, 1, 3])
        for place, paper in enumerate(papers, start=1):
            made, phone = handed_code(ballot.item.sitting, place), Phone()
            sheet = phone.bind(made.credential, made.code)
            line = next(each for each in lines if each.mandate_id == sheet.mandate_id)
            content = bytes.fromhex(paper)
            subject = (ballot.public_id, line.mandate.public_id)
            cast_sealed(ballot, line, content, **phone.sign(Act.VOTE, sheet.reference, subject, content))
        for line in lines:
            if line.id not in voted_of(ballot) and line is not lines[-1]:
                mark_on_paper(ballot, line, by=None)


def vote(phone, reference):
    """Choose, read over, seal; the line drops, the same paper leaves again; return the receipt."""
    phone.open(f"/voting/{reference}/ballots").follow("/voices/")
    phone.page.locator("[data-step=choose]").wait_for()
    phone.examine()
    phone.page.get_by_label("contre").check(force=True)
    phone.page.get_by_role("button", name="Relire mon choix").click()
    assert phone.page.locator("[data-chosen]").inner_text() == "contre"
    phone.examine()
    phone.context.set_offline(True)
    phone.page.get_by_role("button", name="Sceller et déposer").click()
    phone.page.get_by_text("La réponse de l’urne n’est pas arrivée").wait_for()
    assert "contre" not in phone.page.locator("[data-step=choose] input:checked").all_inner_texts()
    phone._errors.clear()  # the request that the lost network refused
    phone.context.set_offline(False)
    phone.page.get_by_text("Votre reçu", exact=True).wait_for()
    phone.examine()
    return phone.page.locator("[data-tracker]").inner_text()


def count(first, second, files, urn, tally, folder):
    """The offline page, opened from the disk with the network off: the first peels, the second counts; return the totals."""
    for who, file in zip((first, second), files, strict=True):
        who.context.set_offline(True)
        who.page.goto(f"file://{tally}")
        who.page.locator("#urn").set_input_files(urn)
        who.page.locator("#file").set_input_files(file)
        who.page.locator("#passphrase").fill(WORDS)
        who.page.locator("[data-key] button").click()
        who.page.locator("[data-act-part]").wait_for()
    with first.page.expect_download() as peeled:
        first.page.locator("[data-peel]").click()
    peeled.value.save_as(folder / "peeled.json")
    second.page.locator("#peeled").set_input_files(folder / "peeled.json")
    for side, papers in (("for", "3"), ("against", "1"), ("abstention", "1")):
        second.page.locator(f"[name={side}]").fill(papers)
    second.page.locator("[data-count] button").click()
    second.page.locator("[data-totals]").wait_for()
    second.examine()
    totals = [
        second.page.locator(f"[data-total-{each}]").inner_text()
        for each in ("for", "against", "abstention", "blank", "unreadable")
    ]
    for who in (first, second):
        who.context.set_offline(False)
    return totals


def test_from_three_keys_to_a_result_that_two_tellers_attest(site, reader, tmp_path):
    ident, pages, desk_page, (reference, code) = prepare(site)
    tellers = [reader("fr", size=DESK) for _ in pages]
    for teller, address in zip(tellers, ADDRESSES, strict=True):
        teller.context.add_cookies([site.cookie_of(address)])
    alike = [False, True, True]
    files = [make_key(*each, tmp_path, alike=seen) for *each, seen in zip(tellers, pages, alike, strict=True)]
    for turn, place in enumerate((0, 1, 2, 0)):
        try_out(tellers[place], pages[place], files[place], alike=turn == 2)
    tellers[2].examine()
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([site.cookie_of("seance@example.org")])
    desk.open(f"{desk_page}/urn")
    assert "L’urne est prête" in desk.text()
    desk.follow("/opening")
    desk.page.get_by_label("Chaque scrutateur a lu").check(force=True)
    desk.send()
    phone = reader("fr", size=PHONE)
    phone.open(f"/voting/{reference}").fill(code=format_short_code(code)).send()
    receipt = vote(phone, reference)
    vote_by_others(site, ident)
    phone.page.locator("[data-find]").click()
    phone.page.get_by_text("Ce reçu est au tableau").wait_for()
    phone.examine()
    assert receipt in phone.text()
    for teller, page in zip(tellers[:2], pages, strict=False):
        teller.open(page).send("form[action$='/closing'] button")
    desk.open(f"{desk_page}/urn").follow("/urn/closing")
    desk.page.get_by_label("La présidence prononce").check(force=True)
    desk.send()
    with tellers[0].page.expect_download() as taken:
        tellers[0].open(pages[0]).page.locator("a[href$='/urn']").click()
    taken.value.save_as(tmp_path / "urne.json")
    with tellers[0].page.expect_download() as taken:
        tellers[0].page.locator("a[href='/voting/tally']").click()
    taken.value.save_as(tmp_path / "tally.html")
    shown = tellers[0].page.locator("code").last.inner_text().replace(" ", "")
    assert hashlib.sha256((tmp_path / "tally.html").read_bytes()).hexdigest() == shown
    totals = count(*tellers[:2], files[:2], tmp_path / "urne.json", tmp_path / "tally.html", tmp_path)
    assert totals == ["5", "3", "2", "0", "0"]
    names = ("in_favour", "against", "abstentions", "blanks", "unreadable")
    tellers[1].open(pages[1]).fill(**dict(zip(names, totals, strict=True))).send("form[action$='/count'] button")
    tellers[0].open(pages[0]).send("form[action$='/attestation'] button")
    desk.open(f"{desk_page}/urn").send("form[action*='/urn/result/'] button")
    with site.within():
        ballot = db.session.get_one(Ballot, ident)
        assert (ballot.state, ballot.tally) == (BallotState.CLOSED, Tally(5, 3, 2, 0, 1))
        assert len(tellers_of(ballot)) == 3
