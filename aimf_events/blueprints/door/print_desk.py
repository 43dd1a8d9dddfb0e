"""The print queue on screen, and the desk that prints it: a browser beside a printer, one badge after the other."""

import re
from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...checkin import print_queue as queue
from ...checkin.badges import badge_by_public_id, badge_sides, badges_pdf
from ...checkin.models import Badge, BadgeState
from ...checkin.print_models import BadgeFormat, PrintReason, PrintRequest, PrintState
from ...checkin.prints import prints_of
from ...errors import NotFound
from ...web.files import PDF, shown_file
from ...web.guards import allows
from ...web.identity import current_person
from . import blueprint
from .badge_forms import PrintForm, TroubleForm
from .badges import PRINTERS

KIOSK = re.compile(r"[A-Za-z0-9_-]{1,40}")


@blueprint.get("/badges/queue")
@allows(PRINTERS)
def show_queue() -> Any:
    """What waits for paper, what a desk prints now, what failed, and what came out last."""
    return render_template(
        "door/print_queue.html",
        title=_("La file d’impression"),
        due=queue.due_requests(g.congress),
        printing=queue.requests_in(g.congress, PrintState.PRINTING),
        failed=queue.requests_in(g.congress, PrintState.FAILED),
        printed=queue.requests_in(g.congress, PrintState.PRINTED, most=20),
        topic=queue.topic_of(g.congress),
    )


@blueprint.post("/badges/queue/<public_id>/return")
@allows(PRINTERS)
def return_to_queue(public_id: str) -> Any:
    """Ask once more for what failed."""
    request = queue.request_by_public_id(g.congress, public_id)
    queue.enqueue_print(request.badge, by=current_person(), reason=request.reason)
    flash(_("Le badge attend de nouveau."), "ok")
    return redirect(url_for("door.show_queue"))


@blueprint.post("/badges/queue/<public_id>/removal")
@allows(PRINTERS)
def drop_from_queue(public_id: str) -> Any:
    """Nobody wants this paper any more."""
    queue.drop_request(queue.request_by_public_id(g.congress, public_id), by=current_person())
    flash(_("Le badge n’attend plus."), "ok")
    return redirect(url_for("door.show_queue"))


@blueprint.get("/badges/<public_id>/print")
@allows(PRINTERS)
def ask_print(public_id: str) -> Any:
    """Ask why a badge is wanted on paper, and show when it was before."""
    badge = badge_by_public_id(g.congress, public_id)
    return _ask_page(badge, PrintForm(data={"reason": PrintReason.FIRST.value, "issue": str(badge.issue)}))


@blueprint.post("/badges/<public_id>/print")
@allows(PRINTERS)
def enqueue(public_id: str) -> Any:
    """Put a badge in the queue; a lost one is issued again before."""
    badge, form = badge_by_public_id(g.congress, public_id), PrintForm()
    if not form.validate_on_submit():
        return _ask_page(badge, form), 422
    reason = PrintReason(form.reason.data)
    if reason is PrintReason.LOST and badge.state is not BadgeState.REVOKED:
        issue = int(form.issue.data) if form.issue.data else None
        queue.replace_lost(badge, by=current_person(), reason=reason.value, issue=issue)
    else:
        queue.enqueue_print(badge, by=current_person(), reason=reason)
    flash(_("Le badge attend dans la file d’impression."), "ok")
    return redirect(url_for("door.show_queue"))


def _ask_page(badge: Badge, form: PrintForm) -> str:
    if badge.state is BadgeState.REVOKED:
        raise NotFound
    return render_template(
        "door/print_badge.html", title=_("Imprimer le badge"), badge=badge, form=form, prints=prints_of(badge)
    )


# -- the desk that prints ------------------------------------------------------------------------------------------------


@blueprint.get("/badges/kiosk")
@allows(PRINTERS)
def choose_kiosk() -> Any:
    """Say what is in this desk's printer."""
    return render_template(
        "door/choose_kiosk.html",
        title=_("Ouvrir un poste d’impression"),
        formats=list(BadgeFormat),
        kiosk=queue.new_kiosk(),
    )


@blueprint.get("/badges/kiosk/<format>/<kiosk>")
@allows(PRINTERS)
def show_kiosk(format: str, kiosk: str) -> Any:
    """What waits, and the button that takes the next one."""
    kind = _kind(format, kiosk)
    return render_template(
        "door/kiosk.html",
        title=_("Poste d’impression"),
        format=kind,
        kiosk=kiosk,
        due=queue.due_requests(g.congress, most=8),
        count=queue.how_many_are_due(g.congress),
        held=[each for each in queue.requests_in(g.congress, PrintState.PRINTING) if each.is_held_by(kiosk)],
        topic=queue.topic_of(g.congress),
    )


