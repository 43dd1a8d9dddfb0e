"""Printing many: a choice kept in the address, a run with its progress, and its file for a day."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...checkin import print_runs as runs
from ...checkin.badges import badges_by_ids
from ...checkin.models import BadgeState
from ...checkin.print_models import PrintRun
from ...checkin.prints import PrintStatus
from ...congress.categories import CARD_LABEL, categories_of
from ...i18n import country_name, pick, sort_key
from ...registration.delegations import delegations_of
from ...registration.invitations import is_mailing_key, new_mailing_key
from ...registration.listing import countries_of
from ...reporting.badges import ORDERS, TO_PRINT, WantedBadges, find_badges
from ...web.asking import kept
from ...web.files import PDF, shown_file
from ...web.guards import allows
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .badges import PRINTERS

SHOWN = 30
FILTERS = ("category", "delegation", "country", "state", "printed", "order")


@blueprint.get("/badges/runs/new")
@allows(PRINTERS)
def choose_run() -> Any:
    """Which badges the filters keep, how they stand on paper, and the last runs."""
    wanted = WantedBadges(**kept(*FILTERS))
    found = find_badges(g.congress, wanted)
    return render_template(
        "door/choose_run.html",
        title=_("Préparer un tirage"),
        selects=_selects(),
        kept=kept(*FILTERS),
        count=len(found.ids),
        statuses=[(each, found.statuses.get(each, 0)) for each in PrintStatus],
        first=badges_by_ids(found.ids[:SHOWN]),
        more=max(0, len(found.ids) - SHOWN),
        formats=format_words(),
        key=new_mailing_key(),
        latest=runs.latest_runs(g.congress),
    )


@blueprint.post("/badges/runs")
@allows(PRINTERS)
def start_run() -> Any:
    """Begin, once: the key of the page names the run, and the count that the page showed must still be true."""
    chosen, format = kept(*FILTERS), request.form.get("format", "")
    found = find_badges(g.congress, WantedBadges(**chosen))
    key = request.form.get("key", "")
    if format not in runs.FORMATS or not is_mailing_key(key):
        return redirect(url_for("door.choose_run", **chosen))
    if request.form.get("count") != str(len(found.ids)) and not runs.is_begun(g.congress, key):
        flash(_("La sélection a changé depuis que vous l’avez lue : relisez-la, puis imprimez."), "warn")
        return redirect(url_for("door.choose_run", **chosen))
    run = runs.start_run(g.congress, found.ids, format=format, selection=chosen, key=key, by=current_person())
    return redirect(url_for("door.show_run", public_id=run.public_id))


@blueprint.get("/badges/runs/<public_id>")
@allows(PRINTERS)
def show_run(public_id: str) -> Any:
    """How far a run is; then its file."""
    run = runs.run_by_public_id(g.congress, public_id)
    return render_template(
        "door/run.html", title=_("Tirage"), run=run, format=format_words()[run.format], said=_said(run)
    )


@blueprint.get("/badges/runs/<public_id>.pdf")
@allows(PRINTERS)
def run_file(public_id: str) -> Any:
    """The file of a run, while it is kept."""
    run = runs.run_by_public_id(g.congress, public_id)
    return shown_file(runs.file_of(run), PDF, f"badges-{g.congress.name}-{run.id}.pdf")


@blueprint.post("/badges/runs/<public_id>/cancellation")
@allows(PRINTERS)
def cancel_run(public_id: str) -> Any:
    """Nothing of it came out, or it is not wanted any more."""
    runs.cancel_run(runs.run_by_public_id(g.congress, public_id), by=current_person())
    flash(_("Le tirage est annulé : ses badges ne comptent plus comme imprimés."), "ok")
    return redirect(url_for("door.choose_run"))


def format_words() -> dict[str, str]:
    """The formats of a run, in words."""
    return {
        runs.TEMPLATE: _("Selon le modèle de chaque catégorie"),
        "a6": _("Badges A6, une page par face"),
        "sheet4": _("Feuilles A4 de quatre badges, pour l’imprimeur (fonds perdus et traits de coupe)"),
        "card": _("Cartes de 86 × 54 mm"),
        "label": _("Étiquettes de 62 mm"),
    }


def _said(run: PrintRun) -> list[str]:
    """The selection of a run, as it was chosen."""
    named = {select["name"]: (select["label"], dict(select["options"])) for select in _selects()}
    known = [(named[name], value) for name, value in run.selection.items() if name in named]
    return [_("%(what)s : %(which)s", what=label, which=words.get(value, value)) for (label, words), value in known]


def _selects() -> list[dict[str, Any]]:
    """The filters, as they stand in the address."""
    countries = sorted(
        ((code, country_name(code)) for code in countries_of(g.congress)), key=lambda pair: sort_key(pair[1])
    )
    kinds = [(each.public_id, f"{each.letter} · {pick(each.label)}") for each in categories_of(g.congress)]
    statuses = [(each.value, words_for(each)) for each in PrintStatus]
    selects = [
        ("printed", _("Sur papier"), [("", _("tous")), (TO_PRINT, _("à imprimer : jamais, ou changés")), *statuses]),
        ("category", _("Catégorie"), [("", _("toutes")), *kinds, ("cards", pick(CARD_LABEL))]),
        (
            "order",
            _("Ordre"),
            list(zip(ORDERS, (_("protocolaire"), _("par délégation"), _("alphabétique")), strict=True)),
        ),
        (
            "delegation",
            _("Délégation"),
            [("", _("toutes")), *delegations_of(g.congress)],
        ),
        ("country", _("Pays"), [("", _("tous")), *countries]),
        (
            "state",
            _("Remise"),
            [
                ("", _("toutes")),
                (BadgeState.ISSUED.value, _("pas encore remis")),
                (BadgeState.COLLECTED.value, _("remis")),
            ],
        ),
    ]
    asked = kept(*FILTERS)
    return [
        {"name": n, "label": label, "options": options, "value": asked.get(n, options[0][0])}
        for n, label, options in selects
    ]
