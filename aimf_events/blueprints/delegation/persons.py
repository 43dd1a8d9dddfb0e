"""One person, step by step; each step is saved before the next one is shown."""

import secrets
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...registration.delegations import places_left, quotas_of
from ...registration.identity import AlreadyRegistered
from ...registration.models import Mode, Registration, RegistrationState
from ...registration.quotas import QuotaFull
from ...registration.registrations import (
    begun_by_form,
    photo_of,
    save_identity,
    save_photo,
    send_registration,
    start_registration,
    withdraw_registration,
)
from ...registration.transitions import check_open, side_of
from ...registration.visitors import count_beginning
from ...web.wording import addressed
from . import blueprint
from .access import actor, is_open_to_me, person_page, remember
from .forms import IdentityForm, ParticipationForm, PhotoForm, ReasonForm

STEPS = 3


@blueprint.route("/person", methods=["GET", "POST"])
def new_person() -> Any:
    """Ask who comes, and begin the registration. After the deadline the refusal comes before anything is typed."""
    check_open(g.congress, side=side_of(actor(), g.congress))
    form = IdentityForm(data={"form_key": secrets.token_urlsafe(16)}) if request.method == "GET" else IdentityForm()
    begun = begun_by_form(g.delegation, form.form_key.data) if form.is_submitted() else None
    offered = {c.public_id: c for c in _offered(begun)}
    form.offer(list(offered.values()))
    if form.validate_on_submit():
        chosen = offered[form.category.data]
        key = form.form_key.data or None
        if actor() is None and begun is None:
            count_beginning(g.delegation)
        made = _linked(
            lambda: start_registration(g.delegation, category=chosen, form_key=key, by=actor(), **form.identity())
        )
        remember(made)
        return redirect(url_for("delegation.take_part", public_id=made.public_id))
    return _identity_page(form, _("Qui vient ?"))


@blueprint.route("/person/<public_id>", methods=["GET", "POST"])
def edit_person(public_id: str) -> Any:
    """Correct who comes."""
    registration = person_page(public_id)
    form = IdentityForm(data=_answers(registration)) if request.method == "GET" else IdentityForm()
    offered = {c.public_id: c for c in _offered(registration)}
    form.offer(list(offered.values()))
    if form.validate_on_submit():
        was = registration.state
        chosen = offered[form.category.data]
        _linked(lambda: save_identity(registration, category=chosen, by=actor(), **form.identity()))
        if was is RegistrationState.DRAFT:
            return redirect(url_for("delegation.take_part", public_id=public_id))
        flash(_saved(registration, was), "ok")
        return redirect(url_for("delegation.welcome"))
    return _identity_page(form, _("Corriger"), registration)


@blueprint.route("/person/<public_id>/participation", methods=["GET", "POST"])
def take_part(public_id: str) -> Any:
    """Ask how the person takes part and what they agree to, and send the registration."""
    registration = person_page(public_id)
    form = ParticipationForm(data=_agreed(registration)) if request.method == "GET" else ParticipationForm()
    if form.validate_on_submit():
        was = registration.state
        send_registration(
            registration,
            mode=Mode(form.mode.data),
            to_list=form.to_list.data,
            to_image=form.to_image.data,
            by=actor(),
        )
        if was is RegistrationState.DRAFT:
            return redirect(url_for("delegation.photo", public_id=public_id))
        flash(_("C’est enregistré."), "ok")
        return redirect(url_for("delegation.welcome"))
    title = _("Comment participe %(person)s ?", person=addressed(registration.person))
    page = {"form": form, "registration": registration, "step": 2, "steps": STEPS}
    return render_template("delegation/participation.html", title=title, **page), 422 if form.errors else 200