@blueprint.post("/badges/kiosk/<format>/<kiosk>")
@allows(PRINTERS)
def take(format: str, kiosk: str) -> Any:
    """Take the next badge."""
    _kind(format, kiosk)
    request = queue.take_next(g.congress, kiosk=kiosk)
    if request is None:
        flash(_("Aucun badge n’attend."), "info")
        return redirect(url_for("door.show_kiosk", format=format, kiosk=kiosk))
    return redirect(url_for("door.show_sheet", format=format, kiosk=kiosk, public_id=request.public_id))


@blueprint.get("/badges/kiosk/<format>/<kiosk>/<public_id>")
@allows(PRINTERS)
def show_sheet(format: str, kiosk: str, public_id: str) -> Any:
    """The badge as the browser prints it; the desk says what came out."""
    return _sheet_page(format, kiosk, public_id, TroubleForm())


@blueprint.post("/badges/kiosk/<format>/<kiosk>/<public_id>/printed")
@allows(PRINTERS)
def confirm(format: str, kiosk: str, public_id: str) -> Any:
    """The paper came out."""
    _kind(format, kiosk)
    queue.confirm_printed(queue.request_by_public_id(g.congress, public_id), kiosk=kiosk, by=current_person())
    return redirect(url_for("door.show_kiosk", format=format, kiosk=kiosk))


@blueprint.post("/badges/kiosk/<format>/<kiosk>/<public_id>/again")
@allows(PRINTERS)
def print_again(format: str, kiosk: str, public_id: str) -> Any:
    """The paper was crooked: the same badge once more."""
    _kind(format, kiosk)
    queue.hold_longer(queue.request_by_public_id(g.congress, public_id), kiosk=kiosk)
    return redirect(url_for("door.show_sheet", format=format, kiosk=kiosk, public_id=public_id))


@blueprint.post("/badges/kiosk/<format>/<kiosk>/<public_id>/trouble")
@allows(PRINTERS)
def tell_trouble(format: str, kiosk: str, public_id: str) -> Any:
    """No paper came out."""
    form = TroubleForm()
    if not form.validate_on_submit():
        return _sheet_page(format, kiosk, public_id, form), 422
    request = queue.request_by_public_id(g.congress, public_id)
    queue.report_trouble(request, kiosk=kiosk, trouble=form.trouble.data or "")
    flash(_("L’échec est noté : le badge se redemande depuis la file."), "warn")
    return redirect(url_for("door.show_kiosk", format=format, kiosk=kiosk))


@blueprint.post("/badges/kiosk/<format>/<kiosk>/<public_id>/return")
@allows(PRINTERS)
def leave_to_others(format: str, kiosk: str, public_id: str) -> Any:
    """Let another desk print it."""
    _kind(format, kiosk)
    queue.give_back(queue.request_by_public_id(g.congress, public_id), kiosk=kiosk)
    return redirect(url_for("door.show_kiosk", format=format, kiosk=kiosk))


@blueprint.get("/badges/queue/<public_id>/<format>.pdf")
@allows(PRINTERS)
def sheet_pdf(public_id: str, format: str) -> Any:
    """The badge of a request, for a printer that wants a file."""
    request = queue.request_by_public_id(g.congress, public_id)
    return shown_file(badges_pdf([request.badge], format=_kind(format).value), PDF, "badge.pdf")


@blueprint.get("/badges/queue/<public_id>/<format>-<int:side>.svg")
@allows(PRINTERS)
def sheet_side(public_id: str, format: str, side: int) -> Any:
    """One side of the badge of a request, as the browser prints it."""
    request = queue.request_by_public_id(g.congress, public_id)
    sides = badge_sides(request.badge, _kind(format).value)
    if not 1 <= side <= len(sides):
        raise NotFound
    return Response(sides[side - 1], mimetype="image/svg+xml")


def _kind(format: str, kiosk: str = "x") -> BadgeFormat:
    if format not in list(BadgeFormat) or not KIOSK.fullmatch(kiosk):
        raise NotFound
    return BadgeFormat(format)


def _sheet_page(format: str, kiosk: str, public_id: str, form: TroubleForm) -> Any:
    kind, request = _kind(format, kiosk), queue.request_by_public_id(g.congress, public_id)
    if not request.is_held_by(kiosk):
        flash(_("Ce badge n’est plus à ce poste."), "info")
        return redirect(url_for("door.show_kiosk", format=format, kiosk=kiosk))
    return render_template(
        "door/print_sheet.html",
        title=_("Imprimer ce badge"),
        request=request,
        format=kind,
        kiosk=kiosk,
        sides=_sides(request, kind),
        form=form,
    )


def _sides(request: PrintRequest, kind: BadgeFormat) -> range:
    return range(1, len(badge_sides(request.badge, kind.value)) + 1)
