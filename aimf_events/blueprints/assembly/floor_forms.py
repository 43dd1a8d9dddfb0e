"""Forms of the list of speakers."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField

from ...assembly.floor_models import SpeechKind
from ...i18n import clean_text
from ...web.chair_words import duration_words
from ...web.forms import BaseForm, required
from ...web.wording import words_for

TIMES = (60, 120, 180, 240, 300, 420, 600, 900)
"""The times of a speech that the chair chooses among, in seconds."""


class AskForm(BaseForm):
    """A hand seen in the room: the secretary types the member's name."""

    member = StringField(
        _l("Membre"),
        [required(_l("Écrivez le nom du membre."))],
        description=_l("les premières lettres suffisent"),
        render_kw={"list": "members"},
    )
    kind = RadioField(
        _l("Pour"),
        choices=[(kind.value, words_for(kind)) for kind in SpeechKind],
        default=SpeechKind.SPEECH.value,
    )


class FloorForm(BaseForm):
    """What the chair decides of the list."""

    minutes = SelectField(_l("Temps de parole"), coerce=int)
    first_timers_first = BooleanField(_l("Qui n’a pas encore parlé passe d’abord"))
    is_closed = BooleanField(_l("La liste est close"))

    def offer(self, seconds: int) -> None:
        """Offer the usual times and the one in force."""
        self.minutes.choices = [(each, duration_words(each)) for each in sorted({*TIMES, seconds})]


class MoreForm(BaseForm):
    """A minute more; `seen` is the time that the page showed."""

    seen = HiddenField()

    def seconds(self) -> int:
        """Return the number; -1 where none was given, which no speech has."""
        text = clean_text(self.seen.data or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else -1