@blueprint.route("/person/<public_id>/photo", methods=["GET", "POST"])
def photo(public_id: str) -> Any:
    """Ask the portrait, which can wait."""
    registration = person_page(public_id)
    form = PhotoForm()
    if form.validate_on_submit() and form.prepared:
        was = registration.state
        save_photo(registration, form.prepared, by=actor())
        flash(_saved(registration, was), "ok")
        return redirect(url_for("delegation.welcome"))
    more = any(count > 0 for count in places_left(g.delegation).values())
    title = _("Photo de %(person)s", person=addressed(registration.person))
    page = {"form": form, "registration": registration, "step": 3, "steps": STEPS, "more": more}
    return render_template("delegation/photo.html", title=title, **page), 422 if form.errors else 200


@blueprint.get("/person/<public_id>/portrait")
def portrait(public_id: str) -> Response:
    """Serve the thumbnail to whoever may see the person."""
    kept = photo_of(person_page(public_id))
    if kept is None:
        raise NotFound
    return Response(kept.thumbnail, mimetype="image/jpeg", headers={"Cache-Control": "private, max-age=300"})


@blueprint.route("/person/<public_id>/withdrawal", methods=["GET", "POST"])
def withdraw(public_id: str) -> Any:
    """Confirm, then free the place."""
    registration = person_page(public_id)
    form = ReasonForm()
    if form.validate_on_submit():
        withdraw_registration(registration, by=actor(), reason=form.reason.data or "")
        flash(_("%(person)s ne vient plus. La place est libre.", person=addressed(registration.person)), "ok")
        return redirect(url_for("delegation.welcome"))
    title = _("Retirer %(person)s", person=addressed(registration.person))
    page = {"form": form, "registration": registration}
    return render_template("delegation/withdraw.html", title=title, **page), 422 if form.errors else 200


def _identity_page(form: IdentityForm, title: str, registration: Registration | None = None) -> Any:
    page = {"form": form, "registration": registration, "step": 1, "steps": STEPS, "delegation": g.delegation}
    return render_template("delegation/identity.html", title=title, **page), 422 if form.errors else 200


def _offered(registration: Registration | None) -> list[Any]:
    """The categories with a free place; a person already there (or begun by this very form) keeps its own.

    Raises:
        QuotaFull: every place is taken.
    """
    left, quotas = places_left(g.delegation), quotas_of(g.delegation)
    own = registration.category_id if registration else None
    offered = [q.category for q in quotas if left.get(q.category_id, 0) > 0 or q.category_id == own]
    if registration is not None and registration.category not in offered:
        offered.append(registration.category)
    if not offered:
        raise QuotaFull(g.delegation, None)
    return offered


def _linked(verb: Any) -> Any:
    """Run a verb; where the person is registered already, give the way to that registration if the reader may see it."""
    try:
        return verb()
    except AlreadyRegistered as refusal:
        existing = refusal.registration
        if existing.delegation_id == g.delegation.id and is_open_to_me(existing):
            address = url_for("delegation.edit_person", public_id=existing.public_id)
            refusal.link = (address, _("Voir l’inscription qui existe"))
        elif existing.delegation_id == g.delegation.id:
            refusal.link = (url_for("delegation.visit"), _("Voir toute la délégation"))
        raise


def _answers(registration: Registration) -> dict[str, Any]:
    person = registration.person
    return {
        "civility": person.civility.value if person.civility else None,
        "given_name": person.given_name,
        "family_name": person.family_name,
        "badge_name": "" if person.badge_name == person.full_name else person.badge_name,
        "original_name": person.original_name,
        "function": registration.function,
        "email": registration.email,
        "telephone": registration.telephone,
        "category": registration.category.public_id,
    }


def _agreed(registration: Registration) -> dict[str, Any]:
    return {
        "mode": registration.mode.value if registration.mode else None,
        "to_list": bool(registration.consents_to_list),
        "to_image": bool(registration.consents_to_image),
    }


def _saved(registration: Registration, was: RegistrationState) -> str:
    if was is RegistrationState.APPROVED and registration.state is RegistrationState.SUBMITTED:
        return _(
            "C’est enregistré. Le Secrétariat doit examiner de nouveau cette inscription ; le badge envoyé n’est plus valable."
        )
    return _("C’est enregistré.")
