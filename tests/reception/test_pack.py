"""The paper pack: who stands in it, when it is made, who may take it, and that it goes."""

import io
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from typing import Any

import pytest
from pypdf import PdfReader

from aimf_events.checkin.badges import issue_badge, revoke_badge
from aimf_events.checkin.day_passes import give_day_pass
from aimf_events.checkin.short_code import format_short_code
from aimf_events.clock import now, set_for_tests
from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from aimf_events.jobs import drain
from aimf_events.journal import JournalEntry
from aimf_events.mail.models import OutgoingMessage
from aimf_events.mail.rendering import render
from aimf_events.people.contacts import add_contact
from aimf_events.people.models import ContactKind
from aimf_events.reception.models import PaperPack
from aimf_events.reception.pack import (
    PackNotThere,
    ask_for_pack,
    make_evening_packs,
    open_pack,
    purge_packs,
    set_pack,
)
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.models import ContactRole, RegistrationState
from tests.checkin.doors import make_badge, make_door, today_congress
from tests.factories import make_congress, make_delegation, make_person, make_registration, make_staff
from tests.statements import statements_sent


@pytest.fixture
def congress(app: Any) -> Congress:
    return today_congress()


def accredited(congress: Congress, given: str, family: str, city: str, **values: Any) -> Any:
    person = make_person(given, family)
    return issue_badge(
        make_registration(make_delegation(congress, city), person=person, state=RegistrationState.APPROVED, **values)
    )


def pack_of(congress: Congress, by: Any) -> tuple[PaperPack, list[str]]:
    pack = ask_for_pack(congress, by=by)
    drain()
    db.session.expire_all()
    pages = PdfReader(io.BytesIO(open_pack(pack, by=by))).pages
    return pack, [" ".join(page.extract_text().split()) for page in pages]


def test_pack_lists_who_may_enter_each_door_the_codes_and_the_telephones(congress: Congress) -> None:
    supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress, given_name="Moez", family_name="Hammami")
    add_contact(supervisor, ContactKind.TELEPHONE, "+21671000001")
    delegate = accredited(congress, "Aïchatou", "Soumanou Bio", "Parakou")
    press = accredited(congress, "Éric", "Nguyễn", "Huế", category="press")
    gone = accredited(congress, "Rose", "Adjovi", "Cotonou")
    revoke_badge(gone, by=None)
    give_day_pass(delegate, by=None)
    head = make_person("Awa", "Diop")
    add_contact(head, ContactKind.TELEPHONE, "+221770000002")
    add_correspondent(delegate.delegation, head, ContactRole.HEAD, head.email, by=None)
    for name, rules in (("Entrée", {}), ("Hall", {}), ("Assemblée", {"zones": 0b010}), ("Fermée", {"is_open": False})):
        make_door(congress, name, **rules)
    pack, pages = pack_of(congress, supervisor)
    text = " ".join(pages)
    assert (pack.people, pack.pages) == (2, len(pages))
    everyone = next(page for page in pages[1:] if "Entrée · Hall" in page)
    assert "2 personnes" in everyone
    assert everyone.index("Nguyễn, Éric") < everyone.index("Soumanou Bio, Aïchatou")
    assembly = next(page for page in pages[1:] if page.startswith("Assemblée"))
    assert ("Soumanou Bio" in assembly, "Nguyễn" in assembly, "1 personne" in assembly) == (True, False, True)
    for words in (
        format_short_code(delegate.short_code),
        format_short_code(press.short_code),
        "+21671000001",
        "+221770000002",
    ):
        assert words in text
    for words in ("Adjovi", "Fermée"):
        assert words not in text
    assert f"Version de la liste : {pack.list_version}" in text.replace("\u00a0", " ")


def test_file_is_encrypted_each_taking_is_journaled_and_it_goes_after_the_congress(congress: Congress) -> None:
    supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)
    make_badge(congress)
    pack, _pages = pack_of(congress, supervisor)
    assert not db.session.scalar(db.select(PaperPack.sealed)).startswith(b"%PDF")
    taken = db.select(db.func.count()).select_from(JournalEntry).filter_by(verb="paper_pack_taken")
    assert db.session.scalar(taken) == 1
    set_for_tests(now() + timedelta(days=4))
    purge_packs()
    purge_packs()
    db.session.expire_all()
    with pytest.raises(PackNotThere):
        open_pack(pack, by=supervisor)


