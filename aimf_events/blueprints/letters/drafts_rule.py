"""From which protocol rank up letters wait, for whom, and who has which rank."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...congress.ranks import give_rank, rank_numbered, ranks_of, standings_of, write_usual_ranks
from ...errors import NotFound
from ...people.people import person_by_public_id
from ...registration.held_letters import heads_of_delegations, hold_letters, who_may_release
from ...web.identity import current_person
from . import blueprint
from .drafts_forms import HoldingForm, StandingForm


@blueprint.get("/drafts/rule")
def show_rule() -> Any:
    """The rule as it stands."""
    people = who_may_release(g.congress)
    named = next((each.public_id for each in people if each.id == g.congress.letters_held_for_id), "")
    rank = str(g.congress.letters_held_to_rank or "")
    form = HoldingForm(ranks_of(g.congress), people, formdata=None, rank=rank, person=named)
    return _page(form, _standing_form())


@blueprint.post("/drafts/rule")
def set_rule() -> Any:
    """Change it."""
    form = HoldingForm(ranks_of(g.congress), who_may_release(g.congress))
    if not form.validate_on_submit():
        return _page(form, _standing_form()), 422
    named = person_by_public_id(form.person.data) if form.person.data else None
    rank = int(form.rank.data) if form.rank.data else None
    hold_letters(g.congress, up_to=rank, released_by=named, by=current_person())
    flash(_("La règle est enregistrée : elle vaut pour les lettres à venir."), "ok")
    return redirect(url_for("letters.show_rule"))


@blueprint.post("/drafts/rule/ranks")
def write_ranks() -> Any:
    """Give the congress the usual scale."""
    write_usual_ranks(g.congress, by=current_person())
    flash(_("L’échelle habituelle est écrite."), "ok")
    return redirect(url_for("letters.show_rule"))


@blueprint.post("/drafts/rule/standings")
def give_standing() -> Any:
    """Give somebody a rank, or take it away."""
    form = _standing_form()
    if not form.validate_on_submit():
        people = who_may_release(g.congress)
        return _page(HoldingForm(ranks_of(g.congress), people, formdata=None), form), 422
    person = person_by_public_id(form.head.data)
    if person is None:
        raise NotFound
    rank = rank_numbered(g.congress, int(form.standing.data)) if form.standing.data else None
    give_rank(g.congress, person, rank, by=current_person())
    flash(_("Le rang est enregistré."), "ok")
    return redirect(url_for("letters.show_rule"))


def _standing_form() -> StandingForm:
    return StandingForm(heads_of_delegations(g.congress), ranks_of(g.congress))


def _page(form: HoldingForm, standing_form: StandingForm) -> str:
    return render_template(
        "letters/drafts_rule.html",
        title=_("Lettres qui attendent une relecture"),
        form=form,
        standing_form=standing_form,
        ranks=ranks_of(g.congress),
        standings=standings_of(g.congress),
    )
