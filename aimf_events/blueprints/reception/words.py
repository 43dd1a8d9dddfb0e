"""Words of the welcome desk."""

from flask_babel import gettext as _

from ...checkin.models import Badge, BadgeState, ScanReason

DEAD = (ScanReason.REPLACED.value, ScanReason.REVOKED.value, ScanReason.OTHER_DAY.value)
"""What can be wrong with a badge whose bearer is known."""


def badge_tag(badge: Badge | None) -> tuple[str, str]:
    """Return the kind and the words of a badge's state, as its tag shows them."""
    if badge is None:
        return "wait", _("pas de badge")
    return {
        BadgeState.ISSUED: ("wait", _("badge à remettre")),
        BadgeState.COLLECTED: ("ok", _("badge remis")),
        BadgeState.REVOKED: ("no", _("badge annulé")),
    }[badge.state]


def shown_trouble(reason: ScanReason | None) -> tuple[str, str] | None:
    """Return what is wrong with the badge that was shown, and what to do; None where it is good."""
    return (
        {
            ScanReason.REPLACED: (
                _("Le badge présenté a été remplacé"),
                _("Il n’ouvre plus aucune porte : reprenez-le. Le badge qui vaut est celui de cette fiche."),
            ),
            ScanReason.REVOKED: (
                _("Le badge présenté est annulé"),
                _("Il n’ouvre plus aucune porte : reprenez-le, et voyez ci-dessous où en est l’inscription."),
            ),
            ScanReason.OTHER_DAY: (
                _("Ce laissez-passer n’est pas d’aujourd’hui"),
                _("Il valait un seul jour. Si le badge est encore oublié, émettez le laissez-passer d’aujourd’hui."),
            ),
            ScanReason.FORGED: (
                _("Faux badge"),
                _(
                    "Nous n’avons pas signé ce badge. Cherchez la personne par son nom, et appelez le responsable des portes."
                ),
            ),
            ScanReason.OTHER_CONGRESS: (
                _("Badge d’un autre congrès"),
                _("Cherchez la personne par son nom : son badge de ce congrès l’attend peut-être ici."),
            ),
            ScanReason.NOT_IN_LIST: (
                _("Badge inconnu"),
                _("Il est bien signé, mais ne figure plus dans la liste. Cherchez la personne par son nom."),
            ),
            ScanReason.UNREADABLE: (
                _("Code illisible"),
                _("Présentez le badge de nouveau, ou tapez le code court imprimé à côté."),
            ),
        }.get(reason)
        if reason
        else None
    )
