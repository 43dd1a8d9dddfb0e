"""Words for the closed lists of the grants."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ..membership.grant_models import Fund, GrantPaperKind, GrantState

GRANT_WORDS: tuple[tuple[Any, Any], ...] = (
    (GrantState.REQUESTED, _l("demandée")),
    (GrantState.ON_AGENDA, _l("à l’ordre du jour")),
    (GrantState.AWARDED, _l("accordée, rapport attendu")),
    (GrantState.REPORTED, _l("rapport à lire")),
    (GrantState.CLOSED, _l("close")),
    (GrantState.REFUSED, _l("non accordée")),
    (GrantState.CANCELLED, _l("annulée")),
    (Fund.COOPERATION, _l("Fonds de coopération")),
    (Fund.OPERATION, _l("Fonds de fonctionnement")),
    (Fund.EMERGENCY, _l("Fonds d’urgence")),
    (GrantPaperKind.PROJECT, _l("Projet")),
    (GrantPaperKind.BUDGET, _l("Budget du projet")),
    (GrantPaperKind.REPORT, _l("Rapport")),
    (GrantPaperKind.OTHER, _l("Autre document")),
)

GRANT_KINDS = {
    GrantState.REQUESTED: "warn",
    GrantState.ON_AGENDA: "wait",
    GrantState.AWARDED: "wait",
    GrantState.REPORTED: "warn",
    GrantState.CLOSED: "ok",
    GrantState.REFUSED: "no",
    GrantState.CANCELLED: "no",
}
