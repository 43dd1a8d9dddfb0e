"""Every model, imported in one place: migrations and tests see the whole of the database."""

from . import jobs, journal
from .accounts import models as accounts
from .assembly import ballot_models as ballots
from .assembly import bureau_models as bureau
from .assembly import election_models as elections
from .assembly import election_round_models as election_rounds
from .assembly import emargement_models as emargement
from .assembly import floor_models as floor
from .assembly import models as assembly
from .assembly import motion_models as motions
from .assembly import recusal_models as recusals
from .assembly import roll_call_models as roll_calls
from .assembly import sitting_models as sittings
from .assembly import teller_models as tellers
from .assembly import urn_models as urns
from .checkin import blank_models as blanks
from .checkin import models as checkin
from .checkin import print_models as printing
from .congress import models as congress
from .hybrid import models as hybrid
from .hybrid import room_models as rooms
from .live import models as live
from .mail import models as mail
from .members import models as members
from .membership import application_models as applications
from .membership import grant_models as grants
from .membership import strategy_models as strategy
from .minutes import decision_models as decisions
from .people import models as people
from .programme import conflict_models as conflicts
from .programme import models as programme
from .programme import reply_models as replies
from .programme import sign_up_models as sign_ups
from .programme import speaking_models as speaking
from .protocol import models as protocol
from .publications import models as publications
from .reception import models as reception
from .registration import models as registration

__all__ = [
    "accounts",
    "applications",
    "assembly",
    "ballots",
    "blanks",
    "bureau",
    "checkin",
    "conflicts",
    "congress",
    "decisions",
    "election_rounds",
    "elections",
    "emargement",
    "floor",
    "grants",
    "hybrid",
    "jobs",
    "journal",
    "live",
    "mail",
    "members",
    "motions",
    "people",
    "printing",
    "programme",
    "protocol",
    "publications",
    "reception",
    "recusals",
    "registration",
    "replies",
    "roll_calls",
    "rooms",
    "sign_ups",
    "sittings",
    "speaking",
    "strategy",
    "tellers",
    "urns",
]
