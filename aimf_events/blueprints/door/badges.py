"""Badges to print: one, a delegation's, or all; and issued again when lost."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...checkin import badges
from ...congress.categories import CARD_LETTER
from ...congress.models import CongressRole
from ...errors import NotFound, Refusal
from ...i18n import search_key
from ...registration.delegations import delegation_by_public_id
from ...web.asking import asked
from ...web.files import PDF, shown_file
from ...web.guards import ACCREDITATION_DESK, SECRETARIAT, admits, allows
from ...web.identity import current_person, current_roles
from ...web.navigation import may_open
from . import blueprint
from .forms import ReissueForm

PRINTERS = ACCREDITATION_DESK | {CongressRole.DOOR_SUPERVISOR}


class NothingToPrint(Refusal):
    """No badge has been issued here."""

    code = "nothing_to_print"


@blueprint.get("/badges")
@allows(PRINTERS)
def list_badges() -> Any:
    """Show the delegations that have badges, all or those of a name."""
    counts, q = badges.badge_counts(g.congress), asked("q")
    return render_template(
        "door/badges.html",
        title=_("Les badges"),
        total=sum(count for _delegation, count in counts),
        delegations=[row for row in counts if search_key(q) in row[0].search_key],
        q=q,
        designs=admits(SECRETARIAT, current_roles(), signed_in=True, reads=True),
        sees_doors=may_open("door.list_checkpoints"),
    )


@blueprint.get("/badges/delegations/<public_id>")
@allows(PRINTERS)
def delegation_badges(public_id: str) -> Any:
    """Show a delegation's badges, one by one."""
    delegation = delegation_by_public_id(g.congress, public_id)
    page = {"delegation": delegation, "badges": badges.badges_to_print(g.congress, delegation)}
    gives = admits(ACCREDITATION_DESK, current_roles(), signed_in=True, reads=False)
    return render_template(
        "door/delegation_badges.html", title=delegation.name, card_letter=CARD_LETTER, gives_cards=gives, **page
    )


@blueprint.get("/badges/delegations/<public_id>.pdf")
@allows(PRINTERS)
def print_delegation(public_id: str) -> Any:
    """The badges of a delegation, in the order of protocol."""
    delegation = delegation_by_public_id(g.congress, public_id)
    return _pdf(
        badges.badges_to_print(g.congress, delegation), f"badges-{delegation.search_key.replace(' ', '-')[:60]}"
    )


@blueprint.get("/badges/<public_id>.pdf")
@allows(PRINTERS)
def print_badge(public_id: str) -> Any:
    """One badge."""
    badge = badges.badge_by_public_id(g.congress, public_id)
    if badge.state is badges.BadgeState.REVOKED:
        raise NotFound
    return _pdf([badge], "badge")


@blueprint.get("/badges/<public_id>/reissue")
@allows(PRINTERS)
def confirm_reissue(public_id: str) -> Any:
    """Say what a reissue does."""
    return _reissue_page(public_id, ReissueForm())


@blueprint.post("/badges/<public_id>/reissue")
@allows(PRINTERS)
def reissue_badge(public_id: str) -> Any:
    """Issue a badge again: the printed one is dead."""
    form = ReissueForm()
    if not form.validate_on_submit():
        return _reissue_page(public_id, form), 422
    badge = badges.badge_by_public_id(g.congress, public_id)
    if badge.state is badges.BadgeState.REVOKED:
        raise NotFound
    issue = int(form.issue.data) if form.issue.data else None
    badges.reissue_badge(badge, by=current_person(), reason=form.reason.data, issue=issue)
    flash(_("Le badge est émis de nouveau : imprimez-le. L’ancien n’ouvre plus aucune porte."), "ok")
    return redirect(url_for("door.delegation_badges", public_id=badge.delegation.public_id))


def _reissue_page(public_id: str, form: ReissueForm) -> str:
    badge = badges.badge_by_public_id(g.congress, public_id)
    form.issue.data = form.issue.data or str(badge.issue)
    return render_template("door/reissue.html", title=_("Émettre de nouveau le badge"), badge=badge, form=form)


def _pdf(found: list[Any], name: str) -> Response:
    if not found:
        raise NothingToPrint(
            _("Aucun badge n’est à imprimer ici."), advice=_("Un badge est émis quand une inscription est accréditée.")
        )
    return shown_file(badges.badges_pdf(found), PDF, f"{name}.pdf")
