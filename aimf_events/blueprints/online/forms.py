"""What the operator writes: the settings of a room of each kind, and a word to all."""

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField, TextAreaField, ValidationError
from wtforms.validators import Length, Optional, Regexp

from ...hybrid.room_models import RoomKind
from ...web.forms import BaseForm, TelephoneField, at_most, clean_lines, https_address, required

_TYPED = {"inputmode": "url", "autocomplete": "off"}
_KEPT = {"autocomplete": "new-password"}
_WSS = re.compile(r"wss://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?$")
_HTTP = re.compile(r"https?://[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/-]*)?$")


class StreamForm(BaseForm):
    """A stream, with its picture or without."""

    address = StringField(
        _l("Adresse du flux (HLS)"),
        [required(_l("Écrivez l’adresse de la liste de lecture.")), at_most(1000), https_address],
        render_kw=_TYPED,
    )


class JanusForm(BaseForm):
    """A room of a Janus server. Secrets are never shown again: left empty, those kept stay."""

    address = StringField(
        _l("Adresse pour les navigateurs"),
        [
            required(_l("Écrivez l’adresse WebSocket.")),
            at_most(300),
            Regexp(_WSS, message=_l("Écrivez une adresse qui commence par wss://.")),
        ],
        render_kw=_TYPED,
    )
    api = StringField(
        _l("Adresse pour notre serveur"),
        description=_l("Comme http://127.0.0.1:8088/janus : elle n’a pas à être ouverte au public."),
        validators=[
            required(_l("Écrivez l’adresse HTTP.")),
            at_most(300),
            Regexp(_HTTP, message=_l("Écrivez une adresse qui commence par http:// ou https://.")),
        ],
        render_kw=_TYPED,
    )
    admin_key = PasswordField(_l("Clé d’administration des salles"), [Optional(), at_most(200)], render_kw=_KEPT)
    events_key = PasswordField(_l("Mot de passe des événements"), [Optional(), at_most(200)], render_kw=_KEPT)


class TelephoneForm(BaseForm):
    """A conference that one calls."""

    number = TelephoneField(_l("Numéro à appeler"), [required(_l("Écrivez le numéro.")), at_most(30)])
    code = StringField(
        _l("Code à composer"),
        [Optional(), at_most(30), Regexp(re.compile(r"[0-9#* ]*$"), message=_l("Écrivez des chiffres, * ou #."))],
        render_kw={"autocomplete": "off"},
    )


class LinkForm(BaseForm):
    """The room of another site: its address is the one of the session's page, there is nothing to write here."""


FORMS: dict[RoomKind, type[BaseForm]] = {
    RoomKind.JANUS: JanusForm,
    RoomKind.HLS: StreamForm,
    RoomKind.AUDIO: StreamForm,
    RoomKind.TELEPHONE: TelephoneForm,
    RoomKind.LINK: LinkForm,
}


class SwitchForm(BaseForm):
    """Lead everyone to another room. `seen`: where they were when the page was shown."""

    seen = HiddenField(validators=[Optional(), Length(max=40)])


class NoticeForm(BaseForm):
    """A word to everyone who follows the session."""

    text = TextAreaField(_l("Message à tous"), [Optional(), at_most(400)], filters=[clean_lines])

    def validate_text(self, field: Any) -> None:
        """Lines would be lost on the page: one paragraph."""
        if field.data and field.data.count("\n") > 3:
            raise ValidationError(_l("Écrivez quatre lignes au plus."))
