"""The invitation of one delegation by other ways: printed, read out, sent by WhatsApp; each delivery recorded. And the register of all."""

from typing import Any
from urllib.parse import quote

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...i18n import country_name, use_language
from ...mail.models import MessageState
from ...registration.correspondents import ROLE_WORDS, correspondent_of
from ...registration.deliveries import MEANS_WORDS, Delivery, deliveries_of, record_delivery
from ...registration.invitation_letter import INVITED
from ...registration.letters import delegation_url
from ...registration.models import Delegation, DelegationContact, DeliveryMeans
from ...registration.typed_codes import typed_code
from ...reporting.convocations import convocations
from ...reporting.delegations import delegation_page
from ...reporting.exports import Column
from ...reporting.printed_letters import invitations_pdf
from ...web.exporting import export_addresses, send_table
from ...web.files import PDF, shown_file
from ...web.forms import refused_on
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .drafts_forms import DeliveryForm


@blueprint.get("/convocations.xlsx", defaults={"kind": "xlsx"})
@blueprint.get("/convocations.csv", defaults={"kind": "csv"})
@takes_away
def export_convocations(kind: str) -> Response:
    """The register of convocations: when each was accepted, the server's answer, what came back, what was delivered otherwise."""
    columns = [
        Column(_("Délégation"), lambda row: row.name),
        Column(_("Pays"), lambda row: country_name(row.country)),
        Column(_("Destinataire"), lambda row: row.recipient_name),
        Column(_("Adresse"), lambda row: row.address),
        Column(_("Voie"), lambda row: _means(row.means)),
        Column(_("Écrite ou inscrite"), lambda row: row.at),
        Column(_("Acceptée, remise ou rejetée"), lambda row: row.ended_at),
        Column(_("État"), lambda row: str(words_for(MessageState(row.state))) if row.state else _("remise")),
        Column(_("Réponse du serveur, ou preuve"), lambda row: row.answer),
    ]
    title = _("Registre des convocations")
    return send_table(convocations(g.congress), columns, kind=kind, table="convocations", title=title)


@blueprint.get("/delegations/<public_id>")
def show_deliveries(public_id: str) -> Any:
    """How the invitation can reach a delegation otherwise, and how it did."""
    return _page(delegation_page(g.congress, public_id), DeliveryForm(formdata=None))


@blueprint.post("/delegations/<public_id>")
def record_other_delivery(public_id: str) -> Any:
    """Record one more delivery."""
    delegation, form = delegation_page(g.congress, public_id), DeliveryForm()
    if form.validate_on_submit():
        delivery = form.delivery()
        if refused_on(form.delivered_on, lambda: _recorded(delegation, delivery)) is not None:
            flash(_("La remise est inscrite au registre des convocations."), "ok")
            return redirect(url_for("letters.show_deliveries", public_id=public_id))
    return _page(delegation, form), 422


@blueprint.get("/delegations/<public_id>/invitation/<int:contact_id>.pdf")
@takes_away
def printed_invitation(public_id: str, contact_id: int) -> Response:
    """The printed letter of one correspondent."""
    delegation = delegation_page(g.congress, public_id)
    return _pdf([correspondent_of(delegation, contact_id)], f"invitation-{delegation.public_id}")


def _recorded(delegation: Delegation, delivery: Delivery) -> Any:
    return record_delivery(delegation, INVITED, delivery, by=current_person())


def _means(word: str) -> str:
    return _("courrier électronique") if word == "mail" else str(MEANS_WORDS[DeliveryMeans(word)])


def _pdf(contacts: list[DelegationContact], name: str) -> Response:
    if not contacts:
        raise NotFound
    return shown_file(invitations_pdf(contacts), PDF, f"{name}.pdf")


def _page(delegation: Delegation, form: DeliveryForm) -> str:
    ready = _ready_text(delegation)
    return render_template(
        "letters/deliveries.html",
        title=_("Remettre l’invitation autrement : %(name)s", name=delegation.name),
        delegation=delegation,
        roles=ROLE_WORDS,
        code=typed_code(delegation),
        code_url=url_for("entering.type_code", _external=True),
        ready=ready,
        whatsapp={c.id: _whatsapp(c, ready) for c in delegation.contacts if c.person.telephone},
        form=form,
        deliveries=deliveries_of(delegation),
        means=MEANS_WORDS,
        exports=export_addresses("letters.export_convocations"),
    )


def _ready_text(delegation: Delegation) -> str:
    """What is sent by WhatsApp: short, in the language of the delegation, with its link."""
    with use_language(delegation.language):
        return _(
            "Bonjour, ici le Secrétariat permanent de l’AIMF. Voici la page de la délégation de %(name)s pour le congrès : %(url)s Elle permet d’indiquer qui viendra, sans compte ni mot de passe. Nous restons à votre disposition.",
            name=delegation.name,
            url=delegation_url(delegation),
        )


def _whatsapp(contact: DelegationContact, text: str) -> str:
    return f"https://wa.me/{(contact.person.telephone or '').lstrip('+')}?text={quote(text)}"
