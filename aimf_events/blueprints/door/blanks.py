"""Emergency badges: printed beforehand by whoever supervises the doors, and settled where desks differ."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from ...checkin import blanks
from ...checkin.blank_models import BlankState
from ...checkin.short_code import UnreadableCode, parse_short_code
from ...errors import NotFound
from ...web.files import PDF, shown_file
from ...web.guards import DOOR_SUPERVISORS, allows
from ...web.identity import signed_in_person
from . import blueprint
from .forms import BlankSettlementForm, BlanksForm, EmptyForm


@blueprint.get("/blanks")
@allows(DOOR_SUPERVISORS)
def list_blanks() -> Any:
    """Show who wears one, and what is to be settled."""
    return _page(BlanksForm(formdata=None))


@blueprint.post("/blanks")
@allows(DOOR_SUPERVISORS)
def make_blanks() -> Any:
    """Make some more, to be printed."""
    form = BlanksForm()
    if not form.validate_on_submit():
        return _page(form), 422
    made = blanks.make_blanks(g.congress, form.count.data, by=signed_in_person())
    said = ngettext(
        "Un badge de secours est prêt : imprimez-le.", "%(num)d badges de secours sont prêts : imprimez-les.", len(made)
    )
    flash(said, "ok")
    return redirect(url_for("door.list_blanks", first=made[0].serial, last=made[-1].serial))


@blueprint.get("/blanks.pdf")
@allows(DOOR_SUPERVISORS)
def print_blanks() -> Any:
    """The blanks of some numbers that stand for nobody yet, four to a sheet."""
    first, last = (request.args.get(name, "") for name in ("first", "last"))
    if not (
        first.isdecimal() and last.isdecimal() and len(first + last) < 12 and int(last) <= blanks.MOST >= int(first)
    ):
        raise NotFound
    found = blanks.blanks_to_print(g.congress, int(first), int(last))
    pdf = blanks.blanks_pdf(found, g.congress, str(get_locale()))
    return shown_file(pdf, PDF, f"badges-de-secours-{int(first)}-{int(last)}.pdf")


@blueprint.post("/blanks/<public_id>/settlement")
@allows(DOOR_SUPERVISORS)
def settle_blank(public_id: str) -> Any:
    """Say whose it is."""
    blank, form = blanks.blank_by_public_id(g.congress, public_id), BlankSettlementForm()
    if not form.validate_on_submit():
        return _page(BlanksForm(formdata=None), wrong=public_id, why=" ".join(form.code.errors)), 422
    try:
        blanks.settle_blank(blank, short_code=parse_short_code(form.code.data), by=signed_in_person())
    except (UnreadableCode, blanks.NobodysCode):
        why = str(blanks.NobodysCode().reason)
        return _page(BlanksForm(formdata=None), wrong=public_id, why=why), 422
    flash(_("Le badge de secours n° %(number)d vaut pour cette personne.", number=blank.serial), "ok")
    return redirect(url_for("door.list_blanks"))


@blueprint.post("/blanks/<public_id>/withdrawal")
@allows(DOOR_SUPERVISORS)
def withdraw_blank(public_id: str) -> Any:
    """Say that it stands for nobody any more."""
    if EmptyForm().validate_on_submit():
        blank = blanks.withdraw_blank(blanks.blank_by_public_id(g.congress, public_id), by=signed_in_person())
        flash(_("Le badge de secours n° %(number)d n’ouvre plus aucune porte.", number=blank.serial), "ok")
    return redirect(url_for("door.list_blanks"))


def _page(form: BlanksForm, *, wrong: str = "", why: str = "") -> str:
    shown = blanks.blanks_of(g.congress)
    first, last = (request.args.get(name, "") for name in ("first", "last"))
    return render_template(
        "door/blanks.html",
        title=_("Badges de secours"),
        shown=shown,
        to_settle=sum(each.is_open for each in shown),
        free=blanks.free_serials(g.congress),
        form=form,
        settlement=BlankSettlementForm(formdata=None),
        fresh=(first, last) if first.isdecimal() and last.isdecimal() else None,
        wrong=wrong,
        why=why,
        BlankState=BlankState,
    )
