"""A voice whose carrier has a device is given away by that device alone: from then on, the link of the convocation is not enough, nor while
the sheet that replaces a device is not used yet: whoever reads the mailbox could otherwise ask for another sheet, then give the voice away.

Source of the rule: specs/assembly.md, « Who votes »: granting a proxy asks for the same as voting. Before a device is bound there is nothing to
ask; the register of proxies says which were given online.
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from ..database import db, transaction
from ..errors import Refusal
from ..people.models import Person
from .emargement_models import VotingCredential
from .mandates import Seat
from .proxies import LIVE, offer_proxy
from .proxy_models import Proxy
from .sitting_models import Sitting
from .sittings import lock_in
from .voting_devices import NotEnrolled, VoteNotSigned, verify_grant

CONTENT = b"offer"
"""What the device signs beside the holder's mandate; the page's script writes the same."""


class GrantNotSigned(Refusal):
    """The voice has a device, and this proxy does not come from it."""

    code = "proxy_not_signed"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _l("Un appareil vote au nom de ce membre : un pouvoir ne se donne plus que depuis cet appareil."),
            advice=_l(
                "Ouvrez cette page sur l’appareil enregistré. S’il est perdu, le bureau d’émargement remet une autre feuille."
            ),
        )


def device_of(seat: Seat) -> VotingCredential | None:
    """Return the sheet whose device must sign for the titular of a seat, or None: the latest, used or not, once any was used. One query."""
    if seat.holder.titular is None:
        return None
    rows = select(VotingCredential).filter_by(mandate_id=seat.mandate.id, person_id=seat.holder.titular.id)
    sheets = list(db.session.scalars(rows.order_by(VotingCredential.number.desc())))
    return sheets[0] if any(each.bound_at is not None for each in sheets) else None


def offer_signed(
    sitting: Sitting, giver: Seat, holder: Seat, *, instructions: str, nonce: str, signature: bytes, by: Person | None
) -> Proxy:
    """Offer a voice, as `offer_proxy`; where the giver's titular has, or had, a device, the one that is bound must have signed this very offer.

    Raises:
        GrantNotSigned: it has not, or the sheet that replaces it is not used yet.
        SittingMoved, ProxyRefused, GivenAlready, TooManyOffers, HolderUnreached: as `offer_proxy`.
    """
    with transaction():
        lock_in(sitting, *LIVE)  # before the sheet, as whoever makes the next one
        sheet = device_of(giver)
        if sheet is not None:
            whose = {"mandate_id": sheet.mandate_id, "person_id": sheet.person_id}
            said = {"holder": holder.mandate.public_id, "content": CONTENT, "nonce": nonce, "signature": signature}
            try:
                verify_grant(**whose, **said)  # type: ignore[arg-type]
            except (NotEnrolled, VoteNotSigned) as error:
                raise GrantNotSigned from error
        return offer_proxy(sitting, giver, holder, instructions=instructions, by=by)
