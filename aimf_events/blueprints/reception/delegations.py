"""A delegation's badges handed over at once: the list, the receipt, the signature."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...checkin.badges import badges_to_print
from ...i18n import LANGUAGES, language
from ...reception.handing_over import handovers_in, take_back_badge
from ...reception.receipt_pdf import receipt_number, receipt_pdf
from ...reception.receipts import (
    hand_over_delegation,
    lines_of,
    receipt_by_public_id,
    receipts_of,
    sign_receipt,
    signature_of,
)
from ...reception.strokes import strokes_svg
from ...registration.delegations import delegation_by_public_id
from ...web.files import PDF, shown_file
from ...web.filters import LANGUAGE_NAMES
from ...web.identity import signed_in_person
from . import blueprint
from .forms import ReceiptForm, SignatureForm


@blueprint.route("/delegations/<public_id>", methods=["GET", "POST"])
def hand_over_delegation_badges(public_id: str) -> Any:
    """Show a delegation's badges, all ticked; hand over those that stay ticked to one receiver."""
    delegation = delegation_by_public_id(g.congress, public_id)
    badges = badges_to_print(g.congress, delegation)
    form = ReceiptForm(data={"language": delegation.language}) if request.method == "GET" else ReceiptForm()
    form.language.choices = [(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    form.badges.choices = [(badge.public_id, badge.public_id) for badge in badges]
    if form.validate_on_submit():
        chosen = set(form.badges.data or [])
        receipt = hand_over_delegation(
            delegation,
            [badge for badge in badges if badge.public_id in chosen],
            receiver=form.receiver.data or "",
            function=form.function.data or "",
            language=form.language.data or language(),
            by=signed_in_person(),
        )
        flash(_("Les badges sont remis. Faites signer le reçu, à l’écran ou sur le papier."), "ok")
        return redirect(url_for("reception.show_receipt", public_id=receipt.public_id))
    ticked = None if request.method == "GET" else set(form.badges.data or [])
    page = {
        "delegation": delegation,
        "badges": badges,
        "given": handovers_in(badges),
        "waiting": [badge for badge in badges if badge.state == "issued"],
        "ticked": ticked,
        "receipts": receipts_of(delegation),
        "number": lambda receipt: receipt_number(receipt, g.congress.number),
        "form": form,
    }
    title = _("Badges à remettre : %(delegation)s", delegation=delegation.name)
    return render_template("reception/delegation.html", title=title, **page), 422 if form.errors else 200


@blueprint.get("/receipts/<public_id>")
def show_receipt(public_id: str) -> Any:
    """Show a receipt: print it, have it signed, correct it."""
    return _receipt_page(public_id, SignatureForm())


@blueprint.get("/receipts/<public_id>.pdf")
def print_receipt(public_id: str) -> Response:
    """The receipt on paper."""
    receipt = receipt_by_public_id(g.congress, public_id)
    return shown_file(receipt_pdf(receipt), PDF, f"{receipt_number(receipt, g.congress.number)}.pdf")


@blueprint.post("/receipts/<public_id>/signature")
def sign(public_id: str) -> Any:
    """Keep the signature that was drawn, or note that the paper is signed."""
    form = SignatureForm()
    if not form.validate_on_submit():
        return _receipt_page(public_id, form), 422
    strokes = None if form.on_paper.data else form.strokes.data or ""
    sign_receipt(receipt_by_public_id(g.congress, public_id), strokes, by=signed_in_person())
    flash(_("Le reçu est signé."), "ok")
    return redirect(url_for("reception.show_receipt", public_id=public_id))


@blueprint.post("/receipts/<public_id>/lines/<badge_id>/withdrawal")
def take_line_back(public_id: str, badge_id: str) -> Any:
    """Take one badge of a receipt back: it was not given after all."""
    receipt = receipt_by_public_id(g.congress, public_id)
    for line in lines_of(receipt):
        if line.badge.public_id == badge_id and line.undone_at is None and line.issue == line.badge.issue:
            take_back_badge(line.badge, by=signed_in_person())
            flash(_("Ce badge attend de nouveau au bureau. Le reçu imprimé ne le compte plus."), "ok")
    return redirect(url_for("reception.show_receipt", public_id=public_id))


def _receipt_page(public_id: str, form: SignatureForm) -> str:
    receipt = receipt_by_public_id(g.congress, public_id)
    drawn = signature_of(receipt)
    lines = lines_of(receipt)
    return render_template(
        "reception/receipt.html",
        title=_("Reçu %(number)s", number=receipt_number(receipt, g.congress.number)),
        receipt=receipt,
        lines=lines,
        kept=[line for line in lines if line.undone_at is None],
        drawing=strokes_svg(drawn) if drawn else None,
        form=form,
    )
