"""When somebody's presence can be certified: after the congress, and only of who came."""

from datetime import date
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l

from ..clock import now
from ..congress.models import Congress
from ..errors import Refusal
from ..registration.models import Registration
from .presence import days_here, days_online


class NotOver(Refusal):
    """A certificate says what was, so it waits for the end."""

    code = "not_over"


class NeverCame(Refusal):
    """No door and no room saw this person."""

    code = "never_came"


def is_over(congress: Congress) -> bool:
    """Whether the last day has passed on the clock of the city."""
    return now().astimezone(ZoneInfo(congress.time_zone)).date() > congress.ends_on


def check_attended(registration: Registration) -> tuple[set[date], set[date]]:
    """Return the days of presence, here and online.

    Raises:
        NotOver: the congress is not over.
        NeverCame: there is no presence to certify.
    """
    if not is_over(registration.congress):
        raise NotOver(
            _l("Le congrès n’est pas terminé."),
            advice=_l("L’attestation pourra être établie dès le lendemain du dernier jour."),
        )
    here, online = days_here(registration), days_online(registration)
    if not here | online:
        raise NeverCame(
            _l("Aucun passage ni aucune entrée en ligne n’est enregistré pour cette personne."),
            advice=_l("Si elle était présente, écrivez au Secrétariat permanent."),
        )
    return here, online
