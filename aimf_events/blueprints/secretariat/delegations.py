"""One delegation as the secretariat sees it, and what it can change there."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...checkin.floaters import floaters_of
from ...congress.categories import categories_of
from ...members.models import MemberCategory
from ...people.models import Civility
from ...registration.correspondents import ROLE_WORDS, correspondent_of, name_correspondent, remove_correspondent
from ...registration.enrolment import enrol, set_all_places
from ...registration.invitations import invite_again
from ...registration.models import ContactRole, Delegation, DelegationState
from ...reporting.delegations import delegation_page, history_of, letters_to, lines_of, people_of
from ...web.identity import current_person
from . import blueprint, words
from .forms import ConfirmForm, CorrespondentForm, NewDelegationForm, places_form
from .timeline import timeline_items


@blueprint.get("/delegations/new")
def new_delegation() -> Any:
    """The form that adds a delegation by hand."""
    return _new_page(NewDelegationForm())


@blueprint.post("/delegations/new")
def add_delegation() -> Any:
    """Open the delegation of an organisation, known already or not."""
    form = NewDelegationForm()
    if not form.validate_on_submit():
        return _new_page(form), 422
    delegation = enrol(
        g.congress,
        name=form.name.data,
        country=form.country.data,
        category=MemberCategory(form.category.data),
        by=current_person(),
    )
    flash(_("La délégation est ouverte. Ajoutez maintenant la personne à qui écrire."), "ok")
    return redirect(url_for("secretariat.show_delegation", public_id=delegation.public_id))


@blueprint.get("/delegations/<public_id>")
def show_delegation(public_id: str) -> Any:
    """Who it is, who is written to, how many places, who is registered, what was written and done."""
    return _page(delegation_page(g.congress, public_id))


@blueprint.post("/delegations/<public_id>/places")
def set_places(public_id: str) -> Any:
    """Set the places of a delegation in every category."""
    delegation = delegation_page(g.congress, public_id)
    categories = categories_of(g.congress)
    form = places_form(categories, _places(delegation))
    if not form.validate_on_submit():
        return _page(delegation, places=form), 422
    wanted = {category: form[f"category_{category.id}"].data for category in categories}
    set_all_places(delegation, wanted, by=current_person())
    flash(_("Les places sont enregistrées."), "ok")
    return redirect(url_for("secretariat.show_delegation", public_id=public_id))


@blueprint.post("/delegations/<public_id>/correspondents")
def name_contact(public_id: str) -> Any:
    """Name the head or a focal point."""
    delegation = delegation_page(g.congress, public_id)
    form = CorrespondentForm()
    if not form.validate_on_submit():
        return _page(delegation, correspondent=form), 422
    name_correspondent(
        delegation,
        ContactRole(form.role.data),
        civility=Civility(form.civility.data) if form.civility.data else None,
        given_name=form.given_name.data or "",
        family_name=form.family_name.data,
        function=form.function.data or "",
        email=form.email.data,
        by=current_person(),
    )
    flash(_("Le correspondant est enregistré."), "ok")
    return redirect(url_for("secretariat.show_delegation", public_id=public_id))


@blueprint.post("/delegations/<public_id>/correspondents/<int:contact_id>/removal")
def remove_contact(public_id: str, contact_id: int) -> Any:
    """Stop writing to someone for this delegation."""
    delegation = delegation_page(g.congress, public_id)
    remove_correspondent(correspondent_of(delegation, contact_id), by=current_person())
    flash(_("On ne lui écrira plus pour cette délégation."), "ok")
    return redirect(url_for("secretariat.show_delegation", public_id=public_id))


@blueprint.post("/delegations/<public_id>/invitation")
def invite(public_id: str) -> Any:
    """Send the invitation, or send it once more."""
    delegation = delegation_page(g.congress, public_id)
    letters = invite_again(delegation, by=current_person())
    flash(ngettext("%(num)d lettre part.", "%(num)d lettres partent.", len(letters)), "ok")
    return redirect(url_for("secretariat.show_delegation", public_id=public_id))


def _new_page(form: NewDelegationForm) -> str:
    return render_template("secretariat/new_delegation.html", title=_("Ajouter une délégation"), form=form)


def _page(delegation: Delegation, *, places: Any = None, correspondent: Any = None) -> str:
    people = people_of(delegation)
    line = lines_of([delegation])[0]
    return render_template(
        "secretariat/delegation.html",
        title=delegation.name,
        delegation=delegation,
        line=line,
        people=people,
        offices={o.person_id: o for o in (delegation.member.offices if delegation.member else []) if o.ends_on is None},
        sentence=_sentence(delegation, line),
        letters=letters_to(delegation),
        history=timeline_items(history_of(delegation), g.congress),
        cards=floaters_of(delegation),
        places_form=places or places_form(categories_of(g.congress), _places(delegation)),
        correspondent_form=correspondent or CorrespondentForm(formdata=None),
        confirm=ConfirmForm(formdata=None),
        roles=ROLE_WORDS,
        words=words,
    )


def _places(delegation: Delegation) -> dict[int, int]:
    return {quota.category_id: quota.places for quota in delegation.quotas}


def _sentence(delegation: Delegation, line: Any) -> str:
    if delegation.state is DelegationState.DECLINED:
        return _("%(name)s : la délégation ne viendra pas.", name=delegation.name)
    registered = ngettext(
        "%(name)s : %(num)d personne inscrite pour %(places)d places.",
        "%(name)s : %(num)d personnes inscrites pour %(places)d places.",
        line.registered,
        name=delegation.name,
        places=line.places,
    )
    if not line.registered:
        registered = _(
            "%(name)s : personne n’est encore inscrit, %(places)d places l’attendent.",
            name=delegation.name,
            places=line.places,
        )
    return registered
