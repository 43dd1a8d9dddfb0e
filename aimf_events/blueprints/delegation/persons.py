"""One person, step by step; each step is saved before the next one is shown."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...registration.identity import AlreadyRegistered
from ...registration.models import Mode, Registration, RegistrationState
from ...registration.quotas import QuotaFull, offers_of
from ...registration.registrations import (
    begun_by_form,
    photo_of,
    save_identity,
    save_photo,
    send_registration,
    start_registration,
    withdraw_registration,
)
from ...registration.transitions import check_request, side_of
from ...registration.waiting import ranks
from ...web.wording import addressed
from . import blueprint
from .access import actor, answered, is_open_to_me, person_page, remember
from .forms import WAITS, IdentityForm, ParticipationForm, PhotoForm, ReasonForm

STEPS = 3


@blueprint.route("/person", methods=["GET", "POST"])
def new_person() -> Any:
    """Ask who comes, and begin the registration. Once the congress has begun, the refusal comes before anything is typed."""
    late = check_request(g.congress, side=side_of(actor(), g.congress))
    form = IdentityForm(data={"form_key": secrets.token_urlsafe(16)}) if request.method == "GET" else IdentityForm()
    waiting = "waiting" in request.args
    offered = _offer_waiting(form) if waiting else _offer(form)
    if form.validate_on_submit():
        category, waits = form.chosen()
        made = unless_double(
            form,
            lambda: answered(
                lambda: start_registration(
                    g.delegation,
                    category=offered[category],
                    or_wait=waits,
                    claim=g.claim,
                    form_key=form.form_key.data or None,
                    namesake_note=form.note(),
                    by=actor(),
                    **form.identity(),
                ),
                form.source.data,
            ),
        )
        if made is not None:
            remember(made)
            return redirect(url_for("delegation.take_part", public_id=made.public_id))
    return _identity_page(form, _("Qui attend une place ?") if waiting else _("Qui vient ?"), late=late)


@blueprint.route("/person/<public_id>", methods=["GET", "POST"])
def edit_person(public_id: str) -> Any:
    """Correct who comes."""
    registration = person_page(public_id)
    form = IdentityForm(data=_answers(registration)) if request.method == "GET" else IdentityForm()
    offered = _offer(form, registration)
    if form.validate_on_submit():
        was, chosen = registration.state, offered[form.chosen()[0]]
        given = {"namesake_note": form.note(), **form.identity()}
        by = actor(registration)
        if unless_double(
            form,
            lambda: answered(lambda: save_identity(registration, category=chosen, by=by, **given), form.source.data),
        ):
            if was is RegistrationState.DRAFT:
                return redirect(url_for("delegation.take_part", public_id=public_id))
            flash(_saved(registration, was), "ok")
            return redirect(url_for("delegation.welcome"))
    return _identity_page(form, _("Corriger"), registration)


@blueprint.route("/person/<public_id>/participation", methods=["GET", "POST"])
def take_part(public_id: str) -> Any:
    """Ask how the person takes part and what they agree to, and send the registration; then the photo, or the next person."""
    registration = person_page(public_id)
    form = ParticipationForm(data=_agreed(registration)) if request.method == "GET" else ParticipationForm()
    if form.validate_on_submit():
        was = registration.state
        agreed = {"to_list": form.to_list.data, "to_image": form.to_image.data}
        send_registration(registration, mode=Mode(form.mode.data), by=actor(), **agreed)
        if was is not RegistrationState.DRAFT:
            flash(_saved(registration, was), "ok")
            return redirect(url_for("delegation.welcome"))
        if request.form.get("then") != "next":
            return redirect(url_for("delegation.photo", public_id=public_id))
        flash(_("L’inscription de %(person)s est envoyée.", person=addressed(registration.person)), "ok")
        return redirect(url_for("delegation.new_person"))
    title = _("Comment participe %(person)s ?", person=addressed(registration.person))
    page = {"form": form, "registration": registration, "step": 2, "steps": STEPS, "more": _has_place()}
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
    title = _("Photo de %(person)s", person=addressed(registration.person))
    page = {"form": form, "registration": registration, "step": 3, "steps": STEPS, "more": _has_place()}
    return render_template("delegation/photo.html", title=title, **page), 422 if form.errors else 200


@blueprint.get("/person/<public_id>/portrait")
def portrait(public_id: str) -> Response:
    """Serve the thumbnail to whoever may see the person."""
    kept = photo_of(person_page(public_id))
    if kept is None:
        raise NotFound
    return Response(kept.thumbnail, mimetype="image/jpeg")


@blueprint.route("/person/<public_id>/withdrawal", methods=["GET", "POST"])
def withdraw(public_id: str) -> Any:
    """Confirm, then free the place."""
    registration = person_page(public_id)
    form = ReasonForm()
    if form.validate_on_submit():
        given = {"by": actor(), "reason": form.reason.data or ""}
        answered(lambda: withdraw_registration(registration, **given), form.source.data)
        flash(_("%(person)s ne vient plus. La place est libre.", person=addressed(registration.person)), "ok")
        return redirect(url_for("delegation.welcome"))
    title = _("Retirer %(person)s", person=addressed(registration.person))
    page = {"form": form, "registration": registration}
    return render_template("delegation/withdraw.html", title=title, **page), 422 if form.errors else 200


def _identity_page(
    form: IdentityForm, title: str, registration: Registration | None = None, *, late: bool = False
) -> Any:
    page = {"form": form, "registration": registration, "step": 1, "steps": STEPS, "delegation": g.delegation}
    page |= {"waiting": "waiting" in request.args, "late": late}
    status = 422 if form.errors else 409 if form.double else 200
    return render_template("delegation/identity.html", title=title, **page), status


def _has_place() -> bool:
    return any(offer.left > 0 for offer in offers_of(g.delegation))


def _offer(form: IdentityForm, registration: Registration | None = None) -> dict[str, Any]:
    """Offer the categories with a free place; a person already there (or begun by this very form) keeps its own.

    Raises:
        QuotaFull: every place is taken.
    """
    offers = offers_of(g.delegation)
    free = {offer.category.public_id for offer in offers if offer.left > 0}
    asked = form.category.data if form.is_submitted() else None
    if registration is None and form.is_submitted() and (not free or (asked and asked not in free)):
        registration = begun_by_form(g.delegation, form.form_key.data)
    own = registration.category if registration is not None else None
    offered = [o.category for o in offers if o.left > 0 or o.category is own]
    if own is not None and own not in offered:
        offered.append(own)
    if not offered:
        raise QuotaFull(g.delegation, None)
    form.offer(offered)
    return {category.public_id: category for category in offered}


def _offer_waiting(form: IdentityForm) -> dict[str, Any]:
    """Offer the waiting lists of the full categories; one asked for stays, though a place may just be free.

    Raises:
        NotFound: there is a place in each.
    """
    asked = form.category.data if form.is_submitted() else None
    full = [o.category for o in offers_of(g.delegation) if o.left <= 0 or WAITS + o.category.public_id == asked]
    if not full:
        raise NotFound
    form.offer_waiting(full)
    return {category.public_id: category for category in full}


def unless_double(form: IdentityForm, verb: Callable[[], Registration]) -> Registration | None:
    """Run a verb; where somebody of that name is registered in this delegation, ask on the form whether they are two."""
    try:
        return verb()
    except AlreadyRegistered as refusal:
        existing = refusal.registration
        if existing.delegation_id != g.delegation.id or form.namesake.data:
            raise
        if is_open_to_me(existing):
            way = url_for("delegation.edit_person", public_id=existing.public_id)
            form.double = (refusal.reason, way, _("Voir l’inscription qui existe"))
        else:
            form.double = (refusal.reason, url_for("delegation.visit"), _("Voir toute la délégation"))
        return None


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
    if registration.state is RegistrationState.WAITING:
        rank = ranks([registration])[registration.id]
        return _(
            "C’est enregistré, au rang %(rank)d de la liste d’attente. Une lettre suivra dès qu’une place se libère.",
            rank=rank,
        )
    if was is RegistrationState.APPROVED and registration.state is RegistrationState.SUBMITTED:
        return _(
            "C’est enregistré. Le Secrétariat doit examiner de nouveau cette inscription ; le badge envoyé n’est plus valable."
        )
    return _("C’est enregistré.")
