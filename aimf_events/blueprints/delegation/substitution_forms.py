"""What is asked of who cannot come, and of who comes instead."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, TextAreaField
from wtforms.validators import Length, Optional

from ...registration.models import Mode
from ...web.forms import required
from .forms import AnswerForm, IdentityForm, ParticipationForm


class AbsenceForm(AnswerForm):
    """What happens to the place."""

    what = RadioField(_l("Que faire de cette place ?"), validators=[required(_l("Choisissez une réponse."))])
    reason = TextAreaField(
        _l("Motif"), [Optional(), Length(max=500, message=_l("Écrivez %(max)d caractères au plus."))]
    )

    def __init__(self, *args: Any, open_to_replace: bool, online: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        replaced = [("replaced", _("Une autre personne vient à sa place"))] if open_to_replace else []
        remote = [] if online else [("online", _("Participer à distance"))]
        self.what.choices = [*replaced, *remote, ("withdrawn", _("Ne pas participer : la place redevient libre"))]


class SubstitutionForm(IdentityForm, ParticipationForm):
    """Who comes instead, how, and what they agree to: one page."""

    def agreed(self) -> dict[str, Any]:
        """How the person takes part and what they agree to, as the verb takes it."""
        return {"mode": Mode(self.mode.data), "to_list": self.to_list.data, "to_image": self.to_image.data}
