"""What the association pays for a participant: written by the secretariat on a decision, withdrawn with a reason."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, IntegerField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from ...clock import now
from ...registration.models import Registration
from ...registration.registrations import registration_by_public_id
from ...registration.support import (
    CURRENCIES,
    NIGHTS_AT_MOST,
    Grant,
    grant_in,
    grant_support,
    past_supports,
    support_of,
    withdraw_support,
)
from ...web.forms import BaseForm, at_most, refused_on, required
from ...web.guards import SECRETARIAT, allows
from ...web.identity import signed_in_person
from ...web.wording import addressed
from . import blueprint

CEILING_AT_MOST = 100_000_000


class SupportForm(BaseForm):
    """What is granted, who decided, and where it is written."""

    pays_ticket = BooleanField(_l("Le billet est pris en charge"))
    nights = IntegerField(
        _l("Nuits d’hôtel"),
        [Optional(), NumberRange(0, NIGHTS_AT_MOST, message=_l("Écrivez un nombre de nuits, de 0 à 30."))],
    )
    ceiling = IntegerField(
        _l("Plafond"),
        [Optional(), NumberRange(1, CEILING_AT_MOST, message=_l("Écrivez un montant entier, sans centimes."))],
    )
    currency = SelectField(_l("Monnaie du plafond"), choices=[(code, code) for code in CURRENCIES])
    decided_by = StringField(
        _l("Décision de"), [required(_l("Écrivez qui a décidé, par exemple : le Bureau.")), at_most(160)]
    )
    decided_on = DateField(_l("Décision du"), [required(_l("Écrivez la date de la décision."))])
    source = StringField(
        _l("Source"),
        [required(_l("Écrivez où cette décision se lit, par exemple : relevé du Bureau, point 4.")), at_most(200)],
    )

    def grant(self) -> Grant:
        """What the verb takes."""
        return Grant(
            pays_ticket=self.pays_ticket.data,
            nights=self.nights.data or 0,
            ceiling=self.ceiling.data,
            currency=self.currency.data,
            decided_by=self.decided_by.data or "",
            decided_on=self.decided_on.data,
            source=self.source.data or "",
        )


class WithdrawalForm(BaseForm):
    """Why a support ends."""

    reason = StringField(_l("Motif"), [required(_l("Écrivez pourquoi cette prise en charge prend fin.")), at_most(300)])


@blueprint.route("/<public_id>/support", methods=["GET", "POST"])
@allows(SECRETARIAT)
def support(public_id: str) -> Any:
    """Show what is granted to a participant and what was; grant, or grant anew."""
    registration = registration_by_public_id(g.congress, public_id)
    held = support_of(registration)
    form = SupportForm(data=vars(grant_in(held)) if held else {"decided_on": now().date()})
    if request.method == "POST" and form.validate():
        grant = form.grant()
        if refused_on(form.pays_ticket, lambda: grant_support(registration, grant, by=signed_in_person())):
            flash(_("La prise en charge de %(person)s est enregistrée.", person=addressed(registration.person)), "ok")
            return redirect(url_for("accreditation.support", public_id=public_id))
    return _page(registration, form, WithdrawalForm(formdata=None))


@blueprint.post("/<public_id>/support/withdrawal")
@allows(SECRETARIAT)
def end_support(public_id: str) -> Any:
    """End what is granted, with the reason."""
    registration, form = registration_by_public_id(g.congress, public_id), WithdrawalForm()
    held = support_of(registration)
    if not form.validate_on_submit():
        return _page(registration, SupportForm(formdata=None, data=vars(grant_in(held)) if held else None), form)
    if held is not None:
        withdraw_support(held, reason=form.reason.data or "", by=signed_in_person())
    flash(_("La prise en charge de %(person)s a pris fin.", person=addressed(registration.person)), "ok")
    return redirect(url_for("accreditation.support", public_id=public_id))


def _page(registration: Registration, form: SupportForm, withdrawal: WithdrawalForm) -> Any:
    page = {
        "registration": registration,
        "form": form,
        "withdrawal": withdrawal,
        "held": support_of(registration),
        "past": past_supports(registration),
    }
    title = _("Prise en charge de %(person)s", person=addressed(registration.person))
    status = 422 if form.errors or withdrawal.errors else 200
    return render_template("accreditation/support.html", title=title, **page), status
