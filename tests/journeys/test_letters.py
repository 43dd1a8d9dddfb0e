"""A letter is written on screen and arrives as it was written; a head of State's letter waits until somebody has read it."""

from typing import Any

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.congress.ranks import give_rank, rank_numbered, write_usual_ranks
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.models import ContactRole, DelegationState
from tests.factories import make_congress, make_delegation, make_person, make_staff
from tests.journeys.reader import DESK, PHONE
from tests.journeys.site import text_of

pytestmark = pytest.mark.browser
CAMILLE, SOLENE = "camille.roux@example.org", "protocole@example.org"
MAYOR, PALACE = "maire@parakou.example", "protocole@palais.example"


@pytest.fixture
def house(site: Any) -> Any:
    """A congress with a mayor and a head of State to invite, the Secretariat and a protocol officer."""
    with site.within():
        congress = make_congress("tunis-2020")
        write_usual_ranks(congress, by=None)
        make_staff(Role.SECRETARIAT, email=CAMILLE)
        make_staff(CongressRole.PROTOCOL, congress=congress, given_name="Solène", family_name="Kérangal", email=SOLENE)
        for name, mailbox in (("Parakou", MAYOR), ("N'Djaména", PALACE)):
            delegation = make_delegation(congress, name, state=DelegationState.PREPARED)
            person = make_person("أحمد" if mailbox == PALACE else "Rose", "بن صالح" if mailbox == PALACE else "Adjovi")
            add_correspondent(delegation, person, ContactRole.HEAD, mailbox, by=None)
            if mailbox == PALACE:
                give_rank(congress, person, rank_numbered(congress, 1), by=None)
    return site


def test_words_written_on_screen_arrive_and_a_draft_waits_for_its_reader(house: Any, reader: Any) -> None:
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([house.cookie_of(CAMILLE)])
    _rewrite_the_invitation(desk)
    desk.open("/tunis-2020/letters/drafts").follow("/drafts/rule")
    desk.page.locator("[name=rank]").select_option("2")
    desk.page.locator("[name=person]").select_option(label="Mme Solène Kérangal")
    desk.send()
    desk.open("/tunis-2020/secretariat/delegations/invitations")
    desk.send("main form[data-picks] button").send()
    desk.wait_for("/invitations/")
    letter = house.letter(MAYOR)
    assert letter["Subject"] == "Tunis vous attend, Parakou"
    assert "La ville de Parakou est attendue à Tunis." in text_of(letter)
    assert all(PALACE not in received.recipients for received in house.smtp.messages)

    officer = reader("fr", size=PHONE, scripts=False)
    officer.context.add_cookies([house.cookie_of(SOLENE)])
    officer.open("/tunis-2020/letters/drafts").follow("/letters/drafts/").follow("/words")
    words = officer.page.locator("[name=body]").input_value()
    officer.fill(body=words.replace("est attendue", "est, Excellence, attendue")).send()
    officer.send()
    assert "Aucune lettre n’attend" in officer.text()
    assert "est, Excellence, attendue à Tunis." in text_of(house.letter(PALACE))


def _rewrite_the_invitation(desk: Any) -> None:
    """An unknown field is named; then the preview shows three frames; then the words are kept."""
    desk.open("/tunis-2020/letters/texts").follow("/texts/delegation_invited/fr")
    body = "{appel}\n\nLa ville de {delegation} est attendue à {ville}.\n\n[Répondre]({lien})"
    desk.fill(subject="{ville} vous attend, {délégation}", body=body).send("form[data-unsaved] button")
    assert "Vouliez-vous dire {délégation} ?" in desk.text()
    desk.fill(body=body.replace("{delegation}", "{délégation}")).send("button[formaction*='/preview']")
    frame = desk.page.frame(name="letter-1")
    assert frame is not None
    frame.get_by_text("est attendue à").wait_for()
    desk.send()
    assert "La version 1 est en vigueur" in desk.text()
