"""The way into a session from afar: what the door says to whom. The click that opens it is in `tickets.py`.

Source: specs/hybrid-live.md, "Joining".
"""

import enum
from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l

from ..clock import now
from ..errors import Refusal
from ..programme.models import SessionMode
from ..programme.public import speaks_in
from ..programme.released import ReleasedSession
from ..programme.releases import released_session
from ..programme.sign_up_list import held_by, sheet_of
from ..programme.sign_up_models import PlaceKind
from ..registration.models import Mode, Registration, RegistrationState
from .models import JoinLink

OPENS_BEFORE = timedelta(minutes=15)
CLOSES_AFTER = timedelta(minutes=30)  # sessions run late


class Door(enum.StrEnum):
    """What the door says."""

    OPEN = "open"
    EARLY = "early"
    OVER = "over"
    CANCELLED = "cancelled"
    IN_PERSON = "in_person"
    NO_ROOM = "no_room"
    NOT_ADMITTED = "not_admitted"
    NOT_RELEASED = "not_released"
    NOT_SIGNED_UP = "not_signed_up"


class DoorClosed(Refusal):
    """The session cannot be joined now; `door` says why."""

    code = "door_closed"

    def __init__(self, door: Door) -> None:
        super().__init__(REASONS[door], advice=ADVICE[door])
        self.door = door


REASONS = {
    Door.EARLY: _l("La salle n’est pas encore ouverte."),
    Door.OVER: _l("Cette séance est terminée."),
    Door.CANCELLED: _l("Cette séance est annulée."),
    Door.IN_PERSON: _l("Cette séance se tient seulement sur place : elle n’est pas ouverte en ligne."),
    Door.NO_ROOM: _l("La salle en ligne de cette séance n’est pas encore prête."),
    Door.NOT_ADMITTED: _l("Votre inscription ne donne pas accès à cette séance."),
    Door.NOT_RELEASED: _l("Cette séance n’est pas au programme publié."),
    Door.NOT_SIGNED_UP: _l("Cette séance est sur inscription, et vous n’y avez pas de place."),
}
ADVICE = {
    Door.EARLY: _l("Revenez à l’heure d’ouverture : ce même lien vous fera entrer."),
    Door.OVER: _l("Le programme montre les séances qui viennent."),
    Door.CANCELLED: _l("Le programme montre les autres séances, et le Secrétariat permanent répond à vos questions."),
    Door.IN_PERSON: _l("Le programme indique la salle où elle se tient."),
    Door.NO_ROOM: _l(
        "Gardez ce lien et revenez dans quelques minutes : il vous fera entrer dès que la salle sera prête."
    ),
    Door.NOT_ADMITTED: _l("Écrivez au Secrétariat permanent si vous pensez que c’est une erreur."),
    Door.NOT_RELEASED: _l("Le programme montre les séances qui viennent."),
    Door.NOT_SIGNED_UP: _l(
        "Les places se prennent sur votre page personnelle : dès que vous en avez une, ce même lien vous fera entrer."
    ),
}


def may_attend(registration: Registration, planned: ReleasedSession) -> bool:
    """Whether a participant is let into a session: accredited, and named in it where it is not public."""
    if registration.state is not RegistrationState.APPROVED:
        return False
    return planned.is_public or speaks_in(planned, registration.person)


def joins_online(registration: Registration, planned: ReleasedSession) -> bool:
    """Whether a way in online is offered: the session has one, and the person is not expected in the room."""
    if planned.is_cancelled or not planned.is_online or not may_attend(registration, planned):
        return False
    return planned.mode is SessionMode.ONLINE or registration.mode is not Mode.IN_PERSON


def has_place(registration: Registration, planned: ReleasedSession) -> bool:
    """Whether a participant may follow a session from afar: they hold a place, speak, or nobody signs up for that.

    A place in the room counts too: whoever stays at the hotel that day is not left out.
    """
    sheet = sheet_of(planned)
    if sheet is None or not sheet.asks_for(PlaceKind.ONLINE) or speaks_in(planned, registration.person):
        return True
    return planned.id in held_by([registration.id]).get(registration.id, ())


def door_of(link: JoinLink, *, is_held: bool = False) -> Door:
    """Return what the door of a link says now. `is_held`: the session is known to go on, whatever hour the programme says."""
    planned = session_of_link(link)
    if planned is None:
        return Door.NOT_RELEASED
    if not may_attend(link.registration, planned):
        return Door.NOT_ADMITTED
    if planned.is_cancelled:
        return Door.CANCELLED
    if not planned.is_online:
        return Door.IN_PERSON
    if not is_held and now() > planned.ends_at + CLOSES_AFTER:
        return Door.OVER
    if not has_place(link.registration, planned):
        return Door.NOT_SIGNED_UP
    if not is_held and now() < opens_at(planned):
        return Door.EARLY
    return Door.OPEN if link.session.has_way_in else Door.NO_ROOM


def session_of_link(link: JoinLink) -> ReleasedSession | None:
    """Return the session of a link as everyone reads it now; None if it is not in the published programme.

    Only the rooms online are the draft's own: nobody was ever told them, and one that breaks down is replaced at once.
    """
    return released_session(link.session.congress_id, session_id=link.session_id)


def opens_at(planned: ReleasedSession) -> datetime:
    """Return the moment (UTC) from which one can enter."""
    return planned.starts_at - OPENS_BEFORE
