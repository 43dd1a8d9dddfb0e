"""« Textes des lettres »: which letters there are, the words of each, their versions, the letterhead and who signs."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...congress.categories import categories_of
from ...errors import NotFound
from ...i18n import LANGUAGES, pick
from ...mail import texts
from ...mail.letterheads import (
    add_signatory,
    letterhead_of,
    retire_signatory,
    signatories_of,
    signatory_of,
    write_letterhead,
)
from ...mail.merge_fields import KINDS, LetterKind, kind_of_letter
from ...mail.models import LetterText, Signatory
from ...mail.rendering import name_of
from ...members.models import MemberCategory
from ...people.people import persons_by_id
from ...web.asking import asked
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .forms import LetterheadForm, LetterTextForm, SignatoryForm
from .words import LANGUAGE_WORDS, tabs


@blueprint.get("/texts")
def list_texts() -> Any:
    """Every letter that can be rewritten: when it leaves, to whom, and which words it says today."""
    kept = texts.texts_in_force(g.congress.id)
    rows = [(kind, name_of(kind.fact), {code: _kept_words(kind, code, kept) for code in LANGUAGES}) for kind in KINDS]
    return render_template(
        "letters/texts.html",
        title=_("Textes des lettres"),
        tabs=tabs("letters.list_texts"),
        rows=rows,
        languages=LANGUAGE_WORDS,
        head=letterhead_of(g.congress.id),
        signatories=signatories_of(g.congress.id),
    )


@blueprint.get("/texts/<fact>/<language>")
def edit_text(fact: str, language: str) -> Any:
    """The words of one letter in a language, for every category or for one."""
    kind, category = letter_at(fact, language)
    kept = texts.text_in_force(g.congress.id, fact, language, category)
    start = kept or (texts.text_in_force(g.congress.id, fact, language) if category else None)
    subject, body = (start.subject, start.body) if start else texts.default_source(kind, language)
    form = LetterTextForm(kind, signatories_of(g.congress.id), subject=subject, body=body)
    form.signatory.data = _public_id(start.signatory) if start else ""
    return _text_page(form, kind, language, category)


@blueprint.post("/texts/<fact>/<language>")
def write_text(fact: str, language: str) -> Any:
    """Keep a new version: in force from now on."""
    kind, category = letter_at(fact, language)
    form = LetterTextForm(kind, signatories_of(g.congress.id))
    if not form.validate_on_submit():
        return _text_page(form, kind, language, category), 422
    written = refused_on(
        form.body,
        lambda: texts.write_text(
            g.congress.id,
            fact,
            language=language,
            category_code=category,
            subject=form.subject.data or "",
            body=form.body.data or "",
            signatory=signatory_chosen(form),
            seen=form.last_seen,
            by=current_person(),
        ),
    )
    if written is None:
        return _text_page(form, kind, language, category), 422
    flash(_("La version %(number)d est en vigueur pour les lettres à venir.", number=written.version), "ok")
    return redirect(_address(kind, language, category))


@blueprint.post("/texts/<fact>/<language>/original")
def back_to_original(fact: str, language: str) -> Any:
    """Let the words of the house speak again; the versions stay."""
    kind, category = letter_at(fact, language)
    texts.back_to_default(g.congress.id, fact, language=language, category_code=category, by=current_person())
    flash(_("Le texte d’origine est de nouveau en vigueur. Vos versions sont gardées."), "ok")
    return redirect(_address(kind, language, category))


@blueprint.post("/texts/versions/<public_id>/restoration")
def restore_version(public_id: str) -> Any:
    """Put the words of an older version in force again."""
    older = texts.version_of(g.congress.id, public_id)
    restored = texts.restore_version(older, by=current_person())
    flash(_("Les mots de la version %(number)d sont de nouveau en vigueur.", number=older.version), "ok")
    kind = kind_of_letter(restored.fact)
    return redirect(
        _address(kind, restored.language, restored.category_code) if kind else url_for("letters.list_texts")
    )


@blueprint.get("/letterhead")
def edit_letterhead() -> Any:
    """What stands above and below every letter, and who signs."""
    head = letterhead_of(g.congress.id)
    given = (
        {f"{part}_{code}": getattr(head, part).get(code, "") for part in _PARTS for code in LANGUAGES} if head else {}
    )
    return _letterhead_page(LetterheadForm(**given), SignatoryForm(formdata=None))


@blueprint.post("/letterhead")
def save_letterhead() -> Any:
    """Write the letterhead."""
    form = LetterheadForm()
    if not form.validate_on_submit():
        return _letterhead_page(form, SignatoryForm(formdata=None)), 422
    write_letterhead(g.congress.id, **{part: form.both(part) for part in _PARTS}, by=current_person())
    flash(_("L’en-tête est enregistré."), "ok")
    return redirect(url_for("letters.edit_letterhead"))


@blueprint.post("/signatories")
def add_signing() -> Any:
    """Add someone who signs."""
    form = SignatoryForm()
    if not form.validate_on_submit():
        return _letterhead_page(LetterheadForm(formdata=None), form), 422
    title = {code: text for code, text in (("fr", form.title_fr.data), ("en", form.title_en.data)) if text}
    add_signatory(g.congress.id, name=form.name.data or "", title=title, by=current_person())
    flash(_("%(name)s peut signer les lettres.", name=form.name.data), "ok")
    return redirect(url_for("letters.edit_letterhead"))


@blueprint.post("/signatories/<public_id>/retirement")
def retire_signing(public_id: str) -> Any:
    """Offer a signatory no more."""
    signatory = signatory_of(g.congress.id, public_id)
    retire_signatory(signatory, by=current_person())
    flash(
        _(
            "%(name)s n’est plus proposé à la signature. Les versions déjà écrites gardent son nom.",
            name=signatory.name,
        ),
        "ok",
    )
    return redirect(url_for("letters.edit_letterhead"))


_PARTS = ("name", "address", "footer")


def letter_at(fact: str, language: str) -> tuple[LetterKind, str]:
    """Return the letter and the category that an address names.

    Raises:
        NotFound: no such letter, language or category.
    """
    kind, category = kind_of_letter(fact), asked("category")
    if kind is None or language not in LANGUAGES or category not in dict(category_choices(kind)):
        raise NotFound
    return kind, category


def category_choices(kind: LetterKind) -> list[tuple[str, str]]:
    """Return the categories for which a letter may have words of its own, and « toutes » first."""
    everyone = [("", _("toutes les catégories"))]
    if kind.about == "delegation":
        return [*everyone, *((each.value, str(words_for(each))) for each in MemberCategory)]
    if kind.about == "registration":
        return [*everyone, *((each.code, pick(each.label)) for each in categories_of(g.congress))]
    return everyone


def signatory_chosen(form: LetterTextForm) -> Signatory | None:
    """Return who signs, as the form says; None for the Secretariat."""
    return signatory_of(g.congress.id, form.signatory.data) if form.signatory.data else None


def _kept_words(kind: LetterKind, language: str, kept: dict[tuple[str, str, str], LetterText]) -> dict[str, Any]:
    """Which words a letter says in a language: the version for all, and those of single categories."""
    labels = dict(category_choices(kind))
    own = [
        (category, labels.get(category, category), text.version)
        for (fact, code, category), text in kept.items()
        if fact == kind.fact and code == language and category
    ]
    return {"all": kept.get((kind.fact, language, "")), "own": own}


def _text_page(form: LetterTextForm, kind: LetterKind, language: str, category: str) -> str:
    versions = texts.versions_of(g.congress.id, kind.fact, language, category)
    form.seen.data = str(versions[0].version if versions else 0)
    return render_template(
        "letters/text.html",
        title=name_of(kind.fact),
        kind=kind,
        form=form,
        chosen=language,
        languages=LANGUAGE_WORDS,
        category=category,
        categories=category_choices(kind),
        versions=versions,
        in_force=next((each for each in versions if each.retired_at is None), None),
        writers=persons_by_id([each.written_by_id for each in versions if each.written_by_id]),
    )


def _letterhead_page(form: LetterheadForm, signatory_form: SignatoryForm) -> str:
    return render_template(
        "letters/letterhead.html",
        title=_("En-tête et signatures"),
        form=form,
        signatory_form=signatory_form,
        signatories=signatories_of(g.congress.id),
    )


def _address(kind: LetterKind, language: str, category: str) -> str:
    return url_for("letters.edit_text", fact=kind.fact, language=language, category=category or None)


def _public_id(signatory: Signatory | None) -> str:
    return signatory.public_id if signatory is not None and signatory.retired_at is None else ""
