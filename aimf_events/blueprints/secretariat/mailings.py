"""Inviting: choose, read the letter as three recipients will, try it on oneself, send, follow."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...errors import NotFound
from ...i18n import language, list_words, use_language
from ...mail.rendering import texts
from ...registration.invitation_letter import INVITED, hardest, letter_words
from ...registration.invitations import (
    Selection,
    latest_mailings,
    mailing_of,
    new_mailing_key,
    not_reached,
    select_delegations,
    send_test,
    start_mailing,
)
from ...registration.models import DelegationContact
from ...web.asking import asked
from ...web.exporting import export_addresses
from ...web.identity import current_person
from . import blueprint
from .forms import ConfirmForm
from .views import country_options

NAMES_SHOWN = 12


@blueprint.get("/delegations/invitations")
def choose_invited() -> Any:
    """The delegations that are still to be invited, all chosen to begin with."""
    country = asked("country")
    chosen = select_delegations(g.congress, None)
    shown = Selection(
        ready=[d for d in chosen.ready if not country or d.country == country],
        unreachable=chosen.unreachable,
        already=chosen.already,
    )
    return render_template(
        "secretariat/choose_invited.html",
        title=_("Inviter les délégations"),
        chosen=shown,
        country=country,
        countries=country_options(),
        unreachable=unreachable_sentence(chosen),
        is_open=g.congress.registration_is_open,
        latest=latest_mailings(g.congress),
        exports=export_addresses("secretariat.export_mailings"),
    )


@blueprint.post("/delegations/invitations/preview")
def preview_invitation() -> Any:
    """The letter as its hardest recipients will read it, and what will leave. Nothing is sent."""
    public_ids = request.form.getlist("delegation")
    if not public_ids:
        flash(_("Choisissez au moins une délégation."), "warn")
        return redirect(url_for("secretariat.choose_invited"))
    return _preview_page(public_ids, request.form.get("key") or new_mailing_key())


@blueprint.post("/delegations/invitations/test")
def try_invitation() -> Any:
    """Send the letters of the preview to oneself, marked as tests."""
    public_ids, key = request.form.getlist("delegation"), request.form.get("key", "")
    me = current_person()
    if me is None:
        raise NotFound
    samples = hardest(select_delegations(g.congress, public_ids).ready)
    for contact in samples:
        send_test(contact, to=me, key=key)
    flash(
        ngettext(
            "%(num)d lettre d’essai part à %(email)s.",
            "%(num)d lettres d’essai partent à %(email)s.",
            len(samples),
            email=me.email,
        ),
        "ok",
    )
    return _preview_page(public_ids, key)


@blueprint.post("/delegations/invitations")
def send_invitations() -> Any:
    """Send, once: the key of the preview names the mailing."""
    if not ConfirmForm().validate_on_submit():
        return redirect(url_for("secretariat.choose_invited"))
    mailing = start_mailing(
        g.congress, request.form.getlist("delegation"), key=request.form.get("key", ""), by=current_person()
    )
    return redirect(url_for("secretariat.show_mailing", public_id=mailing.public_id))


@blueprint.get("/delegations/invitations/<public_id>")
def show_mailing(public_id: str) -> Any:
    """How far it is, and who could not be written to."""
    mailing = mailing_of(g.congress, public_id)
    return render_template(
        "secretariat/mailing.html",
        title=_("Invitations envoyées") if mailing.finished_at else _("Invitations en cours d’envoi"),
        mailing=mailing,
        total=len(mailing.delegation_ids),
        missed=not_reached(mailing),
    )


def _preview_page(public_ids: list[str], key: str) -> str:
    chosen = select_delegations(g.congress, public_ids)
    return render_template(
        "secretariat/preview_invitation.html",
        title=_("Relire la lettre"),
        chosen=chosen,
        key=key,
        samples=[_sample(contact) for contact in hardest(chosen.ready)],
        unreachable=unreachable_sentence(chosen),
        sentence=_sentence(chosen),
        form=ConfirmForm(formdata=None),
    )


def _sample(contact: DelegationContact) -> dict[str, Any]:
    reader = contact.delegation.language
    with use_language(reader):
        subject, text, _html = texts(INVITED, letter_words(contact), reader, contact.person.full_name)
    return {"contact": contact, "subject": subject, "text": text, "language": reader, "is_other": reader != language()}


def _sentence(chosen: Selection) -> str:
    letters = ngettext("%(num)d lettre", "%(num)d lettres", chosen.letters)
    return ngettext(
        "%(letters)s pour %(num)d délégation.",
        "%(letters)s pour %(num)d délégations.",
        len(chosen.ready),
        letters=letters,
    )


def unreachable_sentence(chosen: Selection) -> str:
    """Return who cannot be written to, by name; an empty text if everyone can."""
    names = [delegation.name for delegation in chosen.unreachable]
    if not names:
        return ""
    if len(names) > NAMES_SHOWN:
        rest = ngettext("%(num)d autre", "%(num)d autres", len(names) - NAMES_SHOWN)
        names = [*names[:NAMES_SHOWN], rest]
    return _("Aucune adresse électronique pour : %(names)s.", names=list_words(names))
