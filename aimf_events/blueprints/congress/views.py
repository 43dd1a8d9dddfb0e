"""The settings of a congress, its phase, and the opening of a new edition."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...accounts.models import Role
from ...congress.categories import categories_of
from ...congress.congresses import change_congress, next_number
from ...congress.models import Congress, Desk, Phase
from ...congress.phases import OPENS, change_phase
from ...congress.roles import grants_of
from ...congress.venues import venues_of
from ...i18n import local_to_utc
from ...registration.opening import open_congress
from ...web.forms import refused_on
from ...web.guards import allows
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .forms import NewCongressForm, PhaseForm, SettingsForm


@blueprint.get("/congresses/new")
@allows(Role.SECRETARIAT, Role.ADMINISTRATOR)
def new_congress() -> Any:
    """The form of a new edition."""
    form = NewCongressForm(number=next_number(), languages=["fr", "en"], time_zone="Europe/Paris")
    return _new_page(form)


@blueprint.post("/congresses/new")
@allows(Role.SECRETARIAT, Role.ADMINISTRATOR)
def create() -> Any:
    """Open a new edition with its usual categories and the secretariat's own delegations."""
    form = NewCongressForm()
    if not form.validate_on_submit():
        return _new_page(form), 422
    congress = refused_on(
        form.name,
        lambda: open_congress(number=form.number.data, name=form.name.data, **settings_of(form), by=current_person()),
    )
    if congress is None:
        return _new_page(form), 422
    flash(_("Le congrès est ouvert, en préparation : personne d’autre que vous ne le voit encore."), "ok")
    return redirect(url_for("congress.show_settings", congress=congress.name))


@blueprint.get("/<congress>/settings")
def show_settings() -> Any:
    """Everything that is set, on one page, each with the way to change it."""
    return render_template(
        "congress/settings.html",
        title=_("Réglages du congrès"),
        categories=categories_of(g.congress),
        venues=venues_of(g.congress),
        grants=grants_of(g.congress),
        open_desks=[words_for(desk) for desk in Desk if desk.value in g.congress.desks],
        opens=OPENS,
    )


@blueprint.get("/<congress>/settings/identity")
def edit_settings() -> Any:
    """The form of the settings."""
    return _settings_page(filled_form(g.congress))


@blueprint.post("/<congress>/settings/identity")
def change_settings() -> Any:
    """Change titles, place, dates, deadline, languages."""
    form = SettingsForm()
    if not form.validate_on_submit():
        return _settings_page(form), 422
    change_congress(g.congress, **settings_of(form), by=current_person())
    flash(_("Les réglages sont enregistrés."), "ok")
    return redirect(url_for("congress.show_settings"))


@blueprint.get("/<congress>/settings/phase")
def show_phases() -> Any:
    """The phases and what each opens."""
    return _phase_page(PhaseForm(phase=g.congress.phase.value))


@blueprint.post("/<congress>/settings/phase")
def set_phase() -> Any:
    """Go to another phase."""
    form = PhaseForm()
    if not form.validate_on_submit():
        return _phase_page(form), 422
    phase = Phase(form.phase.data)
    if refused_on(form.phase, lambda: change_phase(g.congress, phase, by=current_person())) is None:
        return _phase_page(form), 422
    flash(_("La phase est changée."), "ok")
    return redirect(url_for("congress.show_settings"))


def settings_of(form: SettingsForm) -> dict[str, Any]:
    """Return the settings that a form holds; the deadline is on the clock of the congress's city."""
    zone = form.time_zone.data
    return {
        "title": _both(form.title_fr.data, form.title_en.data),
        "theme": _both(form.theme_fr.data, form.theme_en.data),
        "city": _both(form.city_fr.data, form.city_en.data),
        "country": form.country.data,
        "time_zone": zone,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "registration_closes_at": local_to_utc(form.closes_on.data, f"{form.closes_at.data:%H:%M}", zone),
        "languages": list(form.languages.data),
    }


def filled_form(congress: Congress) -> SettingsForm:
    """Return the form filled with what is set."""
    closes = congress.registration_closes_at.astimezone(ZoneInfo(congress.time_zone))
    texts = {
        f"{name}_{code}": getattr(congress, name).get(code, "")
        for name in ("title", "theme", "city")
        for code in ("fr", "en")
    }
    return SettingsForm(
        **texts,
        country=congress.country,
        time_zone=congress.time_zone,
        starts_on=congress.starts_on,
        ends_on=congress.ends_on,
        closes_on=closes.date(),
        closes_at=closes.time(),
        languages=congress.languages,
    )


def _both(french: str | None, english: str | None) -> dict[str, str]:
    return {code: text for code, text in (("fr", french), ("en", english)) if text}


def _new_page(form: NewCongressForm) -> str:
    return render_template("congress/new.html", title=_("Ouvrir un congrès"), form=form)


def _settings_page(form: SettingsForm) -> str:
    return render_template("congress/identity.html", title=_("Titre, lieu et dates"), form=form)


def _phase_page(form: PhaseForm) -> str:
    hints = {phase.value: text for phase, text in OPENS.items()}
    return render_template("congress/phase.html", title=_("Phase du congrès"), form=form, hints=hints)
