"""The transferable cards of a delegation: how many for each zone, given and withdrawn by the desk."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from ...checkin.floaters import MOST, Cards, floaters_of, set_floaters
from ...congress.categories import zones_of
from ...congress.models import Zone
from ...i18n import list_words, pick
from ...registration.delegations import delegation_by_public_id
from ...registration.models import Delegation
from ...web.forms import BaseForm, numbers_form
from ...web.identity import signed_in_person
from . import blueprint


@blueprint.route("/delegations/<public_id>/cards", methods=["GET", "POST"])
def show_cards(public_id: str) -> Any:
    """Show the cards of a delegation, zone by zone; give more, or withdraw some."""
    delegation, zones = delegation_by_public_id(g.congress, public_id), zones_of(g.congress)
    held = {cards.zone.id: cards for cards in floaters_of(delegation)}
    form = _form(zones, held)
    if not form.validate_on_submit():
        return _page(delegation, zones, held, form), 422 if form.errors else 200
    set_floaters(delegation, {zone: form[_name(zone)].data for zone in zones}, by=signed_in_person())
    lost = sum(cards.withdrawn_inside for cards in floaters_of(delegation))
    if lost:
        flash(
            ngettext(
                "%(num)d carte retirée est encore à l’intérieur : demandez-la à sa porte.",
                "%(num)d cartes retirées sont encore à l’intérieur : demandez-les à leur porte.",
                lost,
            ),
            "warn",
        )
    flash(_("Les cartes sont enregistrées. Imprimez celles qui sont nouvelles avec les badges."), "ok")
    return redirect(url_for("accreditation.show_cards", public_id=public_id))


def _page(delegation: Delegation, zones: list[Zone], held: dict[int, Cards], form: BaseForm) -> str:
    return render_template(
        "accreditation/cards.html",
        title=_("Cartes transférables"),
        delegation=delegation,
        sentence=cards_sentence(delegation, list(held.values())),
        fields=[(form[_name(zone)], _inside(held.get(zone.id))) for zone in zones],
        form=form,
    )


def cards_sentence(delegation: Delegation, held: list[Cards]) -> str:
    """Return « Cotonou : 3 cartes, Salon des délégations (2) et Espace presse (1). 1 est à l’intérieur. »"""
    living = [cards for cards in held if cards.held]
    count = sum(cards.held for cards in living)
    if not count:
        return _("%(delegation)s ne tient aucune carte transférable.", delegation=delegation.name)
    zones = [pick(cards.zone.label) + (f" ({cards.held})" if len(living) > 1 else "") for cards in living]
    said = ngettext(
        "%(delegation)s : %(num)d carte, %(zones)s.",
        "%(delegation)s : %(num)d cartes, %(zones)s.",
        count,
        delegation=delegation.name,
        zones=list_words(zones),
    )
    inside = sum(cards.inside for cards in living)
    return f"{said} " + (
        ngettext("%(num)d est à l’intérieur.", "%(num)d sont à l’intérieur.", inside)
        if inside
        else _("Aucune n’est à l’intérieur.")
    )


def _inside(cards: Cards | None) -> str | None:
    if cards is None:
        return None
    said = [_("%(inside)d à l’intérieur sur %(held)d", inside=cards.inside, held=cards.held)]
    if cards.withdrawn_inside:
        said.append(
            ngettext(
                "%(num)d retirée encore à l’intérieur", "%(num)d retirées encore à l’intérieur", cards.withdrawn_inside
            )
        )
    return ", ".join(said)


def _name(zone: Zone) -> str:
    return f"zone_{zone.bit}"


def _form(zones: list[Zone], held: dict[int, Cards]) -> BaseForm:
    """A form with one number for each zone of the congress, filled with the cards that the delegation holds."""
    asked = ((_name(zone), pick(zone.label), held[zone.id].held if zone.id in held else 0) for zone in zones)
    return numbers_form(asked, most=MOST, missing=_l("Écrivez un nombre de cartes."))
