"""What becomes of minutes: settled, taken up again, signed on paper, corrected, put to the approval of a later sitting."""

from typing import Any

from flask import flash, render_template
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of, when_of
from ...assembly.sitting_models import Sitting
from ...errors import NotFound
from ...minutes.drafting import blocks_of, corrections_of
from ...minutes.minutes_models import Minutes, MinutesState
from ...minutes.writing import (
    correct_minutes,
    file_signed,
    later_sittings,
    minutes_of,
    put_to_approval,
    reopen_minutes,
    settle_minutes,
)
from ...web.identity import current_person
from . import blueprint
from .minutes import crumb, held, to_minutes
from .minutes_forms import ApprovalForm, CorrectionsForm, ScanForm, SignersForm

_SIGNED = (MinutesState.SIGNED, MinutesState.CORRECTED)


@blueprint.get("/sittings/<public_id>/minutes/settlement")
def ask_settlement(public_id: str) -> Any:
    """Ask who signs, before the text is settled."""
    sitting, minutes = _in(public_id, MinutesState.DRAFT)
    return _settlement_page(
        sitting, minutes, SignersForm(formdata=None, chair=minutes.chair, secretary=minutes.secretary)
    )


@blueprint.post("/sittings/<public_id>/minutes/settlement")
def settle_text(public_id: str) -> Any:
    """Settle the text."""
    sitting, minutes = _any(public_id)
    form = SignersForm()
    if not form.validate_on_submit():
        return _settlement_page(sitting, minutes, form), 422
    settle_minutes(minutes, chair=form.chair.data or "", secretary=form.secretary.data or "", by=current_person())
    flash(_("Le texte est arrêté. Imprimez-le et faites-le signer."), "ok")
    return to_minutes(public_id)


@blueprint.post("/sittings/<public_id>/minutes/reopening")
def take_up_again(public_id: str) -> Any:
    """Take up a settled text again."""
    _sitting, minutes = _any(public_id)
    reopen_minutes(minutes, by=current_person())
    flash(_("Le texte est de nouveau un projet : il suit les faits."), "ok")
    return to_minutes(public_id)


@blueprint.get("/sittings/<public_id>/minutes/signature")
def ask_signed(public_id: str) -> Any:
    """The form of the signed copy."""
    sitting, minutes = _in(public_id, MinutesState.SETTLED)
    return _signature_page(sitting, minutes, ScanForm(formdata=None))


@blueprint.post("/sittings/<public_id>/minutes/signature")
def keep_signed(public_id: str) -> Any:
    """Keep the signed copy."""
    sitting, minutes = _any(public_id)
    form = ScanForm()
    if not form.validate_on_submit() or form.prepared is None:
        return _signature_page(sitting, minutes, form), 422
    file_signed(minutes, form.prepared, by=current_person())
    flash(_("La copie signée est versée, avec son empreinte."), "ok")
    return to_minutes(public_id)


@blueprint.get("/sittings/<public_id>/minutes/corrections")
def ask_corrections(public_id: str) -> Any:
    """The form of what is corrected."""
    sitting, minutes = _in(public_id, *_SIGNED)
    last = corrections_of(minutes)
    given = {"text": last.text or "" if last else "", "seen": last.id if last else 0}
    return _corrections_page(sitting, CorrectionsForm(formdata=None, **given))


@blueprint.post("/sittings/<public_id>/minutes/corrections")
def correct(public_id: str) -> Any:
    """Write what is corrected."""
    sitting, minutes = _any(public_id)
    form = CorrectionsForm()
    if not form.validate_on_submit():
        return _corrections_page(sitting, form), 422
    correct_minutes(minutes, form.text.data or "", seen=form.seen.data, by=current_person())
    flash(_("La rectification est portée au procès-verbal."), "ok")
    return to_minutes(public_id)


@blueprint.get("/sittings/<public_id>/minutes/approval")
def ask_approval(public_id: str) -> Any:
    """Choose the sitting that is asked to approve."""
    sitting, minutes = _in(public_id, *_SIGNED)
    if minutes.approval_item_id is not None:
        raise NotFound
    return _approval_page(sitting, ApprovalForm(formdata=None))


@blueprint.post("/sittings/<public_id>/minutes/approval")
def put_on_agenda(public_id: str) -> Any:
    """Put the minutes on the agenda of a later sitting."""
    sitting, minutes = _any(public_id)
    form, later = ApprovalForm(), later_sittings(sitting)
    form.offer(_choices(later))
    if not form.validate_on_submit():
        return _approval_page(sitting, form), 422
    chosen = next(each for each in later if each.public_id == form.later.data)
    put_to_approval(minutes, chosen, by=current_person())
    flash(_("L’approbation est à l’ordre du jour, avec le procès-verbal. Les membres le lisent sur leur page."), "ok")
    return to_minutes(public_id)


def _any(public_id: str) -> tuple[Sitting, Minutes]:
    sitting = held(public_id)
    minutes = minutes_of(sitting)
    if minutes is None:
        raise NotFound
    return sitting, minutes


def _in(public_id: str, *states: MinutesState) -> tuple[Sitting, Minutes]:
    sitting, minutes = _any(public_id)
    if minutes.state not in states:
        raise NotFound
    return sitting, minutes


def _choices(sittings: list[Sitting]) -> list[tuple[str, str]]:
    return [(each.public_id, f"{name_of(each)}, {when_of(each)}") for each in sittings]


def _settlement_page(sitting: Sitting, minutes: Minutes, form: SignersForm) -> str:
    return render_template(
        "assembly/minutes_settlement.html",
        title=_("Arrêter le texte du procès-verbal"),
        sitting=sitting,
        crumb=crumb(sitting),
        form=form,
        moved=[block for block in blocks_of(minutes) if block.differs] if minutes.is_draft else [],
    )


def _signature_page(sitting: Sitting, minutes: Minutes, form: ScanForm) -> str:
    return render_template(
        "assembly/minutes_signature.html",
        title=_("Verser la copie signée"),
        sitting=sitting,
        crumb=crumb(sitting),
        minutes=minutes,
        form=form,
    )


def _corrections_page(sitting: Sitting, form: CorrectionsForm) -> str:
    return render_template(
        "assembly/minutes_corrections.html",
        title=_("Rectifier le procès-verbal"),
        sitting=sitting,
        crumb=crumb(sitting),
        form=form,
    )


def _approval_page(sitting: Sitting, form: ApprovalForm) -> str:
    later = later_sittings(sitting)
    form.offer(_choices(later))
    return render_template(
        "assembly/minutes_approval.html",
        title=_("Faire approuver le procès-verbal"),
        sitting=sitting,
        crumb=crumb(sitting),
        form=form,
        later=later,
    )
