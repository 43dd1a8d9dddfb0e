"""The phases of a congress: what each one opens and closes, and the step from one to another."""

from flask_babel import lazy_gettext as _l

from .. import journal
from ..clock import now
from ..database import lock, transaction
from ..errors import Refusal
from ..people.models import Person
from .categories import categories_of
from .models import Congress, Phase

OPENS = {
    Phase.PREPARATION: _l(
        "Le secrétariat prépare : réglages, liste des délégations, programme. Les délégations ne voient rien."
    ),
    Phase.REGISTRATION: _l("Les invitations peuvent partir et les délégations se composent, jusqu’à la date limite."),
    Phase.CLOSED_REGISTRATION: _l(
        "Le formulaire est fermé. Le secrétariat termine les accréditations et imprime les badges."
    ),
    Phase.CONGRESS: _l(
        "Les portes contrôlent les badges ; le programme du jour et les liens des séances sont en avant."
    ),
    Phase.ARCHIVE: _l("Tout se lit, rien ne change : les pages restent, les portes sont fermées."),
}
"""What a phase opens, in the words of the page of settings."""


class PhaseRefused(Refusal):
    """The congress is not ready for this phase."""

    code = "phase_refused"


def change_phase(congress: Congress, phase: Phase, *, by: Person | None) -> Congress:
    """Move a congress to another phase. The same phase twice is one change.

    Raises:
        PhaseRefused: registrations would open after their deadline, or without any category of participants.
    """
    with transaction():
        lock(congress)
        if congress.phase is phase:
            return congress
        if phase is Phase.REGISTRATION:
            _check_ready(congress)
        before, congress.phase = congress.phase, phase
        journal.record(
            "phase_changed", congress, by=by, congress_id=congress.id, before=before.value, after=phase.value
        )
        return congress


def _check_ready(congress: Congress) -> None:
    if congress.registration_closes_at <= now():
        raise PhaseRefused(
            _l("La date limite des inscriptions est passée : les ouvrir n’ouvrirait rien."),
            advice=_l("Repoussez d’abord la date limite dans les réglages du congrès."),
        )
    if not categories_of(congress):
        raise PhaseRefused(
            _l("Aucune catégorie de participants n’existe : personne ne pourrait s’inscrire."),
            advice=_l("Ajoutez au moins une catégorie, puis recommencez."),
        )
