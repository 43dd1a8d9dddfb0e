"""The minutes of a sitting: read, written over block by block, printed. Their settlement, signature and approval are `minutes_steps.py`."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...i18n import format_moment
from ...minutes.decisions import HELD
from ...minutes.drafting import Block, blocks_of, corrections_of, title_of
from ...minutes.minutes_models import Minutes
from ...minutes.minutes_pdf import DOCX, minutes_docx, minutes_pdf
from ...minutes.writing import begin_minutes, block_of, minutes_of, scan_of, write_block
from ...web.files import PDF, saved_file, shown_file
from ...web.identity import current_person
from ...web.minutes_words import MINUTES_KINDS, minutes_sentence
from . import blueprint
from .minutes_forms import BlockForm, SeenForm


@blueprint.get("/sittings/<public_id>/minutes")
def show_minutes(public_id: str) -> Any:
    """Where the minutes stand, their one next step, and the text."""
    sitting = held(public_id)
    minutes = minutes_of(sitting)
    blocks = blocks_of(minutes) if minutes is not None and minutes.is_draft else []
    corrected = corrections_of(minutes) if minutes is not None and minutes.is_signed else None
    return render_template(
        "assembly/minutes.html",
        title=_("Procès-verbal"),
        sitting=sitting,
        crumb=crumb(sitting),
        minutes=minutes,
        sentence=minutes_sentence(minutes, blocks),
        kind=MINUTES_KINDS[minutes.state] if minutes else "wait",
        blocks=blocks,
        told=minutes.content["blocks"] if minutes is not None and minutes.content else [],
        corrections=corrected.text if corrected else "",
        signed=format_moment(minutes.signed_at, sitting.time_zone) if minutes and minutes.signed_at else "",
    )


@blueprint.post("/sittings/<public_id>/minutes")
def begin_text(public_id: str) -> Any:
    """Begin the minutes."""
    begin_minutes(held(public_id), by=current_person())
    flash(_("Le projet de procès-verbal est écrit d’après ce qui s’est passé."), "ok")
    return to_minutes(public_id)


@blueprint.get("/sittings/<public_id>/minutes/blocks/<key>")
def edit_block(public_id: str, key: str) -> Any:
    """One block: the facts, what was written over them, and the form."""
    sitting, block = _block(public_id, key)
    return _block_page(sitting, block, BlockForm(formdata=None, text=block.text, seen=block.seen))


@blueprint.post("/sittings/<public_id>/minutes/blocks/<key>")
def rewrite_block(public_id: str, key: str) -> Any:
    """Write over the facts of a block; the facts' own words again are the facts."""
    sitting, block = _block(public_id, key)
    form = BlockForm()
    if not form.validate_on_submit():
        return _block_page(sitting, block, form), 422
    said = form.text.data or ""
    text = None if said == block.fact.text else said
    write_block(_begun(sitting), key, text, seen=form.seen.data, by=current_person())
    flash(_("Le texte est enregistré."), "ok")
    return to_minutes(public_id)


@blueprint.post("/sittings/<public_id>/minutes/blocks/<key>/facts")
def take_facts(public_id: str, key: str) -> Any:
    """Take the facts again in place of what was written."""
    return _answer_difference(public_id, key, keeps=False)


@blueprint.post("/sittings/<public_id>/minutes/blocks/<key>/kept")
def keep_text(public_id: str, key: str) -> Any:
    """Keep what was written, the new facts having been read."""
    return _answer_difference(public_id, key, keeps=True)


@blueprint.get("/sittings/<public_id>/minutes.pdf")
def print_minutes(public_id: str) -> Any:
    """The minutes to print and sign; a draft is marked as one."""
    sitting = held(public_id)
    return shown_file(minutes_pdf(_begun(sitting)), PDF, f"{title_of(sitting)}.pdf")


@blueprint.get("/sittings/<public_id>/minutes.docx")
def save_minutes(public_id: str) -> Any:
    """The same text to work on elsewhere."""
    sitting = held(public_id)
    return saved_file(minutes_docx(_begun(sitting)), DOCX, f"{title_of(sitting)}.docx")


@blueprint.get("/sittings/<public_id>/minutes/documents/scan")
def read_signed(public_id: str) -> Any:
    """The signed copy."""
    minutes = _begun(held(public_id))
    return shown_file(scan_of(minutes), minutes.scan_type, minutes.scan_name)


def held(public_id: str) -> Sitting:
    """Return a sitting that was opened.

    Raises:
        NotFound: it was not, is a rehearsal, or is another congress's.
    """
    sitting = sitting_in(g.congress, public_id)
    if sitting.state not in HELD or sitting.is_rehearsal:
        raise NotFound
    return sitting


def crumb(sitting: Sitting) -> tuple[str, str]:
    """Return the way back to the sitting."""
    return name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)


def to_minutes(public_id: str) -> Any:
    """Lead back to the minutes."""
    return redirect(url_for("assembly.show_minutes", public_id=public_id))


def _begun(sitting: Sitting) -> Minutes:
    minutes = minutes_of(sitting)
    if minutes is None:
        raise NotFound
    return minutes


def _block(public_id: str, key: str) -> tuple[Sitting, Block]:
    sitting = held(public_id)
    minutes = _begun(sitting)
    if not minutes.is_draft:
        raise NotFound
    return sitting, block_of(minutes, key)


def _answer_difference(public_id: str, key: str, *, keeps: bool) -> Any:
    sitting, block = _block(public_id, key)
    form = SeenForm()
    if not form.validate_on_submit():
        return _block_page(sitting, block, BlockForm(formdata=None, text=block.text, seen=block.seen)), 422
    write_block(_begun(sitting), key, block.text if keeps else None, seen=form.seen.data, by=current_person())
    flash(_("Votre texte est gardé.") if keeps else _("Les faits ont repris la place de votre texte."), "ok")
    return to_minutes(public_id)


def _block_page(sitting: Sitting, block: Block, form: BlockForm) -> str:
    return render_template(
        "assembly/minutes_block.html",
        title=block.fact.heading,
        sitting=sitting,
        crumb=crumb(sitting),
        block=block,
        form=form,
    )
