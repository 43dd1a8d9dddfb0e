"""Somebody stands at the desk whom nobody has registered: one short page."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import Optional, Regexp

from ...congress.categories import categories_of
from ...i18n import pick
from ...people.models import Civility
from ...reception.desk_prints import ask_for_new
from ...registration.delegations import delegation_by_public_id, delegations_of
from ...registration.walk_ins import record_walk_in
from ...web.forms import BaseForm, EmailField, at_most, required
from ...web.identity import signed_in_person
from ...web.wording import addressed
from . import blueprint


class WalkInForm(BaseForm):
    """Who has come, with whom, and who vouches for it."""

    delegation = SelectField(_l("Délégation"), validators=[required(_l("Choisissez une délégation."))])
    category = SelectField(_l("Catégorie"))
    civility = RadioField(
        _l("Civilité"),
        choices=[(Civility.MADAM.value, _l("Madame")), (Civility.SIR.value, _l("Monsieur"))],
        validators=[required(_l("Choisissez Madame ou Monsieur."))],
    )
    family_name = StringField(_l("Nom de famille"), [required(_l("Écrivez le nom.")), at_most(120)])
    given_name = StringField(_l("Prénom"), [required(_l("Écrivez le prénom.")), at_most(120)])
    function = StringField(_l("Fonction"), [Optional(), at_most(160)])
    email = EmailField(_l("Adresse électronique"), [Optional(), at_most(254)])
    source = StringField(
        _l("Réponse donnée par"),
        [required(_l("Écrivez qui confirme, par exemple : la cheffe de délégation, au guichet.")), at_most(200)],
    )
    accredited = BooleanField(_l("Accréditer tout de suite : le badge peut être imprimé"))
    form_key = HiddenField(validators=[Optional(), Regexp(r"\A[A-Za-z0-9_-]{16,40}\Z", message=_l("Rouvrez la page."))])

    def identity(self) -> dict[str, Any]:
        """What the verb takes."""
        names = {name: getattr(self, name).data or "" for name in ("given_name", "family_name", "function", "email")}
        return names | {"civility": Civility(self.civility.data)}


@blueprint.route("/walk-in", methods=["GET", "POST"])
def walk_in() -> Any:
    """Register somebody who has come without being registered. `reception`: asked at the welcome desk, which goes on from there."""
    at_desk = "reception" in request.args
    first = {"form_key": secrets.token_urlsafe(16), "accredited": at_desk}
    form = WalkInForm(data=first) if request.method == "GET" else WalkInForm()
    categories = {each.public_id: each for each in categories_of(g.congress)}
    form.delegation.choices = [("", _("Choisir une délégation")), *delegations_of(g.congress)]
    form.category.choices = [(key, pick(each.label)) for key, each in categories.items()]
    if form.validate_on_submit():
        made = record_walk_in(
            delegation_by_public_id(g.congress, form.delegation.data),
            category=categories[form.category.data],
            source=form.source.data or "",
            accredited=form.accredited.data,
            form_key=form.form_key.data or None,
            by=signed_in_person(),
            **form.identity(),
        )
        if at_desk:
            ask_for_new(made, by=signed_in_person())
        flash(_("L’inscription tardive de %(person)s est enregistrée.", person=addressed(made.person)), "ok")
        seen = "reception.show_person" if at_desk else "accreditation.show_registration"
        return redirect(url_for(seen, public_id=made.public_id))
    page = {"title": _("Inscrire une personne au guichet"), "form": form, "at_desk": at_desk}
    return render_template("accreditation/walk_in.html", **page), 422 if form.errors else 200
