"""The list of members, the page of one, and what the secretariat changes there. Dues have a desk of their own."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...i18n import country_name, sort_key
from ...members.members import (
    MemberSearch,
    add_member,
    change_member,
    countries_of_members,
    find_members,
    history_of,
    member_by_public_id,
)
from ...members.models import Member, MemberCategory, Standing
from ...members.offices import appoint, end_office, office_of, offices_of
from ...members.suspensions import reinstate, suspend, suspension_of
from ...members.zones import default_zone
from ...people.models import Civility
from ...web.asking import asked, asked_page, kept
from ...web.exporting import export_addresses
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .forms import MemberForm, OfficeForm, RightsForm
from .words import STANDING_KINDS, timeline_items


@blueprint.get("/")
def list_members() -> Any:
    """All members and partners: searched, filtered, sorted, paged; the choices are in the address."""
    search = asked_search()
    page = find_members(search, page=asked_page())
    choices = kept("q", "country", "category", "standing", "sort")
    named = [(code, country_name(code)) for code in countries_of_members()]
    return render_template(
        "members/list.html",
        title=_("Membres et partenaires"),
        search=search,
        page=page,
        countries=[("", _("tous")), *sorted(named, key=lambda pair: sort_key(pair[1]))],
        categories=[("", _("toutes")), *((category.value, words_for(category)) for category in MemberCategory)],
        standings=[("", _("toutes")), *((standing.value, words_for(standing)) for standing in Standing)],
        standing_kinds=STANDING_KINDS,
        is_narrowed=bool(search.text or search.country or search.category or search.standing),
        result=ngettext("%(num)d organisation", "%(num)d organisations", page.total or 0),
        sort_url=lambda sort: url_for("members.list_members", **{**choices, "sort": sort}),
        page_url=lambda number: url_for("members.list_members", **{**choices, "page": number}),
        exports=export_addresses("members.export_members", **choices),
    )


def asked_search() -> MemberSearch:
    """Return what the address asks for."""
    return MemberSearch(
        text=asked("q"),
        country=asked("country"),
        category=asked("category"),
        standing=asked("standing"),
        sort=asked("sort", "name"),
    )


@blueprint.get("/new")
def new_member() -> Any:
    """The form that adds a member."""
    return _form_page(MemberForm(language="fr"), _("Ajouter un membre"))


@blueprint.post("/new")
def add() -> Any:
    """Add a member or a partner."""
    form = MemberForm()
    if not form.validate_on_submit():
        return _form_page(form, _("Ajouter un membre")), 422
    values = {**_values(form), "code": form.code.data or "", "time_zone": default_zone(form.country.data)}
    member = refused_on(form.name, lambda: add_member(**values, by=current_person()))
    if member is None:
        return _form_page(form, _("Ajouter un membre")), 422
    flash(_("L’organisation est ajoutée."), "ok")
    return redirect(url_for("members.show_member", public_id=member.public_id))


@blueprint.get("/<public_id>")
def show_member(public_id: str) -> Any:
    """One member: standing, offices, what was done."""
    return _page(member_by_public_id(public_id))


@blueprint.get("/<public_id>/edit")
def edit_member(public_id: str) -> Any:
    """The form that corrects what is known of a member."""
    member = member_by_public_id(public_id)
    form = MemberForm(
        name=member.name,
        code=member.code,
        country=member.country,
        category=member.category.value,
        language=member.language,
        time_zone=member.time_zone,
    )
    return _form_page(form, _("Corriger la fiche"), member)


@blueprint.post("/<public_id>/edit")
def change(public_id: str) -> Any:
    """Correct what is known of a member."""
    member = member_by_public_id(public_id)
    form = MemberForm()
    if not form.validate_on_submit():
        return _form_page(form, _("Corriger la fiche"), member), 422
    values = {
        **_values(form),
        "code": form.code.data or member.code,
        "time_zone": form.time_zone.data or member.time_zone,
    }
    if refused_on(form.name, lambda: change_member(member, **values, by=current_person())) is None:
        return _form_page(form, _("Corriger la fiche"), member), 422
    flash(_("La fiche est corrigée."), "ok")
    return redirect(url_for("members.show_member", public_id=public_id))


@blueprint.post("/<public_id>/suspension")
def suspend_rights(public_id: str) -> Any:
    """Take a member's rights away, by a decision."""
    member, form = member_by_public_id(public_id), RightsForm()
    if not form.validate_on_submit():
        return _page(member, rights=form), 422
    suspend(member, decision=form.decision.data, by=current_person())
    flash(_("Le membre est suspendu."), "ok")
    return redirect(url_for("members.show_member", public_id=public_id))


@blueprint.post("/<public_id>/suspension/end")
def reinstate_rights(public_id: str) -> Any:
    """Give a member its rights back, by a decision."""
    member, form = member_by_public_id(public_id), RightsForm()
    if not form.validate_on_submit():
        return _page(member, rights=form), 422
    reinstate(member, decision=form.decision.data, by=current_person())
    flash(_("La suspension est levée."), "ok")
    return redirect(url_for("members.show_member", public_id=public_id))


@blueprint.post("/<public_id>/offices")
def add_office(public_id: str) -> Any:
    """Record someone's office in a member."""
    member = member_by_public_id(public_id)
    form = OfficeForm()
    if not form.validate_on_submit():
        return _page(member, office=form), 422
    appoint(
        member,
        civility=Civility(form.civility.data) if form.civility.data else None,
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        email=form.email.data or None,
        title={member.language: form.office.data},
        is_executive=form.is_executive.data,
        by=current_person(),
    )
    flash(_("La fonction est enregistrée."), "ok")
    return redirect(url_for("members.show_member", public_id=public_id))


@blueprint.post("/<public_id>/offices/<int:office_id>/end")
def end(public_id: str, office_id: int) -> Any:
    """Record that an office has ended today."""
    member = member_by_public_id(public_id)
    end_office(office_of(member, office_id), by=current_person())
    flash(_("La fonction a pris fin aujourd’hui."), "ok")
    return redirect(url_for("members.show_member", public_id=public_id))


def _values(form: MemberForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "country": form.country.data,
        "category": MemberCategory(form.category.data),
        "language": form.language.data,
    }


def _form_page(form: MemberForm, title: str, member: Member | None = None) -> str:
    return render_template("members/form.html", title=title, form=form, member=member)


def _page(member: Member, *, rights: RightsForm | None = None, office: OfficeForm | None = None) -> str:
    return render_template(
        "members/show.html",
        title=member.name,
        member=member,
        offices=offices_of(member),
        standing_kinds=STANDING_KINDS,
        suspension=suspension_of(member),
        rights_form=rights or RightsForm(formdata=None),
        office_form=office or OfficeForm(formdata=None),
        history=timeline_items(history_of(member), g.congress),
    )
