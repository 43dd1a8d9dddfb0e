"""The list of the grants, a request, and one grant with what comes next."""

import secrets
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.ballots import adopting_ballot
from ...clock import now
from ...i18n import country_name, pick
from ...members.members import member_by_public_id
from ...membership.grant_models import Fund, Grant, GrantPaperKind, GrantState
from ...membership.grant_reports import add_grant_paper, content_of, paper_of, remove_grant_paper
from ...membership.grants import (
    GrantSearch,
    ask_grant,
    examine_grant,
    find_grants,
    grant_by_public_id,
    grant_counts,
    grants_of,
    members_that_may_ask,
)
from ...membership.strategy import programme_in_force
from ...web.asking import asked, asked_page, kept
from ...web.exporting import export_addresses
from ...web.grant_forms import GrantPaperForm
from ...web.grant_words import GRANT_KINDS
from ...web.identity import signed_in_person
from ...web.papers import show_paper
from ...web.wording import words_for
from . import blueprint
from .forms import AwardForm, ExaminationForm, GrantForm, PaymentForm, ReasonForm, ReturnForm


@blueprint.get("/")
def list_grants() -> Any:
    """What members asked for; the choices are in the address."""
    search, today = asked_search(), now().date()
    page, (known, waiting, overdue) = find_grants(search, page=asked_page()), grant_counts(today)
    choices = kept("q", "shown", "fund")
    return render_template(
        "grants/list.html",
        title=_("Subventions"),
        search=search,
        page=page,
        any_known=bool(known),
        sentence=_sentence(waiting, overdue),
        kinds=GRANT_KINDS,
        states=[
            ("", _("en cours")),
            *((each.value, words_for(each)) for each in GrantState),
            ("all", _("toutes les subventions")),
        ],
        funds=[("", _("tous les fonds")), *((each.value, words_for(each)) for each in Fund)],
        today=today,
        waiting=waiting,
        result=ngettext("%(num)d subvention", "%(num)d subventions", page.total or 0),
        page_url=lambda number: url_for("grants.list_grants", **{**choices, "page": number}),
        exports=export_addresses("grants.export_grants", **choices),
    )


def asked_search() -> GrantSearch:
    """Return what the address asks for."""
    return GrantSearch(text=asked("q"), shown=asked("shown"), fund=asked("fund"))


@blueprint.route("/new", methods=["GET", "POST"])
def new_grant() -> Any:
    """Record what a member asks."""
    form = GrantForm() if request.method == "POST" else GrantForm(data=_fresh())
    programme = programme_in_force()
    axes = {each.public_id: each for each in programme.axes} if programme else {}
    form.axis.choices = [("", _("aucun")), *((ident, pick(axis.title)) for ident, axis in axes.items())]
    form.member.choices = [
        ("", _("Choisir un membre")),
        *((each.public_id, f"{each.name} ({country_name(each.country)})") for each in members_that_may_ask()),
    ]
    if form.validate_on_submit():
        grant = ask_grant(
            member_by_public_id(form.member.data),
            form.project({ident: axis.id for ident, axis in axes.items()}),
            form_key=form.form_key.data or None,
            by=signed_in_person(),
        )
        flash(_("La demande est enregistrée."), "ok")
        return to_grant(grant)
    return render_template(
        "grants/form.html", title=_("Enregistrer une demande"), form=form
    ), 422 if form.errors else 200


@blueprint.get("/<public_id>")
def show_grant(public_id: str) -> Any:
    """One grant."""
    return grant_page(grant_by_public_id(public_id))


@blueprint.get("/members/<member_id>")
def show_member_grants(member_id: str) -> Any:
    """What one member asked for, over the years."""
    member = member_by_public_id(member_id)
    grants = grants_of(member)
    return render_template(
        "grants/member.html",
        title=_("Subventions : %(name)s", name=member.name),
        member=member,
        grants=grants,
        kinds=GRANT_KINDS,
        sentence=ngettext("%(num)d demande.", "%(num)d demandes.", len(grants)),
    )


@blueprint.post("/<public_id>/examination")
def examine(public_id: str) -> Any:
    """Write what the secretariat makes of it."""
    grant, form = grant_by_public_id(public_id), ExaminationForm()
    if not form.validate_on_submit():
        return grant_page(grant), 422
    examine_grant(grant, examination=form.examination.data or "", by=signed_in_person())
    flash(_("C’est enregistré."), "ok")
    return to_grant(grant)


@blueprint.post("/<public_id>/papers")
def add_paper(public_id: str) -> Any:
    """Add a paper."""
    grant, form = grant_by_public_id(public_id), GrantPaperForm()
    if not form.validate_on_submit() or form.prepared is None:
        return grant_page(grant, paper=form), 422
    add_grant_paper(grant, form.prepared, kind=GrantPaperKind(form.kind.data), by=signed_in_person())
    flash(_("Le document est au dossier."), "ok")
    return to_grant(grant)


@blueprint.get("/<public_id>/papers/<paper_id>")
def read_paper(public_id: str, paper_id: str) -> Any:
    """Show a paper."""
    paper = paper_of(grant_by_public_id(public_id), paper_id)
    return show_paper(content_of(paper), paper.media_type, paper.file_name)


@blueprint.post("/<public_id>/papers/<paper_id>/removal")
def remove_paper(public_id: str, paper_id: str) -> Any:
    """Take a paper out."""
    grant = grant_by_public_id(public_id)
    remove_grant_paper(paper_of(grant, paper_id), by=signed_in_person())
    flash(_("Le document est effacé."), "ok")
    return to_grant(grant)


def to_grant(grant: Grant) -> Any:
    """Go to the page of a grant."""
    return redirect(url_for("grants.show_grant", public_id=grant.public_id))


def grant_page(
    grant: Grant,
    *,
    paper: GrantPaperForm | None = None,
    award: AwardForm | None = None,
    reason: ReasonForm | None = None,
    payment: PaymentForm | None = None,
    returned: ReturnForm | None = None,
) -> str:
    """Render one grant with its forms; one that was refused keeps what was typed."""
    today = now().date()
    return render_template(
        "grants/show.html",
        title=grant.title,
        grant=grant,
        state=grant.state.value,
        kind=GRANT_KINDS[grant.state],
        is_overdue=grant.awaits_report and grant.report_due_on is not None and grant.report_due_on < today,
        adopted=adopting_ballot(grant.asking) is not None,
        papers=grant.papers_of(*GrantPaperKind),
        next_part=grant.next_instalment,
        examination_form=ExaminationForm(formdata=None, examination=grant.examination),
        paper_form=paper or GrantPaperForm(formdata=None),
        award_form=award or AwardForm(formdata=None, awarded=grant.asked),
        reason_form=reason or ReasonForm(formdata=None),
        payment_form=payment or PaymentForm(formdata=None, paid_on=today),
        return_form=returned or ReturnForm(formdata=None),
    )


def _fresh() -> dict[str, Any]:
    return {
        "form_key": secrets.token_urlsafe(16),
        "requested_on": now().date(),
        "currency": "EUR",
        "fund": "cooperation",
    }


def _sentence(waiting: int, overdue: int) -> str:
    said = ngettext("%(num)d demande attend le Bureau.", "%(num)d demandes attendent le Bureau.", waiting)
    if overdue:
        said += " " + ngettext("%(num)d rapport est en retard.", "%(num)d rapports sont en retard.", overdue)
    return said
