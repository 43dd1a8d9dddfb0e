"""Two pages: the reference of a sheet, and the sheet: what it is worth, and the code that binds this device."""

from typing import Any

from flask import g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.convocation_letter import name_of, when_of
from ...assembly.emargement import WHILE
from ...assembly.emargement_models import TRIES, VotingCredential, VotingState
from ...assembly.voters import sheet_by_reference, sitting_of, still_speaks
from ...assembly.voting_devices import bind_device, device_name, from_base64url
from ...checkin.short_code import UnreadableCode, format_short_code, parse_short_code
from ...errors import NotFound, Refusal
from ...i18n import format_hour, zone_city
from ...web.wording import addressed
from . import blueprint
from .forms import CodeForm, ReferenceForm


@blueprint.get("/")
def ask_reference() -> Any:
    """Ask which sheet, for whoever cannot read the square on it."""
    return _reference_page(ReferenceForm())


@blueprint.post("/")
def find_sheet() -> Any:
    """Go to the page of a sheet."""
    form = ReferenceForm()
    if not form.validate_on_submit():
        return _reference_page(form), 422
    try:
        sheet_by_reference(form.reference.data)
    except NotFound:
        form.reference.errors = [_("Aucune feuille ne porte cette référence.")]
        return _reference_page(form), 422
    return redirect(url_for("voting.show_sheet", reference=form.reference.data))


@blueprint.get("/<reference>")
def show_sheet(reference: str) -> Any:
    """What the sheet is worth, and the form of its code."""
    return _page(sheet_of(reference), CodeForm())


@blueprint.post("/<reference>")
def bind(reference: str) -> Any:
    """Bind the device that sends this form."""
    sheet, form = sheet_of(reference), CodeForm()
    if not form.validate_on_submit():
        return _page(sheet, form), 422
    try:
        bind_device(
            sheet,
            form.code.data or "",
            public_key=from_base64url(form.public_key.data or ""),
            nonce=form.nonce.data or "",
            signature=from_base64url(form.signature.data or ""),
        )
    except Refusal as refusal:
        form.code.errors = [refusal.reason]
        return _page(sheet_of(reference), form), refusal.status
    return redirect(url_for("voting.show_sheet", reference=reference))


def sheet_of(reference: str) -> VotingCredential:
    """Return the sheet that an address names.

    Raises:
        NotFound: there is none.
    """
    try:
        return sheet_by_reference(parse_short_code(reference))
    except UnreadableCode:
        raise NotFound from None


def _page(sheet: VotingCredential, form: CodeForm) -> str:
    sitting, member = sitting_of(sheet), sheet.mandate.member
    g.congress = sitting.congress
    state = sheet.state.value
    if sitting.state not in WHILE:
        state = "over"
    elif sheet.state in (VotingState.HANDED, VotingState.BOUND) and not still_speaks(sheet):
        state = "speaks_no_more"
    zone = sitting.time_zone
    return render_template(
        "voting/sheet.html",
        title=_("Voter : %(member)s", member=member.name),
        voter=addressed(sheet.person),
        member=member,
        sitting_words=f"{name_of(sitting)}, {when_of(sitting)}",
        sheet=sheet,
        sitting=sitting,
        state=state,
        left=TRIES - sheet.tries,
        reference=format_short_code(sheet.reference),
        device=device_name(sheet.public_key),
        bound_at=_("%(hour)s (heure de %(city)s)", hour=format_hour(sheet.bound_at, zone), city=zone_city(zone))
        if sheet.bound_at
        else "",
        form=form,
    )


def _reference_page(form: ReferenceForm) -> str:
    return render_template("voting/reference.html", title=_("Enregistrer mon appareil de vote"), form=form)
