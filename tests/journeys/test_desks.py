"""The desk opens a stage before the accreditation, goes through its queue, and settles who heads a delegation."""

import pytest

from aimf_events.congress.congresses import congress_by_name
from aimf_events.demo import NAME
from aimf_events.demo.staff import SECRETARIAT
from aimf_events.registration.claims import claims_of, contested_delegations
from aimf_events.registration.letters import claim_token
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser
DECISION = "main button[name=decision][value={}]"


def test_desk_goes_through_its_queue_and_recognises_a_head(demo_site, reader):
    desk = reader("fr", size=DESK)
    desk.context.add_cookies([demo_site.cookie_of(SECRETARIAT)])
    desk.open(f"/{NAME}/settings/desks").examine()
    desk.page.check("input[value=nomination]")
    desk.send()
    assert "Vérification des nominations" in desk.text()
    desk.open(f"/{NAME}/accreditation?desk=nomination&sort=name").examine()
    desk.send("table tbody th a")
    first = desk.page.url
    assert "1 sur " in desk.text()
    desk.send(DECISION.format("nominate"))
    assert desk.page.url != first
    assert "l’inscription est proposée" in desk.text()
    desk.open(f"/{NAME}/accreditation?aside=waiting&sort=waiting")
    desk.send("table tbody th a")
    assert "rang 1" in desk.text()

    with demo_site.within():
        delegation = contested_delegations(congress_by_name(NAME))[0]
        named, rival = claims_of(delegation)
        link, theirs = (f"/{NAME}/delegation/{claim_token(claim)}" for claim in (rival, named))
        mailbox, person, place = rival.email, rival.person_id, delegation.public_id
    claimant = reader("fr", size=PHONE, scripts=False)
    claimant.context.add_cookies([demo_site.cookie_of(mailbox, person)])
    claimant.open(link).examine()
    assert "Ce dossier est le vôtre" in claimant.text()
    desk.open(f"/{NAME}/accreditation/claims/{place}").examine()
    desk.follow(f"{rival.public_id}/recognition")
    desk.fill(proof="Décret du 3 mai").send()
    assert "conduit la délégation" in desk.text()
    claimant.open(theirs, status=404)