def test_pack_is_made_by_itself_each_evening_before_a_day_once(app: Any) -> None:
    congress = make_congress(starts_on=date(2026, 12, 9))  # two days, in Tunis: UTC + 1
    made = db.select(db.func.count()).select_from(PaperPack).filter_by(congress_id=congress.id)
    told = []
    for day, hour in ((7, 20), (8, 17), (8, 18), (8, 21), (9, 12), (9, 19), (10, 19), (11, 19)):
        set_for_tests(datetime(2026, 12, day, hour, 5, tzinfo=UTC))
        make_evening_packs()
        make_evening_packs()
        told.append(db.session.scalar(made))
    assert told == [0, 0, 1, 1, 1, 2, 2, 2]


def test_asked_twice_within_a_minute_it_is_once(congress: Congress) -> None:
    assert ask_for_pack(congress, by=None).id == ask_for_pack(congress, by=None).id
    set_for_tests(now() + timedelta(minutes=2))
    assert len({ask_for_pack(congress, by=None).id, *db.session.scalars(db.select(PaperPack.id))}) == 2


def test_as_many_questions_for_many_people_as_for_few(congress: Congress) -> None:
    from aimf_events.reception.pack_pdf import pack_pdf

    make_door(congress)
    counts = []
    for more in (1, 6):
        for _ in range(more):
            make_badge(congress)
        with statements_sent() as sent:
            pack_pdf(congress, language="en", made_at=now(), version=1)
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_supervisors_alone_take_it(congress: Congress, browser_of: Any) -> None:
    make_badge(congress)
    supervisor = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress))
    address = f"/{congress.name}/reception/packs"
    assert "Aucun dossier n’est encore fait" in supervisor.get(address).text
    assert "Le dossier se prépare" in supervisor.post(address).text
    pack = db.session.scalars(db.select(PaperPack)).one()
    supervisor.get(f"{address}/{pack.public_id}.pdf", 409)
    drain()
    assert "1 personnes" in supervisor.get(address).text
    assert supervisor.client.get(f"{address}/{pack.public_id}.pdf").data.startswith(b"%PDF")
    for role in (CongressRole.DESK, CongressRole.DOOR):
        other = browser_of(make_staff(role, congress=congress))
        other.get(address, 403)
        other.get(f"{address}/{pack.public_id}.pdf", 403)
    elsewhere = today_congress()
    theirs = browser_of(make_staff(CongressRole.DOOR_SUPERVISOR, congress=elsewhere))
    theirs.get(f"/{elsewhere.name}/reception/packs/{pack.public_id}.pdf", 404)


def test_the_evening_pack_is_told_to_the_supervisors_by_a_link_and_one_asked_for_is_not(
    app: Any, browser_of: Any
) -> None:
    congress = make_congress(starts_on=date(2026, 12, 9))
    supervisor = make_staff(CongressRole.DOOR_SUPERVISOR, congress=congress)
    make_staff(CongressRole.DOOR, congress=congress)
    make_staff(CongressRole.DOOR_SUPERVISOR, congress=make_congress())
    make_badge(congress)
    set_for_tests(datetime(2026, 12, 8, 18, 5, tzinfo=UTC))
    make_evening_packs()
    drain()
    pack = db.session.scalars(db.select(PaperPack)).one()
    set_pack(pack.id)  # a worker that does it again tells nobody twice
    set_for_tests(now() + timedelta(minutes=2))
    ask_for_pack(congress, by=supervisor)
    drain()
    [letter] = db.session.scalars(db.select(OutgoingMessage).filter_by(fact="paper_pack_ready"))
    assert (letter.recipient, letter.person_id) == (supervisor.email, supervisor.id)
    address = letter.data["packs_url"].removeprefix(app.config["AIMF"].public_url)
    message = message_from_bytes(render(letter)[1])
    assert "application/pdf" not in {part.get_content_type() for part in message.walk()}
    assert pack.public_id not in letter.data["packs_url"]
    assert "Ouvrir le PDF" in browser_of(supervisor).get(address).text
