"""Forms of the doors."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField
from wtforms.validators import NumberRange, Optional, Regexp

from ...checkin.models import DeviceRole, Direction, Way
from ...registration.models import Capacity
from ...web.forms import BaseForm, BoxesField, at_most, required
from ...web.wording import words_for


class CheckpointForm(BaseForm):
    """A door and its rules."""

    name = StringField(_l("Nom de la porte"), [required(_l("Écrivez le nom de la porte.")), at_most(120)])
    room = SelectField(_l("Salle"), [Optional()])
    categories = BoxesField(_l("Catégories admises"), [Optional()], coerce=int)
    zones = BoxesField(_l("Zones"), [Optional()], coerce=int)
    sessions = BoxesField(_l("Séances de cette porte"), [Optional()])
    way = RadioField(
        _l("Sens"),
        choices=[
            (Way.BOTH.value, _l("Entrée et sortie")),
            (Way.IN.value, _l("Entrée seulement")),
            (Way.OUT.value, _l("Sortie seulement")),
        ],
        default=Way.BOTH.value,
    )
    checks_day = BooleanField(_l("Seulement les jours du badge"), default=True)
    admits_once = BooleanField(_l("Signaler un badge déjà entré"), default=True)
    limit = IntegerField(
        _l("Places"), [Optional(), NumberRange(1, 100_000, _l("Écrivez un nombre de 1 à %(max)s, ou rien."))]
    )
    capacities = BoxesField(
        _l("Qualités admises à la séance"), [Optional()], choices=[(c.value, words_for(c)) for c in Capacity]
    )
    delegation_seats = IntegerField(
        _l("Sièges par délégation"),
        [Optional(), NumberRange(1, 100, _l("Écrivez un nombre de 1 à %(max)s, ou rien."))],
    )
    prints_on_entry = BooleanField(_l("Imprimer le badge à la première entrée"))
    is_open = BooleanField(_l("Porte ouverte"), default=True)


class DeviceForm(BaseForm):
    """Where the telephone stands."""

    label = StringField(_l("Où êtes-vous ?"), [required(_l("Écrivez où vous êtes, comme « porte B ».")), at_most(80)])


class PairingForm(BaseForm):
    """Where a paired telephone stands, and what it may do."""

    label = StringField(
        _l("Où ce téléphone servira-t-il ?"), [required(_l("Écrivez où il servira, comme « porte B ».")), at_most(80)]
    )
    role = RadioField(
        _l("Qui le tient ?"),
        choices=[
            (DeviceRole.DOOR.value, _l("Un volontaire à une porte")),
            (DeviceRole.DESK.value, _l("Un bureau d’accueil")),
            (DeviceRole.SUPERVISOR.value, _l("Un responsable des portes")),
        ],
        default=DeviceRole.DOOR.value,
    )


class CodeForm(BaseForm):
    """A code typed, or read by a hardware scanner."""

    code = StringField(_l("Code du badge"), [required(_l("Tapez le code imprimé sur le badge.")), at_most(300)])
    direction = RadioField(
        _l("Sens"), choices=[(Direction.IN.value, _l("Entrée")), (Direction.OUT.value, _l("Sortie"))], default="in"
    )
    nonce = HiddenField(validators=[Regexp(r"^[0-9a-f]{32}$")])


class DeskForm(BaseForm):
    """Whom somebody at a desk looks for; answered by the telephone itself, and sent nowhere."""

    who = StringField(_l("Chercher une personne"), [Optional(), at_most(100)])


class BlanksForm(BaseForm):
    """How many emergency badges."""

    count = IntegerField(
        _l("Combien de badges de plus"),
        [required(_l("Écrivez un nombre.")), NumberRange(1, 200, _l("Entre 1 et 200 à la fois."))],
    )


class BlankForm(BaseForm):
    """What is written on an emergency badge; answered by the telephone itself."""

    name = StringField(_l("Nom"), [Optional(), at_most(120)])
    delegation = StringField(_l("Délégation"), [Optional(), at_most(120)])
    is_lost = BooleanField(_l("Son badge est perdu : il n’ouvrira plus aucune porte"))


class BlankSettlementForm(BaseForm):
    """Whose an emergency badge is: the short code of the person's own badge."""

    code = StringField(
        _l("Code court du badge de la personne"), [required(_l("Tapez le code court de la personne.")), at_most(30)]
    )


class NonceForm(BaseForm):
    """An act that is one fact, however often its form is sent."""

    nonce = HiddenField(validators=[Regexp(r"^[0-9a-f]{32}$")])


class ReasonForm(BaseForm):
    """Why: kept in the journal."""

    reason = StringField(_l("Motif"), [required(_l("Écrivez le motif : il reste au journal.")), at_most(200)])


class ReissueForm(ReasonForm):
    """Why a badge is issued again; of which issue that is said, so that a form that comes twice is once."""

    issue = HiddenField(validators=[Optional(), Regexp(r"^[0-9]{1,3}$")])


class NoteForm(BaseForm):
    """What is to be known of an incident."""

    note = StringField(_l("Note"), [Optional(), at_most(300)])


class EmptyForm(BaseForm):
    """An act that needs no answer, only the protection of a form."""
