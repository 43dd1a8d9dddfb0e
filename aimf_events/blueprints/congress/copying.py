"""« Copier ce congrès »: what goes over and what stays, in numbers, then the few answers that make the new one."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...congress.congresses import next_number
from ...registration.opening import copy_congress
from ...reporting.copying import counts_for_copy
from ...web.forms import refused_on
from ...web.identity import current_person
from . import blueprint
from .forms import CopyForm


@blueprint.get("/<congress>/settings/copy")
def preview_copy() -> Any:
    """Say what a copy takes over and what it leaves, and ask for its name and first day."""
    titles = {f"title_{code}": text for code, text in g.congress.title.items()}
    return _page(CopyForm(number=next_number(), **titles))


@blueprint.post("/<congress>/settings/copy")
def copy() -> Any:
    """Open the new congress."""
    form = CopyForm()
    if not form.validate_on_submit():
        return _page(form), 422
    title = {code: text for code, text in (("fr", form.title_fr.data), ("en", form.title_en.data)) if text}
    wanted = {"number": form.number.data, "name": form.name.data, "title": title, "starts_on": form.starts_on.data}
    made = refused_on(form.name, lambda: copy_congress(g.congress, **wanted, by=current_person()))
    if made is None:
        return _page(form), 422
    flash(_("Le congrès est copié, en préparation. Relisez ses dates, son lieu et ses lettres avant d’ouvrir."), "ok")
    return redirect(url_for("congress.show_settings", congress=made.name))


def _page(form: CopyForm) -> str:
    counts = counts_for_copy(g.congress)
    return render_template(
        "congress/copy.html", title=_("Copier ce congrès"), form=form, copied=copied(counts), left=left(counts)
    )


def copied(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Return what goes over, in words."""
    own = ngettext("%(num)d délégation", "%(num)d délégations", counts["own_delegations"])
    texts = ngettext("%(num)d texte", "%(num)d textes", counts["texts"])
    signing = ngettext("%(num)d signataire", "%(num)d signataires", counts["signatories"])
    rooms = ngettext("%(num)d salle", "%(num)d salles", counts["rooms"])
    return [
        (_("Lieux"), ngettext("%(num)d lieu", "%(num)d lieux", counts["venues"]) + f", {rooms}"),
        (
            _("Catégories et places"),
            ngettext(
                "%(num)d catégorie, avec les places de chaque genre de délégation",
                "%(num)d catégories, avec les places de chaque genre de délégation",
                counts["categories"],
            ),
        ),
        (_("Zones et portes"), _zones_and_doors(counts)),
        (_("Questions"), ngettext("%(num)d question", "%(num)d questions", counts["questions"])),
        (
            _("Bureaux et échéances"),
            ngettext("%(num)d échéance décalée", "%(num)d échéances décalées", counts["deadlines"]),
        ),
        (_("Ordre protocolaire"), ngettext("%(num)d rang", "%(num)d rangs", counts["ranks"])),
        (_("Lettres"), _("%(texts)s, %(signing)s, l’en-tête", texts=texts, signing=signing)),
        (_("Délégations du Secrétariat"), _("%(own)s, avec leurs places, sans personne", own=own)),
    ]


def left(counts: dict[str, int]) -> list[tuple[str, str]]:
    """Return what stays where it is, in words."""
    badges = ngettext("%(num)d badge", "%(num)d badges", counts["badges"])
    passages = ngettext("%(num)d passage", "%(num)d passages", counts["passages"])
    return [
        (
            _("Délégations invitées"),
            ngettext(
                "%(num)d délégation, leurs correspondants et leurs réponses",
                "%(num)d délégations, leurs correspondants et leurs réponses",
                counts["delegations"],
            ),
        ),
        (
            _("Personnes"),
            ngettext(
                "%(num)d inscription, les réponses, les photos, les voyages et chaque décision",
                "%(num)d inscriptions, les réponses, les photos, les voyages et chaque décision",
                counts["people"],
            ),
        ),
        (_("Lettres parties"), ngettext("%(num)d lettre", "%(num)d lettres", counts["letters"])),
        (_("Programme"), ngettext("%(num)d séance", "%(num)d séances", counts["sessions"])),
        (_("Badges et passages"), f"{badges}, {passages}"),
        (
            _("Rôles"),
            ngettext(
                "%(num)d rôle : ils se donnent de nouveau dans chaque congrès",
                "%(num)d rôles : ils se donnent de nouveau dans chaque congrès",
                counts["roles"],
            ),
        ),
    ]


def _zones_and_doors(counts: dict[str, int]) -> str:
    doors = ngettext("%(num)d porte", "%(num)d portes", counts["doors"])
    return ngettext("%(num)d zone", "%(num)d zones", counts["zones"]) + f", {doors}"
