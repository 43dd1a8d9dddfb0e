"""What the colleagues on the spot are called on the desk's papers."""

from flask_babel import lazy_gettext as _l

from ..congress.models import CongressRole

ROLES = {
    CongressRole.DOOR_SUPERVISOR: _l("Responsable des portes"),
    CongressRole.ACCREDITATION: _l("Bureau des accréditations"),
    CongressRole.PROTOCOL: _l("Protocole"),
    CongressRole.DESK: _l("Bureau d’accueil"),
    CongressRole.DOOR: _l("Accueil aux portes"),
    CongressRole.HOST_TEAM: _l("Équipe de la ville hôte"),
    CongressRole.ONLINE_OPERATOR: _l("Régie en ligne"),
}
