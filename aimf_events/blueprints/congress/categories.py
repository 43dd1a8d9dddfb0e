"""Categories of participants."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...congress.categories import (
    DELEGATION_KINDS,
    add_category,
    bit_set,
    bits,
    categories_of,
    category_of,
    change_category,
    zones_of,
)
from ...i18n import pick, search_key
from ...web.forms import refused_on
from ...web.identity import current_person
from . import blueprint
from .forms import CategoryForm


@blueprint.get("/<congress>/settings/categories")
def list_categories() -> Any:
    """The categories: letter, colour, words, zones, usual places."""
    return render_template(
        "congress/categories.html",
        title=_("Catégories de participants"),
        categories=categories_of(g.congress),
        zones=zones_of(g.congress),
        bits=bits,
    )


@blueprint.get("/<congress>/settings/categories/new")
def new_category() -> Any:
    """The form of one more category."""
    return _page(_form(colour="#1b4388"), _("Ajouter une catégorie"))


@blueprint.post("/<congress>/settings/categories/new")
def add() -> Any:
    """Add a category."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form, _("Ajouter une catégorie")), 422
    code = "_".join(search_key(form.label_fr.data).split())[:30]
    made = refused_on(form.letter, lambda: add_category(g.congress, code=code, **_values(form), by=current_person()))
    if made is None:
        return _page(form, _("Ajouter une catégorie")), 422
    flash(_("La catégorie est ajoutée."), "ok")
    return redirect(url_for("congress.list_categories"))


@blueprint.get("/<congress>/settings/categories/<public_id>")
def edit_category(public_id: str) -> Any:
    """The form that changes a category."""
    category = category_of(g.congress, public_id)
    form = _form(
        label_fr=category.label.get("fr", ""),
        feminine_fr=category.feminine.get("fr", ""),
        label_en=category.label.get("en", ""),
        letter=category.letter,
        colour=category.colour,
        zones=bits(category.zones),
        **{kind: category.default_places.get(kind, 0) for kind in DELEGATION_KINDS},
    )
    return _page(form, _("Changer la catégorie"))


@blueprint.post("/<congress>/settings/categories/<public_id>")
def change(public_id: str) -> Any:
    """Change a category."""
    category, form = category_of(g.congress, public_id), _form()
    if not form.validate_on_submit():
        return _page(form, _("Changer la catégorie")), 422
    if refused_on(form.letter, lambda: change_category(category, **_values(form), by=current_person())) is None:
        return _page(form, _("Changer la catégorie")), 422
    flash(_("La catégorie est changée. Les badges déjà imprimés gardent leur ancienne couleur."), "ok")
    return redirect(url_for("congress.list_categories"))


def _form(**values: Any) -> CategoryForm:
    form = CategoryForm(**values)
    form.zones.choices = [(zone.bit, pick(zone.label)) for zone in zones_of(g.congress)]
    return form


def _values(form: CategoryForm) -> dict[str, Any]:
    label = {code: text for code, text in (("fr", form.label_fr.data), ("en", form.label_en.data)) if text}
    return {
        "letter": form.letter.data,
        "colour": form.colour.data.lower(),
        "label": label,
        "feminine": {"fr": form.feminine_fr.data} if form.feminine_fr.data else {},
        "zones": bit_set(form.zones.data or []),
        "default_places": {kind: form[kind].data or 0 for kind in DELEGATION_KINDS},
    }


def _page(form: CategoryForm, title: str) -> str:
    parents = [
        (_("Réglages"), url_for("congress.show_settings")),
        (_("Catégories"), url_for("congress.list_categories")),
    ]
    return render_template("congress/form.html", title=title, form=form, parents=parents, back=parents[-1][1])
