"""The candidate city's pages: ask for a dossier, fill it in, deposit papers, hand it in, follow it, withdraw it. The link is the key."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...i18n import format_day, list_words
from ...membership.application_letters import application_by_link
from ...membership.application_models import ApplicationState, MembershipApplication, PaperKind
from ...membership.application_papers import add_paper, content_of, paper_of, remove_paper
from ...membership.applications import ask_dossier, change_dossier, submit_dossier, withdraw_dossier
from ...web.admission_forms import AskForm, DossierForm, PaperForm
from ...web.application_words import paper_tasks
from ...web.forms import BaseForm
from ...web.papers import show_paper
from ...web.wording import words_for
from . import blueprint


@blueprint.get("")
def ask() -> Any:
    """How a city joins, and the form that asks for a dossier."""
    return _ask_page(AskForm())


@blueprint.post("")
def send_link() -> Any:
    """Write to the mailbox; the same page comes whoever asked, for whichever mailbox."""
    form = AskForm()
    if not form.validate_on_submit():
        return _ask_page(form), 422
    ask_dossier(form.asked(), place=request.remote_addr or "")
    return render_template(
        "admission/asked.html",
        title=_("Une lettre est partie"),
        lead=_(
            "Elle porte le lien de votre dossier, à l’adresse que vous avez écrite. Gardez-la : ce lien ouvre le dossier jusqu’à la décision."
        ),
    )


@blueprint.get("/<token>")
def show(token: str) -> Any:
    """The dossier: where it stands, what is missing, what comes next."""
    return _page(token, _found(token))


@blueprint.route("/<token>/city", methods=["GET", "POST"])
def describe(token: str) -> Any:
    """What the city says of itself."""
    application = _found(token)
    if application.state is not ApplicationState.BEGUN:
        raise NotFound
    form = DossierForm(obj=application) if request.method == "GET" else DossierForm()
    del form.email
    if form.validate_on_submit():
        change_dossier(application, form.asked(application), by=None)
        flash(_("C’est enregistré."), "ok")
        return redirect(url_for("admission.show", token=token))
    if request.method == "GET":
        form.category.data = application.category.value
        form.mayor_civility.data = application.mayor_civility.value if application.mayor_civility else ""
    return render_template(
        "admission/city.html", title=_("La ville"), form=form, token=token
    ), 422 if form.errors else 200


@blueprint.post("/<token>/papers")
def deposit(token: str) -> Any:
    """Deposit a paper."""
    application, form = _found(token), PaperForm()
    if not form.validate_on_submit() or form.prepared is None:
        return _page(token, application, form), 422
    add_paper(application, form.prepared, kind=PaperKind(form.kind.data), by=None)
    flash(_("Le document est bien arrivé. Il est gardé chiffré."), "ok")
    return redirect(url_for("admission.show", token=token))


@blueprint.get("/<token>/papers/<paper_id>")
def read_paper(token: str, paper_id: str) -> Any:
    """Show a paper of this dossier."""
    paper = paper_of(_found(token), paper_id)
    return show_paper(content_of(paper), paper.media_type, paper.file_name)


@blueprint.post("/<token>/papers/<paper_id>/removal")
def remove(token: str, paper_id: str) -> Any:
    """Take a paper back, until the dossier is handed in."""
    remove_paper(paper_of(_found(token), paper_id), by=None)
    flash(_("Le document est effacé."), "ok")
    return redirect(url_for("admission.show", token=token))


@blueprint.post("/<token>/submission")
def submit(token: str) -> Any:
    """Hand the dossier in."""
    submit_dossier(_found(token), by=None)
    flash(_("Votre demande est déposée. Le Secrétariat permanent la transmet au Bureau."), "ok")
    return redirect(url_for("admission.show", token=token))


@blueprint.route("/<token>/withdrawal", methods=["GET", "POST"])
def withdraw(token: str) -> Any:
    """Confirm, then withdraw."""
    application, form = _found(token), BaseForm()
    if form.validate_on_submit():
        withdraw_dossier(application, by=None)
        flash(_("Votre demande est retirée."), "ok")
        return redirect(url_for("admission.show", token=token))
    return render_template(
        "admission/withdraw.html", title=_("Retirer la demande d’adhésion"), application=application, token=token
    )


def _found(token: str) -> MembershipApplication:
    application = application_by_link(token)
    if application is None:
        raise NotFound
    return application


def _ask_page(form: AskForm) -> str:
    return render_template("admission/ask.html", title=_("Demander l’adhésion à l’AIMF"), form=form)


def _page(token: str, application: MembershipApplication, form: PaperForm | None = None) -> str:
    return render_template(
        "admission/show.html",
        title=application.name,
        kicker=_("Demande d’adhésion"),
        application=application,
        token=token,
        sentence=_sentence(application),
        tasks=paper_tasks(
            application,
            lambda paper: url_for("admission.read_paper", token=token, paper_id=paper.public_id),
        ),
        papers=[paper for paper in application.papers if paper.removed_at is None],
        is_begun=application.state is ApplicationState.BEGUN,
        form=form or PaperForm(formdata=None),
    )


def _sentence(application: MembershipApplication) -> str:
    """Where it stands, in the city's words."""
    decided = format_day(application.decided_at.date(), weekday=False) if application.decided_at else ""
    match application.state:
        case ApplicationState.BEGUN:
            missing = [str(words_for(kind)) for kind in application.missing]
            if not missing:
                return _("Votre dossier est complet : il reste à le déposer.")
            return _("Il manque encore : %(papers)s.", papers=list_words(missing))
        case ApplicationState.SUBMITTED:
            return _("Votre demande est déposée. Le Bureau l’examine à sa prochaine réunion.")
        case ApplicationState.EXAMINED:
            return _("Le Bureau a examiné votre demande. L’Assemblée générale en décidera.")
        case ApplicationState.ON_AGENDA:
            day = application.item.sitting.day if application.item else None
            return _(
                "Votre demande est à l’ordre du jour de l’Assemblée générale du %(day)s.",
                day=format_day(day) if day else "",
            )
        case ApplicationState.ADMITTED:
            return _("Votre ville est membre de l’AIMF depuis le %(day)s.", day=decided)
        case ApplicationState.POSTPONED:
            return _("Votre demande est reportée à une Assemblée suivante.")
        case ApplicationState.REFUSED:
            return _("Votre demande n’a pas été retenue, le %(day)s.", day=decided)
        case ApplicationState.WITHDRAWN:
            return _("Votre demande est retirée.")
