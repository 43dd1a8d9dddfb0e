"""The list of the membership applications, and one of them with what the desk does next."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.ballots import adopting_ballot
from ...assembly.convocation_letter import name_of
from ...assembly.models import Body
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sittings_of
from ...i18n import format_day
from ...members.fees import record_entry_fee
from ...members.models import MemberCategory
from ...membership.admissions import may_refuse, postpone, ready_applications, refuse
from ...membership.application_models import ApplicationState, MembershipApplication, Opinion, PaperKind
from ...membership.application_papers import add_paper, content_of, paper_of
from ...membership.applications import (
    application_by_public_id,
    begin_dossier,
    change_dossier,
    cities_of_state,
    counts_of_states,
    find_applications,
    record_bureau_opinion,
    record_capital_opinion,
    send_link_again,
    submit_dossier,
    withdraw_dossier,
)
from ...web.admission_forms import DossierForm, PaperForm
from ...web.application_words import STATE_KINDS, others, paper_tasks
from ...web.asking import asked, asked_page, kept
from ...web.identity import signed_in_person
from ...web.navigation import may_open
from ...web.papers import show_paper
from ...web.wording import words_for
from . import blueprint
from .forms import OUTCOMES, BureauOpinionForm, CapitalOpinionForm, FeeForm, ReasonForm


@blueprint.get("/")
def list_applications() -> Any:
    """The dossiers, those handed in first; the choice is in the address."""
    shown = asked("shown")
    page, counts = find_applications(shown=shown, page=asked_page()), counts_of_states()
    return render_template(
        "admissions/list.html",
        title=_("Demandes d’adhésion"),
        page=page,
        any_known=bool(counts),
        sentence=_sentence(counts),
        kinds=STATE_KINDS,
        shown=shown,
        choices=[
            ("", _("en attente")),
            *((each.value, words_for(each)) for each in ApplicationState),
            ("all", _("tous les dossiers")),
        ],
        ready=len(ready_applications()),
        result=ngettext("%(num)d dossier", "%(num)d dossiers", page.total or 0),
        page_url=lambda number: url_for("admissions.list_applications", **{**kept("shown"), "page": number}),
    )


@blueprint.route("/new", methods=["GET", "POST"])
def new_application() -> Any:
    """Begin a dossier for a city that wrote by post."""
    form = DossierForm()
    if form.validate_on_submit():
        made = begin_dossier(form.asked(), by=signed_in_person())
        flash(_("Le dossier est commencé, et son lien part à la ville."), "ok")
        return _to(made)
    return _form_page(form, _("Commencer un dossier"), None)


@blueprint.get("/<public_id>")
def show_application(public_id: str) -> Any:
    """One dossier."""
    return _page(application_by_public_id(public_id))


@blueprint.route("/<public_id>/city", methods=["GET", "POST"])
def edit_application(public_id: str) -> Any:
    """Correct what the city says of itself."""
    application = application_by_public_id(public_id)
    form = DossierForm(obj=application)
    if form.validate_on_submit():
        change_dossier(application, form.asked(), by=signed_in_person())
        flash(_("Le dossier est corrigé."), "ok")
        return _to(application)
    if not form.is_submitted():
        form.category.data = application.category.value
        form.mayor_civility.data = application.mayor_civility.value if application.mayor_civility else ""
    return _form_page(form, _("Corriger le dossier"), application)


@blueprint.post("/<public_id>/papers")
def add(public_id: str) -> Any:
    """Add a paper that came by post."""
    application, form = application_by_public_id(public_id), PaperForm()
    if not form.validate_on_submit() or form.prepared is None:
        return _page(application, paper=form), 422
    add_paper(application, form.prepared, kind=PaperKind(form.kind.data), by=signed_in_person())
    flash(_("Le document est au dossier."), "ok")
    return _to(application)


@blueprint.get("/<public_id>/papers/<paper_id>")
def read_paper(public_id: str, paper_id: str) -> Any:
    """Show a paper."""
    paper = paper_of(application_by_public_id(public_id), paper_id)
    return show_paper(content_of(paper), paper.media_type, paper.file_name)


@blueprint.post("/<public_id>/submission")
def submit(public_id: str) -> Any:
    """Take a complete dossier as handed in, for a city that wrote by post."""
    application = submit_dossier(application_by_public_id(public_id), by=signed_in_person())
    flash(_("Le dossier est déposé ; la ville le sait par lettre."), "ok")
    return _to(application)


@blueprint.post("/<public_id>/link")
def send_link(public_id: str) -> Any:
    """Send a new link."""
    application = send_link_again(application_by_public_id(public_id), by=signed_in_person())
    flash(_("Un nouveau lien part à la ville ; l’ancien n’ouvre plus rien."), "ok")
    return _to(application)


@blueprint.post("/<public_id>/opinion")
def examine(public_id: str) -> Any:
    """Record what the Bureau thinks."""
    application, form, meetings = application_by_public_id(public_id), BureauOpinionForm(), _meetings()
    form.sitting.choices = _choices(meetings)
    if not form.validate_on_submit():
        return _page(application, bureau=form), 422
    at = next(each for each in meetings if each.public_id == form.sitting.data)
    record_bureau_opinion(
        application, Opinion(form.opinion.data), at=at, note=form.note.data or "", by=signed_in_person()
    )
    flash(_("L’avis du Bureau est enregistré."), "ok")
    return _to(application)


@blueprint.post("/<public_id>/capital")
def note_capital(public_id: str) -> Any:
    """Record what the mayor of the capital thinks."""
    application, form = application_by_public_id(public_id), CapitalOpinionForm()
    if not form.validate_on_submit():
        return _page(application), 422
    opinion = Opinion(form.capital.data) if form.capital.data else None
    record_capital_opinion(application, opinion, by=signed_in_person())
    flash(_("L’avis de la capitale est enregistré."), "ok")
    return _to(application)


@blueprint.post("/<public_id>/refusal")
def turn_down(public_id: str) -> Any:
    """Refuse or postpone, with a reason that the city reads."""
    application, form = application_by_public_id(public_id), ReasonForm()
    form.offer(list(OUTCOMES))
    if not form.validate_on_submit():
        form.offer(_outcomes(application))
        return _page(application, reason=form), 422
    outcome, reason, by = form.outcome.data, form.reason.data, signed_in_person()
    if outcome == "withdrawn":
        withdraw_dossier(application, reason=reason, by=by)
        flash(_("Le retrait est enregistré."), "ok")
        return _to(application)
    (refuse if outcome == "refused" else postpone)(application, reason=reason, by=by)
    flash(_("La décision est enregistrée ; une lettre part à la ville."), "ok")
    return _to(application)


@blueprint.post("/<public_id>/fee")
def record_fee(public_id: str) -> Any:
    """Record the entry fee of the new member."""
    application, form = application_by_public_id(public_id), FeeForm()
    if application.member is None or not form.validate_on_submit():
        return _page(application, fee=form), 422
    record_entry_fee(application.member, reference=form.reference.data, by=signed_in_person())
    flash(_("Le droit d’entrée est enregistré : le membre a sa voix dès maintenant."), "ok")
    return _to(application)


def _outcomes(application: MembershipApplication) -> list[str]:
    """What may become of it now: the desk does not refuse in place of the Assembly."""
    outcomes = ["postponed"] if application.bureau_opinion is not None else []
    if application.is_undecided and may_refuse(application):
        outcomes.append("refused")
    return outcomes if application.state is ApplicationState.ON_AGENDA else [*outcomes, "withdrawn"]


def _to(application: MembershipApplication) -> Any:
    return redirect(url_for("admissions.show_application", public_id=application.public_id))


def _form_page(form: DossierForm, title: str, application: MembershipApplication | None) -> Any:
    page = render_template("admissions/form.html", title=title, form=form, application=application)
    return page, 422 if form.errors else 200


def _meetings() -> list[Sitting]:
    return [each for each in sittings_of(g.congress) if each.body is Body.BUREAU and not each.is_rehearsal]


def _choices(sittings: list[Sitting]) -> list[tuple[str, str]]:
    named = [(each.public_id, f"{name_of(each)}, {format_day(each.day, weekday=False)}") for each in sittings]
    return [("", _("Choisir la séance")), *named]


def _page(
    application: MembershipApplication,
    *,
    paper: PaperForm | None = None,
    bureau: BureauOpinionForm | None = None,
    reason: ReasonForm | None = None,
    fee: FeeForm | None = None,
) -> str:
    if bureau is None:
        bureau = BureauOpinionForm(formdata=None, note=application.bureau_note)
        bureau.sitting.choices = _choices(_meetings())
    if reason is None:
        reason = ReasonForm(formdata=None)
        reason.offer(_outcomes(application))
    opinion = application.capital_opinion.value if application.capital_opinion else ""
    count, most = cities_of_state(application.country)
    is_city = application.category is MemberCategory.MEMBER_CITY
    return render_template(
        "admissions/show.html",
        title=application.name,
        application=application,
        kind=STATE_KINDS[application.state],
        state=application.state.value,
        tasks=paper_tasks(
            application,
            lambda each: url_for("admissions.read_paper", public_id=application.public_id, paper_id=each.public_id),
        ),
        papers=others(application),
        cities=count,
        most=most,
        is_full=is_city and most is not None and count >= most,
        adopted=adopting_ballot(application.asking) is not None,
        paper_form=paper or PaperForm(formdata=None),
        bureau_form=bureau,
        capital_form=CapitalOpinionForm(formdata=None, capital=opinion),
        reason_form=reason,
        may_see_member=may_open("members.show_member"),
        fee_form=fee or FeeForm(formdata=None),
        when=format_day(application.item.sitting.day, weekday=False) if application.item else "",
    )


def _sentence(counts: dict[ApplicationState, int]) -> str:
    submitted = counts.get(ApplicationState.SUBMITTED, 0)
    agenda = counts.get(ApplicationState.ON_AGENDA, 0)
    said = ngettext(
        "%(num)d dossier attend l’examen du Bureau.", "%(num)d dossiers attendent l’examen du Bureau.", submitted
    )
    if agenda:
        said += " " + ngettext(
            "%(num)d est à l’ordre du jour d’une Assemblée.", "%(num)d sont à l’ordre du jour d’une Assemblée.", agenda
        )
    return said
