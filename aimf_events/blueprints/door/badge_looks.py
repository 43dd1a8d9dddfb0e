"""How badges look: the congress's template, those of categories, and the badge itself drawn while one chooses."""

from base64 import b64encode
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...checkin import looks
from ...checkin.looks import Look
from ...checkin.print_models import BadgePart
from ...checkin.samples import example_pictures, real_badge, real_pictures
from ...congress.categories import categories_of, category_of
from ...congress.models import Category
from ...errors import Refusal
from ...i18n import language as current_language
from ...i18n import pick
from ...people.titles import called
from ...web.guards import SECRETARIAT, allows
from ...web.identity import current_person
from . import blueprint
from .badge_forms import CategoryLookForm, LookForm

CONGRESS = "congress"
"""Stands in an address in the place of a category: the template of all those that have none."""


@blueprint.get("/badges/templates")
@allows(SECRETARIAT)
def list_templates() -> Any:
    """The template of the congress, and which categories have one of their own."""
    known = looks.looks_of([g.congress.id])[g.congress.id]
    rows = [(each, known.of(each.id), each.id in known.of_category) for each in categories_of(g.congress)]
    return render_template(
        "door/badge_templates.html",
        title=_("Modèles de badge"),
        default=known.default,
        rows=rows,
        parts=list(BadgePart),
    )


@blueprint.get("/badges/templates/<name>")
@allows(SECRETARIAT)
def edit_template(name: str) -> Any:
    """The form of a template, beside the badge that it makes."""
    category = _category(name)
    known = looks.looks_of([g.congress.id])[g.congress.id]
    look = known.of(category.id if category else None)
    return _page(category, _form(category, look), look)


@blueprint.post("/badges/templates/<name>")
@allows(SECRETARIAT)
def save_template(name: str) -> Any:
    """Keep a template."""
    category = _category(name)
    form = _form(category)
    if not form.validate_on_submit() or not _kept(category, form):
        return _page(category, form, None), 422
    flash(_("Le modèle est enregistré : les badges s’impriment ainsi à partir de maintenant."), "ok")
    return redirect(url_for("door.list_templates"))


@blueprint.post("/badges/templates/<name>/preview")
@allows(SECRETARIAT)
def preview_template(name: str) -> Any:
    """The same page with the badge as the form says it now; nothing is kept."""
    category = _category(name)
    form = _form(category)
    return _page(category, form, form.look if form.validate_on_submit() and _words_fit(form) else None)


@blueprint.post("/badges/templates/<name>/removal")
@allows(SECRETARIAT)
def remove_template(name: str) -> Any:
    """Let a category look like the congress again."""
    category = category_of(g.congress, name)
    looks.remove_template(g.congress, category, by=current_person())
    flash(
        _("Les badges « %(category)s » suivent de nouveau le modèle du congrès.", category=pick(category.label)), "ok"
    )
    return redirect(url_for("door.list_templates"))


def _category(name: str) -> Category | None:
    return None if name == CONGRESS else category_of(g.congress, name)


def _form(category: Category | None, look: Look | None = None) -> LookForm:
    values = LookForm.values_of(look) if look else {}
    if category is None:
        return LookForm(**values, shown_in=current_language())
    return CategoryLookForm(**values, letter=category.letter, colour=category.colour, shown_in=current_language())


def _kept(category: Category | None, form: LookForm) -> bool:
    """Save; what a rule refuses stands beside the field that it is about."""
    try:
        if isinstance(form, CategoryLookForm) and category is not None:
            look = {"letter": form.letter.data or "", "colour": (form.colour.data or "").lower()}
            looks.set_category_look(category, form.look, **look, by=current_person())
        else:
            looks.set_template(g.congress, None, form.look, by=current_person())
    except Refusal as refusal:
        about = form.words_fr if isinstance(refusal, looks.WordsTooLong) else form["letter"]
        about.errors = [*about.errors, refusal.reason]
        return False
    return True


def _words_fit(form: LookForm) -> bool:
    try:
        looks.check_words(form.look)
    except Refusal as refusal:
        form.words_fr.errors = [*form.words_fr.errors, refusal.reason]
        return False
    return True


def _page(category: Category | None, form: LookForm, look: Look | None) -> str:
    own = looks.template_of(g.congress, category) if category else None
    return render_template(
        "door/badge_template.html",
        title=pick(category.label) if category else _("Modèle du congrès"),
        category=category,
        name=category.public_id if category else CONGRESS,
        form=form,
        has_own=own is not None,
        house=looks.house_words(),
        samples=_samples(category, form, look) if look else [],
    )


def _samples(category: Category | None, form: LookForm, look: Look) -> list[tuple[str, list[str]]]:
    """What each preview is, and its sides as pictures that a page holds."""
    language = form.shown_in.data if form.shown_in.data in ("fr", "en") else current_language()
    shown = category or next(iter(categories_of(g.congress)), None)
    paint: dict[str, Any] = {}
    if isinstance(form, CategoryLookForm):
        paint = {"letter": form.letter.data, "colour": form.colour.data}
    samples = []
    badge = real_badge(g.congress, category)
    if badge is not None and badge.registration is not None:
        drawn = real_pictures(badge, look, language, **paint)
        samples.append((_("Le badge de %(person)s", person=called(badge.registration.person)), drawn))
    if shown is not None:
        paint = paint or {"letter": shown.letter, "colour": shown.colour}
        samples.append((_("Un nom très long"), example_pictures(g.congress, shown, look, language, **paint)))
    return [(said, [_as_address(picture) for picture in pictures]) for said, pictures in samples]


def _as_address(picture: bytes) -> str:
    return f"data:image/png;base64,{b64encode(picture).decode()}"
