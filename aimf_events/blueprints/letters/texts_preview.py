"""The words before they are kept: as the hardest recipients would read them, and as a try sent to oneself."""

from typing import Any

from flask import flash, g, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from ...errors import NotFound
from ...mail import trying
from ...mail.letterheads import signatories_of
from ...mail.merge_fields import LetterKind
from ...mail.rendering import name_of
from ...registration.invitation_letter import opening_nothing
from ...registration.invitations import new_mailing_key
from ...registration.letter_samples import Sample, samples_of
from ...web.identity import signed_in_person
from ...web.letter_frame import html_frame
from . import blueprint
from .forms import LetterTextForm
from .texts import _text_page, letter_at, signatory_chosen


@blueprint.post("/texts/<fact>/<language>/preview")
def preview_text(fact: str, language: str) -> Any:
    """The letter as three recipients would read it. Nothing is kept, nothing leaves."""
    kind, category = letter_at(fact, language)
    form = _form(kind)
    if form.errors:
        return _text_page(form, kind, language, category), 422
    return _preview_page(form, kind, language, category, key=request.form.get("key") or new_mailing_key())


@blueprint.post("/texts/<fact>/<language>/preview/<int:number>/html")
def preview_html(fact: str, language: str, number: int) -> Any:
    """The letter of one recipient with its layout, for the frame of the page."""
    kind, category = letter_at(fact, language)
    form = _form(kind)
    samples = samples_of(g.congress, kind, language, category)
    if form.errors or number >= len(samples):
        raise NotFound
    return html_frame(_read(form, kind, language, samples[number])[2])


@blueprint.post("/texts/<fact>/<language>/try")
def try_text(fact: str, language: str) -> Any:
    """Send the letters of the preview to oneself, marked as tries."""
    kind, category = letter_at(fact, language)
    form, me = _form(kind), signed_in_person()
    if form.errors:
        return _text_page(form, kind, language, category), 422
    key = request.form.get("key") or new_mailing_key()
    samples = samples_of(g.congress, kind, language, category)
    draft = _draft(form, kind, language)
    for number, sample in enumerate(samples):
        data, named = opening_nothing(sample.data), f"{key[:22]}:{number}"
        trying.send_try(g.congress.id, kind, draft, signatory_chosen(form), data, sample.name, to=me, key=named)
    said = ngettext(
        "%(num)d essai part à %(email)s.", "%(num)d essais partent à %(email)s.", len(samples), email=me.email
    )
    flash(said, "ok")
    return _preview_page(form, kind, language, category, key=new_mailing_key())


def _form(kind: LetterKind) -> LetterTextForm:
    form = LetterTextForm(kind, signatories_of(g.congress.id))
    form.validate_on_submit()
    return form


def _draft(form: LetterTextForm, kind: LetterKind, language: str) -> Any:
    return trying.unkept(kind, language=language, subject=form.subject.data or "", body=form.body.data or "")


def _read(form: LetterTextForm, kind: LetterKind, language: str, sample: Sample) -> tuple[str, str, str]:
    draft = _draft(form, kind, language)
    return trying.as_read(g.congress.id, kind, draft, signatory_chosen(form), sample.data, sample.name)


def _preview_page(form: LetterTextForm, kind: LetterKind, language: str, category: str, *, key: str) -> str:
    samples = samples_of(g.congress, kind, language, category)
    return render_template(
        "letters/text_preview.html",
        title=_("Aperçu : %(letter)s", letter=name_of(kind.fact)),
        name=name_of(kind.fact),
        kind=kind,
        form=form,
        chosen=language,
        category=category,
        key=key,
        samples=[(sample, *_read(form, kind, language, sample)[:2]) for sample in samples],
        seen=form.seen.data,
    )
