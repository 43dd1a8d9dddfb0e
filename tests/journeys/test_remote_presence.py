"""A mayor far away keeps a page open; the roll is called; the page shows it by itself, the answer counts, and the network is lost."""

import pytest

from aimf_events.accounts.models import Role
from aimf_events.assembly.parameters import Parameter
from aimf_events.clock import now
from aimf_events.hybrid.links import join_link, join_token
from aimf_events.programme.models import SessionKind
from aimf_events.registration.models import Capacity, Mode, RegistrationState
from tests.factories import make_congress, make_delegation, make_member, make_registration, make_staff, make_statutes
from tests.factories.assembly import make_mayor, make_open_sitting
from tests.factories.programme import make_released
from tests.journeys.reader import DESK, PHONE

pytestmark = pytest.mark.browser

MAYOR, SECRETARY = "maire.hue@example.org", "seance@example.org"


def test_a_mayor_far_away_is_called_answers_and_is_lost(site, reader):
    link, sitting = _sitting(site)
    mayor, desk = reader("fr", size=PHONE), reader("en", size=DESK)
    mayor.context.add_cookies([site.cookie_of(MAYOR)])
    desk.context.add_cookies([site.cookie_of(SECRETARY)])
    mayor.open(link).send()
    assert "n’est pas encore comptée" in mayor.text()
    desk.open(sitting).send()
    assert "online, has not answered the roll call" in desk.text()
    looks_again(mayor)
    mayor.page.get_by_role("button", name="Je suis là").wait_for()
    assert mayor.page.evaluate("document.activeElement.textContent.trim()") == "Je suis là"
    mayor.examine().send("[data-presence-part] button")
    assert "Votre présence est comptée pour « Huế »." in mayor.text().replace("\u00a0", " ")
    desk.open(sitting)
    assert "1 vote counted remotely" in desk.text()
    mayor.context.set_offline(True)
    mayor.page.clock.install()
    mayor.page.clock.run_for(90_000)
    looks_again(mayor)
    mayor.page.get_by_text("La connexion est coupée").wait_for()
    mayor._errors.clear()  # the requests that the lost network refused


def looks_again(mayor) -> None:
    """The mayor comes back to the tab: it is heard at once, not within twenty seconds."""
    mayor.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def _sitting(site) -> tuple[str, str]:
    """The link of a mayor into an Assembly that is open now, and the page of the secretary."""
    with site.within():
        make_staff(Role.SECRETARIAT, email=SECRETARY, language="en")
        make_statutes(values={Parameter.REMOTE_PARTICIPATION: True})
        congress = make_congress("tunis", starts_on=now().date())
        given = {"kind": SessionKind.GENERAL_ASSEMBLY, "starts": "00:30", "minutes": 23 * 60}
        session = make_released(congress, "Assemblée générale", **given)
        member = make_member("Huế")
        given = {"person": make_mayor(member, email=MAYOR), "capacity": Capacity.TITULAR, "mode": Mode.ONLINE}
        delegation = make_delegation(congress, "Huế", member=member)
        registration = make_registration(delegation, state=RegistrationState.APPROVED, **given)
        link = f"/r/{join_token(join_link(registration, session))}"
        sitting = make_open_sitting(congress=congress, session=session)
        return link, f"/tunis/assembly/sittings/{sitting.public_id}/remote"
