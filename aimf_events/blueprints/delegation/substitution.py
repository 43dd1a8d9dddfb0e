"""« Je ne peux pas venir » and « Remplacer cette personne »: two pages, each answered once."""

import secrets
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...registration.absence import change_presence, may_take_back, take_back_withdrawal
from ...registration.links import ticket_token
from ...registration.models import Mode, Registration, RegistrationState
from ...registration.new_mayor import identity_of_executive
from ...registration.registrations import withdraw_registration
from ...registration.substitution import SamePerson, check_replacement, may_replace, substitute
from ...registration.transitions import Side, side_of
from ...web.forms import BaseForm
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .access import actor, answered, for_desk, is_mine, person_page, remember, sees_all
from .persons import unless_double
from .substitution_forms import AbsenceForm, SubstitutionForm


@blueprint.route("/person/<public_id>/absence", methods=["GET", "POST"])
def absence(public_id: str) -> Any:
    """Ask what happens to the place of somebody who cannot come: another person, online, or nobody."""
    registration = person_page(public_id)
    if not registration.is_active:
        return _over(registration)
    form = AbsenceForm(open_to_replace=_may_replace(), online=registration.mode is Mode.ONLINE)
    if form.validate_on_submit():
        if form.what.data == "replaced":
            return redirect(url_for("delegation.replace_person", public_id=public_id))
        if form.what.data == "online":
            answered(lambda: change_presence(registration, Mode.ONLINE, by=actor(registration)), form.source.data)
            flash(_("%(person)s participera à distance.", person=addressed(registration.person)), "ok")
        else:
            given = {"by": actor(registration), "reason": form.reason.data or ""}
            answered(lambda: withdraw_registration(registration, **given), form.source.data)
            flash(_("%(person)s ne vient plus. La place est libre.", person=addressed(registration.person)), "ok")
        return redirect(_home(registration))
    page = {"form": form, "registration": registration, "closed": not _may_replace(), "home": _home(registration)}
    title = _("%(person)s ne peut pas venir", person=addressed(registration.person))
    return render_template("delegation/absence.html", title=title, **page), 422 if form.errors else 200


@blueprint.route("/person/<public_id>/return", methods=["GET", "POST"])
def take_back(public_id: str) -> Any:
    """Confirm, then undo a withdrawal."""
    registration = person_page(public_id)
    form = BaseForm()
    if form.validate_on_submit():
        take_back_withdrawal(registration, by=actor(registration))
        flash(_("%(person)s vient de nouveau.", person=addressed(registration.person)), "ok")
        return redirect(_home(registration))
    title = _("%(person)s vient finalement ?", person=addressed(registration.person))
    page = {"registration": registration, "home": _home(registration)}
    return render_template("delegation/take_back.html", title=title, **page)


@blueprint.route("/person/<public_id>/replacement", methods=["GET", "POST"])
def replace_person(public_id: str) -> Any:
    """Ask who comes instead, and how; one page, and the place changes hands."""
    old = person_page(public_id)
    check_replacement(g.congress, side=side_of(actor(old), g.congress))
    if not old.is_active:
        return _over(old)
    first = {"form_key": secrets.token_urlsafe(16), "mode": old.mode.value if old.mode else None}
    if for_desk() and request.args.get("executive"):
        first |= identity_of_executive(g.delegation)
    form = SubstitutionForm(data=first) if request.method == "GET" else SubstitutionForm()
    form.offer([old.category])
    if form.validate_on_submit():
        new = _replaced(old, form)
        if new is not None:
            remember(new)
            words = {"old": addressed(old.person), "new": addressed(new.person)}
            flash(_("%(new)s prend la place de %(old)s. Une lettre part à chaque personne.", **words), "ok")
            return redirect(_next_page(new))
    status = 409 if form.double else 422 if form.errors else 200
    title = _("Remplacer %(person)s", person=addressed(old.person))
    page = {"form": form, "registration": old, "home": _home(old)}
    return render_template("delegation/replacement.html", title=title, **page), status


def _replaced(old: Registration, form: SubstitutionForm) -> Registration | None:
    """Run the verb; a namesake in the delegation, or the same name again, is asked about on the form."""
    given = {"form_key": form.form_key.data or None, "namesake_note": form.note(), **form.identity(), **form.agreed()}
    try:
        return unless_double(form, lambda: answered(lambda: substitute(old, by=actor(old), **given), form.source.data))
    except SamePerson as refusal:
        form.double = (refusal.reason, url_for("delegation.edit_person", public_id=old.public_id), _("Corriger"))
        return None


def _over(registration: Registration) -> Any:
    """Say where a registration that is over stands: a page sent twice lands here, and nothing is lost."""
    back = registration.id in may_take_back([registration])
    if registration.state is RegistrationState.SUBSTITUTED:
        flash(_("%(person)s est déjà remplacé.", person=addressed(registration.person)), "info")
    elif back:
        flash(_("%(person)s ne vient plus. La place est libre.", person=addressed(registration.person)), "info")
    else:
        flash(_("Cette inscription est retirée ou refusée : elle ne se modifie plus."), "info")
    return redirect(_home(registration))


def _home(registration: Registration) -> str:
    """Where the reader came from: the billet of whoever sees only themselves here, else the delegation's page."""
    if is_mine(registration) and not sees_all():
        return url_for("personal.ticket", token=ticket_token(registration))
    return url_for("delegation.welcome")


def _next_page(new: Registration) -> str:
    """The desk goes on deciding; the delegation adds the photo."""
    if side_of(current_person(), g.congress) is Side.DESK:
        return url_for("accreditation.show_registration", public_id=new.public_id)
    return url_for("delegation.photo", public_id=new.public_id)


def _may_replace() -> bool:
    return may_replace(g.congress, side=side_of(current_person(), g.congress))
