"""The form of the newsletter, its confirmation, and the two ends by one click (RFC 8058): a machine may POST there without a token of ours."""

from typing import Any

from flask import g, render_template, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...accounts.newsletter import ask_newsletter, confirm_newsletter, end_newsletter, subscription_at
from ...i18n import language
from ...registration.group_letters import contact_of_reminders, end_reminders
from ...web import csrf
from ...web.forms import BaseForm, EmailField, at_most, required
from . import blueprint


class NewsletterForm(BaseForm):
    """The mailbox that would get it."""

    email = EmailField(
        _l("Votre adresse électronique"), [required(_l("Écrivez votre adresse électronique.")), at_most(254)]
    )


@blueprint.get("/newsletter")
def ask() -> Any:
    """The form."""
    return _form_page(NewsletterForm())


@blueprint.post("/newsletter")
def send_confirmation() -> Any:
    """Write to the mailbox; the same page comes whoever asked, for whichever mailbox."""
    form = NewsletterForm()
    if not form.validate_on_submit():
        return _form_page(form), 422
    ask_newsletter(form.email.data, language=language(), place=request.remote_addr or "")
    text = _(
        "Si cette adresse est la vôtre, une lettre y arrive : pressez-en le lien pour confirmer. Sans cela, rien d’autre ne vous sera envoyé."
    )
    return _said(_("Encore un geste"), text)


@blueprint.get("/newsletter/<token>/confirmation")
def show_confirmation(token: str) -> Any:
    """Ask for one press: mail scanners open links, they press no button."""
    subscription = subscription_at(token)
    lead = _("L’AIMF écrira à %(email)s ses nouvelles et ses rendez-vous.", email=subscription.email)
    return _press(_("Recevoir la lettre d’information"), lead, _("Confirmer mon inscription"))


@blueprint.post("/newsletter/<token>/confirmation")
def confirm(token: str) -> Any:
    """The owner says yes."""
    confirm_newsletter(subscription_at(token))
    return _said(
        _("C’est confirmé"),
        _("Vous recevrez la lettre d’information. Chaque envoi porte un lien pour ne plus la recevoir."),
    )


@blueprint.get("/newsletter/<token>/end")
def show_end(token: str) -> Any:
    """Ask for one press."""
    lead = _("Plus aucune lettre d’information à %(email)s.", email=subscription_at(token).email)
    return _press(_("Ne plus recevoir la lettre d’information"), lead, _("Ne plus la recevoir"))


@blueprint.post("/newsletter/<token>/end")
@csrf.exempt
def end(token: str) -> Any:
    """End it, for a reader or for their mail program."""
    end_newsletter(subscription_at(token))
    return _said(_("C’est noté"), _("Vous ne recevrez plus la lettre d’information."))


@blueprint.get("/<congress>/reminders/<token>")
def show_reminders_end(token: str) -> Any:
    """Ask for one press."""
    contact = contact_of_reminders(g.congress, token)
    lead = _(
        "%(email)s ne recevra plus de rappels pour %(delegation)s. Les lettres qui concernent vos inscriptions arriveront toujours.",
        email=contact.email,
        delegation=contact.delegation.name,
    )
    return _press(_("Ne plus recevoir de rappels"), lead, _("Ne plus recevoir de rappels"))


@blueprint.post("/<congress>/reminders/<token>")
@csrf.exempt
def stop_reminders(token: str) -> Any:
    """End the reminders of one mailbox, for a reader or for their mail program."""
    end_reminders(contact_of_reminders(g.congress, token))
    return _said(
        _("C’est noté"), _("Vous ne recevrez plus de rappels de ce congrès. Le lien de votre invitation reste bon.")
    )


def _form_page(form: NewsletterForm) -> str:
    return render_template("newsletter/ask.html", title=_("Lettre d’information de l’AIMF"), form=form)


def _press(title: str, lead: str, button: str) -> str:
    return render_template("newsletter/press.html", title=title, lead=lead, words=button)


def _said(title: str, text: str) -> str:
    return render_template("newsletter/said.html", title=title, lead=text)
