"""The delegation's first page, and the way to see what others entered."""

from typing import Any

from flask import g, redirect, render_template, request, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from ...accounts.codes import use_code
from ...congress.models import Phase
from ...i18n import language
from ...registration.absence import may_take_back
from ...registration.completeness import missing_for
from ...registration.documents import documents_of
from ...registration.models import DelegationState, RegistrationState
from ...registration.protocol_order import move_in_order
from ...registration.quotas import offers_of
from ...registration.substitution import replaced_in
from ...registration.support import supports_of
from ...registration.visitors import admit_visitor, ask_to_visit
from ...registration.waiting import ranks
from ...web.forms import refused_on
from ...web.identity import begin_session, browser_secret, current_person
from . import blueprint
from .access import ask_who, is_open_to_me, person_page, registrations_here, sees_all
from .forms import VisitCodeForm, VisitForm
from .words import KINDS, cards_in_words, deadlines_in_words, granted, hint, left_in_words, next_step, sentence, wanting


@blueprint.get("")
def welcome() -> Any:
    """Show where the delegation stands: all of it to whoever said who they are, else what this browser entered."""
    if current_user.is_authenticated and current_person() is None:
        return redirect(url_for("account.who_are_you", next=request.path))
    everyone = registrations_here()
    shown = [r for r in everyone if is_open_to_me(r)]
    active = [r for r in everyone if r.is_active]
    offers = offers_of(g.delegation)
    mine = [r for r in shown if r.is_active]
    missing = missing_for(g.delegation, mine)
    can_complete = bool(active) and len(mine) == len(active) and g.delegation.state is DelegationState.COMPOSING
    return render_template(
        "delegation/welcome.html",
        title=_("Délégation de %(name)s", name=g.delegation.name),
        delegation=g.delegation,
        claim=g.claim,
        sees_all=sees_all(),
        summary=sentence(g.delegation, active, sum(offer.places for offer in offers)) if sees_all() else None,
        persons=mine,
        waiting=(waiting := [r for r in shown if r.state is RegistrationState.WAITING]),
        ranks=ranks(waiting),
        gone=[r for r in shown if not r.is_open],
        others=len(active) - len(mine),
        missing=missing,
        next_step=next_step(mine, missing, can_complete=can_complete),
        replaced=replaced_in(g.delegation),
        returning=may_take_back(shown),
        badges=sum(r.state is RegistrationState.APPROVED for r in everyone) if sees_all() and not g.claim else 0,
        cards=cards_in_words(g.delegation) if sees_all() and not g.claim else None,
        supports=supports_of(mine) if sees_all() else {},
        documents=0 if g.claim else len(documents_of(g.delegation, None if sees_all() else shown)),
        wanting=wanting,
        granted=granted,
        kinds=KINDS,
        hint=hint,
        left=left_in_words(offers),
        can_wait=any(offer.left <= 0 for offer in offers) and bool(active),
        has_place=any(offer.left > 0 for offer in offers),
        can_complete=can_complete,
        closed=not g.congress.registration_is_open,
        deadlines=deadlines_in_words(g.congress),
        late_is_heard=g.congress.phase in (Phase.REGISTRATION, Phase.CLOSED_REGISTRATION),
    )


@blueprint.post("/person/<public_id>/order")
def move(public_id: str) -> Any:
    """Name somebody one place earlier, or later."""
    registration = person_page(public_id)
    if not sees_all():
        return ask_who()
    place = request.form.get("place", 0, type=int)
    move_in_order(registration, from_place=place, up=request.form.get("way") == "up", by=current_person())
    return redirect(url_for("delegation.welcome", _anchor=f"p-{public_id}"))


@blueprint.route("/visit", methods=["GET", "POST"])
def visit() -> Any:
    """Ask name and address of whoever wants to see the whole delegation; a code goes to that mailbox, and nothing else happens."""
    if sees_all():
        return redirect(url_for("delegation.welcome"))
    form = VisitForm(data=_claim())
    if form.validate_on_submit():
        asked = {"browser": browser_secret(), "place": request.remote_addr or "", "language": language()}
        ask_to_visit(g.delegation, email=form.email.data, claim=g.claim, **asked)
        names = {"given_name": form.given_name.data, "family_name": form.family_name.data}
        session["visit"] = {"delegation": g.delegation.public_id, "email": form.email.data, **names}
        return redirect(url_for("delegation.visit_code"))
    status = 422 if form.errors else 200
    return render_template("delegation/visit.html", title=_("Qui êtes-vous ?"), form=form), status


@blueprint.route("/visit/code", methods=["GET", "POST"])
def visit_code() -> Any:
    """Take the code: only now does the visitor become a correspondent, sees the delegation, and the head is told."""
    claim = _claim()
    if not claim:
        return redirect(url_for("delegation.visit"))
    form = VisitCodeForm()
    account = (
        refused_on(form.code, lambda: use_code(claim["email"], form.code.data, browser=browser_secret()))
        if form.validate_on_submit()
        else None
    )
    if account is None:
        page = {"title": _("Votre code"), "form": form, "address": claim["email"]}
        return render_template("delegation/visit_code.html", **page), 422 if form.errors else 200
    names = {"given_name": claim["given_name"], "family_name": claim["family_name"]}
    opened = begin_session(account, person=admit_visitor(g.delegation, account=account, claim=g.claim, **names))
    home = url_for("delegation.welcome")
    return redirect(home if opened.person_id else url_for("account.who_are_you", next=home))


def _claim() -> dict[str, str]:
    """Who this browser said it is when it asked for a code for this delegation: in the signed cookie, nowhere else."""
    claim: dict[str, str] = session.get("visit", {})
    return claim if claim.get("delegation") == g.delegation.public_id else {}
