"""Forms of the proxies: one on paper, and the reason why one is refused or ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, DateField, SelectField, StringField
from wtforms.validators import InputRequired, ValidationError

from ...assembly.mandates import Seat
from ...clock import now
from ...i18n import format_moment, local_to_utc, zone_city
from ...registration.document_files import DocumentRefused, PreparedDocument, prepare_document
from ...web.forms import BaseForm, at_most, required
from .sittings_forms import HOUR


class PaperProxyForm(BaseForm):
    """Who gives, whom the paper names, when it was handed in, and its scan."""

    giver = SelectField(_l("Mandant"), [required(_l("Choisissez qui donne pouvoir."))])
    holder = SelectField(_l("Porteur"), [required(_l("Choisissez qui porte la voix."))])
    is_blank = BooleanField(
        _l("Le papier ne nomme personne"), description=_l("il va à la présidence : choisissez le membre qui préside")
    )
    day = DateField(_l("Déposé le"), [InputRequired(_l("Choisissez le jour du dépôt."))])
    hour = StringField(_l("À"), [required(_l("Écrivez l’heure comme 09:30.")), HOUR], description=_l("comme 09:30"))
    file = FileField(_l("Papier signé"), [FileRequired(_l("Choisissez un fichier PDF, JPEG ou PNG."))])
    prepared: PreparedDocument | None = None
    seats: dict[str, Seat]
    zone: str
    last: datetime

    def offer(self, seats: Sequence[Seat], *, zone: str, last: datetime) -> None:
        """Offer the members that vote at the sitting; papers are taken until `last`, hours are those of `zone`."""
        voting = [seat for seat in seats if seat.mandate.votes_from is not None]
        self.seats = {seat.mandate.public_id: seat for seat in voting}
        choices = [("", _l("Choisir")), *((seat.mandate.public_id, seat.member.name) for seat in voting)]
        self.giver.choices = self.holder.choices = choices
        self.zone, self.last = zone, last
        self.hour.description = _l("heure de %(city)s, comme 09:30", city=zone_city(zone))
        if not self.is_submitted():
            here = now().astimezone(ZoneInfo(zone))
            self.day.data, self.hour.data = here.date(), f"{here:%H:%M}"

    def validate_hour(self, field: Any) -> None:
        """A paper is not handed in tomorrow, nor after the statutes' last moment."""
        at = self.deposited_at
        if at is None:
            return
        if at > now():
            raise ValidationError(_l("Cette heure n’est pas encore passée."))
        if at > self.last:
            moment = format_moment(self.last, self.zone)
            raise ValidationError(_l("Les statuts ferment le dépôt des papiers le %(moment)s.", moment=moment))

    def validate_file(self, field: FileField) -> None:
        """Read what the file really is."""
        try:
            self.prepared = prepare_document(field.data.read(), field.data.filename or "")
        except DocumentRefused as refused:
            raise ValidationError(f"{refused.reason} {refused.advice}") from None

    @property
    def deposited_at(self) -> datetime | None:
        """When it was handed in (UTC); None where day or hour cannot be read."""
        if self.day.data is None or self.hour.errors or not self.hour.data:
            return None
        return local_to_utc(self.day.data, self.hour.data, self.zone)


class ReasonForm(BaseForm):
    """Why a paper is refused, or on what a proxy is ended."""

    reason = StringField(
        _l("Motif"),
        [required(_l("Écrivez le motif : les deux membres peuvent le demander.")), at_most(300)],
        description=_l("par exemple : signature illisible ; lettre du maire du 8 décembre"),
    )
