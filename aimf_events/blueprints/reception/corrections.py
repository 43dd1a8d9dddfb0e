"""Who comes, put right at the desk by whoever decides on accreditations: another name, another person."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...reception.desk_prints import ask_for_new, correct_at_desk
from ...registration.models import Registration
from ...registration.registrations import registration_by_public_id
from ...registration.walk_ins import substitute_at_desk
from ...web.guards import ACCREDITATION_DESK, allows
from ...web.identity import signed_in_person
from ...web.wording import addressed
from . import blueprint
from .forms import NameForm, ReplacementForm


@blueprint.route("/persons/<public_id>/name", methods=["GET", "POST"])
@allows(ACCREDITATION_DESK)
def correct_name(public_id: str) -> Any:
    """Correct the name; the badge is issued again with it."""
    registration = registration_by_public_id(g.congress, public_id)
    form = NameForm(data=_names(registration)) if request.method == "GET" else NameForm()
    if form.validate_on_submit():
        correct_at_desk(registration, by=signed_in_person(), **_rest(registration), **form.names())
        flash(_("Le nom est corrigé. Reprenez l’ancien badge ; le nouveau attend à l’impression."), "ok")
        return redirect(url_for("reception.show_person", public_id=public_id))
    title = _("Corriger le nom de %(person)s", person=addressed(registration.person))
    return _page("reception/name.html", title, registration, form)


@blueprint.route("/persons/<public_id>/replacement", methods=["GET", "POST"])
@allows(ACCREDITATION_DESK)
def replace_person(public_id: str) -> Any:
    """Let somebody who is here take the place of one who does not come."""
    old = registration_by_public_id(g.congress, public_id)
    first = {"form_key": secrets.token_urlsafe(16), "accredited": True}
    form = ReplacementForm(data=first) if request.method == "GET" else ReplacementForm()
    if form.validate_on_submit():
        new = substitute_at_desk(
            old,
            source=form.source.data or "",
            accredited=form.accredited.data,
            form_key=form.form_key.data or None,
            by=signed_in_person(),
            **form.identity(),
        )
        ask_for_new(new, by=signed_in_person())
        words = {"old": addressed(old.person), "new": addressed(new.person)}
        flash(_("%(new)s prend la place de %(old)s. Une lettre part à chaque personne.", **words), "ok")
        return redirect(url_for("reception.show_person", public_id=new.public_id))
    return _page("reception/replacement.html", _("Remplacer %(person)s", person=addressed(old.person)), old, form)


def _page(template: str, title: str, registration: Registration, form: Any) -> Any:
    page = {"title": title, "registration": registration, "form": form}
    return render_template(template, **page), 422 if form.errors else 200


def _names(registration: Registration) -> dict[str, Any]:
    person = registration.person
    return {
        "civility": person.civility.value if person.civility else "",
        "given_name": person.given_name,
        "family_name": person.family_name,
        "badge_name": "" if person.badge_name == person.full_name else person.badge_name,
    }


def _rest(registration: Registration) -> dict[str, Any]:
    """What of the identity the desk leaves as it is."""
    person = registration.person
    return {
        "honorific": person.honorific,
        "original_name": person.original_name,
        "function": registration.function,
        "email": registration.email,
        "telephone": registration.telephone,
        "capacity": registration.capacity,
    }
