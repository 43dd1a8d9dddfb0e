"""Words about membership applications that the city's pages and the desk share."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..membership.application_models import (
    ApplicationPaper,
    ApplicationState,
    MembershipApplication,
    Opinion,
    PaperKind,
)

APPLICATION_WORDS: tuple[tuple[Any, Any], ...] = (
    (ApplicationState.BEGUN, _l("commencée")),
    (ApplicationState.SUBMITTED, _l("à examiner par le Bureau")),
    (ApplicationState.EXAMINED, _l("examinée")),
    (ApplicationState.ON_AGENDA, _l("à l’ordre du jour")),
    (ApplicationState.POSTPONED, _l("reportée")),
    (ApplicationState.ADMITTED, _l("admise")),
    (ApplicationState.REFUSED, _l("non retenue")),
    (ApplicationState.WITHDRAWN, _l("retirée")),
    (Opinion.FAVOURABLE, _l("favorable")),
    (Opinion.UNFAVOURABLE, _l("défavorable")),
    (PaperKind.LETTER, _l("Lettre à la présidence de l’AIMF")),
    (PaperKind.DELIBERATION, _l("Extrait de la délibération du conseil")),
    (PaperKind.CAPITAL, _l("Avis du maire de la capitale")),
    (PaperKind.OTHER, _l("Autre document")),
)

STATE_KINDS = {
    ApplicationState.BEGUN: "wait",
    ApplicationState.SUBMITTED: "warn",
    ApplicationState.EXAMINED: "warn",
    ApplicationState.ON_AGENDA: "wait",
    ApplicationState.POSTPONED: "wait",
    ApplicationState.ADMITTED: "ok",
    ApplicationState.REFUSED: "no",
    ApplicationState.WITHDRAWN: "no",
}


def paper_tasks(application: MembershipApplication, address: Callable[[ApplicationPaper], str]) -> list[dict[str, Any]]:
    """Return what a dossier needs, each with whether it is there, as `task_list` shows it."""
    words = dict(APPLICATION_WORDS)
    tasks = []
    for kind in (PaperKind.LETTER, PaperKind.DELIBERATION, PaperKind.CAPITAL):
        papers = application.papers_of(kind)
        if kind is PaperKind.CAPITAL and application.is_capital and not papers:
            continue
        tasks.append(
            {
                "label": words[kind],
                "url": address(papers[-1]) if papers else None,
                "hint": papers[-1].file_name if papers else None,
                "state": _("reçu") if papers else _("manque"),
                "kind": "ok" if papers else "warn",
            }
        )
    return tasks


def others(application: MembershipApplication) -> list[ApplicationPaper]:
    """Return the living papers that `paper_tasks` does not lead to: earlier ones of a kind, and those of another kind."""
    led_to = {
        papers[-1].id for kind in PaperKind if kind is not PaperKind.OTHER and (papers := application.papers_of(kind))
    }
    return [each for each in application.papers if each.removed_at is None and each.id not in led_to]
