"""What a member reads of its grant, and where it deposits its report. The link is the key."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...i18n import format_day, money
from ...membership.grant_letters import grant_by_link
from ...membership.grant_models import Grant, GrantPaperKind, GrantState
from ...membership.grant_reports import add_grant_paper, content_of, paper_of
from ...web.grant_forms import ReportForm
from ...web.papers import show_paper
from . import blueprint


@blueprint.get("/<token>")
def show(token: str) -> Any:
    """The grant: where it stands, what was paid, what is awaited."""
    return _page(token, _found(token))


@blueprint.post("/<token>/report")
def deposit_report(token: str) -> Any:
    """Deposit the report."""
    grant, form = _found(token), ReportForm()
    if not form.validate_on_submit() or form.prepared is None:
        return _page(token, grant, form), 422
    add_grant_paper(grant, form.prepared, kind=GrantPaperKind.REPORT, by=None)
    flash(_("Le rapport est bien arrivé. Le Secrétariat permanent le lit."), "ok")
    return redirect(url_for("grant.show", token=token))


@blueprint.get("/<token>/papers/<paper_id>")
def read_paper(token: str, paper_id: str) -> Any:
    """Show a paper of this grant."""
    paper = paper_of(_found(token), paper_id)
    return show_paper(content_of(paper), paper.media_type, paper.file_name)


def _found(token: str) -> Grant:
    grant = grant_by_link(token)
    if grant is None:
        raise NotFound
    return grant


def _page(token: str, grant: Grant, form: ReportForm | None = None) -> str:
    return render_template(
        "grant/show.html",
        title=grant.title,
        kicker=grant.member.name,
        grant=grant,
        token=token,
        sentence=_sentence(grant),
        takes_report=grant.state in (GrantState.AWARDED, GrantState.REPORTED),
        papers=grant.papers_of(*GrantPaperKind),
        form=form or ReportForm(formdata=None),
    )


def _sentence(grant: Grant) -> str:
    """Where it stands, in the member's words."""
    due = format_day(grant.report_due_on, weekday=False) if grant.report_due_on else ""
    match grant.state:
        case GrantState.REQUESTED | GrantState.ON_AGENDA:
            return _("Votre demande attend la décision du Bureau.")
        case GrantState.AWARDED:
            return _(
                "Le Bureau vous accorde %(amount)s. Votre rapport est attendu le %(day)s.",
                amount=money(grant.awarded or 0, grant.currency),
                day=due,
            )
        case GrantState.REPORTED:
            return _("Votre rapport est arrivé : le Secrétariat permanent le lit.")
        case GrantState.CLOSED:
            return _("Votre rapport est accepté : cette subvention est close.")
        case GrantState.REFUSED:
            return _("Le Bureau n’a pas retenu cette demande.")
        case GrantState.CANCELLED:
            return _("Cette subvention est annulée.")
