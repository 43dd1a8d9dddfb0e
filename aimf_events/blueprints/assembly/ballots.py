"""Ballots of a sitting: the list under the items of the agenda; one prepared, changed, thrown away; its frozen roll."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.agenda import item_of
from ...assembly.ballot_counts import choices_of
from ...assembly.ballot_models import Ballot, BallotKind, BallotState, HandsCount
from ...assembly.ballot_pauses import topic_of
from ...assembly.ballot_rolls import lines_of
from ...assembly.ballots import ballot_of, ballots_of, change_ballot, draft_ballot, remove_ballot
from ...assembly.convocation_letter import name_of
from ...assembly.parameters import Parameter, parameters_of
from ...assembly.sitting_models import AgendaItem, Sitting, SittingState
from ...assembly.sittings import profile_of, sitting_in, statutes_for
from ...assembly.urns import closed_urns, voted_of
from ...assembly.votes import given_in
from ...errors import NotFound
from ...i18n import pick, search_key
from ...web.asking import asked, asked_page, kept
from ...web.ballot_words import CHOICE_KINDS, STATE_KINDS, count_words, decision_words, way_words
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .ballot_forms import BallotForm, given
from .words import value_words

MAJORITIES = (Parameter.MAJORITY_ORDINARY, Parameter.MAJORITY_STATUTES)
PAGE = 60


@blueprint.get("/sittings/<public_id>/ballots")
def list_ballots(public_id: str) -> Any:
    """The ballots of a sitting, under the items of its agenda."""
    sitting = sitting_in(g.congress, public_id)
    ballots = ballots_of(sitting)
    under: dict[int, list[Any]] = {item.id: [] for item in sitting.items}
    for each in ballots:
        said = f"{decision_words(each)} {count_words(each.tally)}" if each.state is BallotState.PUBLISHED else None
        under[each.item_id].append((each, pick(each.question), way_words(each), STATE_KINDS[each.state], said))
    return render_template(
        "assembly/ballots.html",
        title=_("Scrutins"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=public_id)),
        sentence=_list_sentence(ballots),
        items=[(number, item, under[item.id]) for number, item in enumerate(sitting.items, start=1)],
        may_draft=sitting.state is not SittingState.CLOSED and statutes_for(sitting) is not None,
        topic=topic_of(sitting) if sitting.opened_at else None,
    )


@blueprint.get("/sittings/<public_id>/agenda/<item_id>/ballots/new")
def new_ballot(public_id: str, item_id: str) -> Any:
    """The form of a ballot on an item."""
    sitting = sitting_in(g.congress, public_id)
    return _form_page(sitting, item_of(sitting, item_id))


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/ballots/new")
def draft(public_id: str, item_id: str) -> Any:
    """Prepare a ballot on an item."""
    sitting = sitting_in(g.congress, public_id)
    item, form = item_of(sitting, item_id), BallotForm()
    _offer(form, sitting)
    if not form.validate_on_submit():
        return _form_page(sitting, item, form), 422
    ballot = draft_ballot(item, **form.answers(), by=current_person())
    flash(_("Le scrutin est préparé. Personne n’est encore interrogé."), "ok")
    return redirect(url_for("assembly.show_ballot", public_id=public_id, ballot_id=ballot.public_id))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/question")
def edit_ballot(public_id: str, ballot_id: str) -> Any:
    """The form of a ballot that is prepared."""
    sitting = sitting_in(g.congress, public_id)
    ballot = _drafted(sitting, ballot_id)
    return _form_page(sitting, ballot.item, ballot=ballot)


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/question")
def rewrite_ballot(public_id: str, ballot_id: str) -> Any:
    """Change a ballot that is prepared."""
    sitting = sitting_in(g.congress, public_id)
    ballot, form = ballot_of(sitting, ballot_id), BallotForm()
    _offer(form, sitting)
    if not form.validate_on_submit():
        return _form_page(sitting, ballot.item, form, ballot), 422
    change_ballot(ballot, **form.answers(), by=current_person())
    flash(_("Le scrutin est modifié."), "ok")
    return redirect(url_for("assembly.show_ballot", public_id=public_id, ballot_id=ballot_id))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/removal")
def ask_removal(public_id: str, ballot_id: str) -> Any:
    """Ask before a prepared ballot is thrown away."""
    sitting = sitting_in(g.congress, public_id)
    ballot = _drafted(sitting, ballot_id)
    return render_template(
        "assembly/ballot_removal.html",
        title=_("Supprimer ce scrutin"),
        sitting=sitting,
        ballot=ballot,
        question=pick(ballot.question),
        crumbs=crumbs_of(sitting),
    )


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/removal")
def throw_away(public_id: str, ballot_id: str) -> Any:
    """Throw a prepared ballot away."""
    remove_ballot(ballot_of(sitting_in(g.congress, public_id), ballot_id), by=current_person())
    flash(_("Le scrutin est supprimé."), "ok")
    return redirect(url_for("assembly.list_ballots", public_id=public_id))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/roll")
def show_roll(public_id: str, ballot_id: str) -> Any:
    """The frozen roll of a ballot; once it has closed, with what each voice said by name."""
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    if ballot.is_draft:
        raise NotFound
    is_followed = ballot.kind in (BallotKind.OPEN, BallotKind.SECRET) and ballot.is_running
    words = search_key(asked("q")).split()
    found = [line for line in lines_of(ballot) if all(word in line.mandate.member.search_key for word in words)]
    pages = max(1, -(-len(found) // PAGE))
    page = min(asked_page(), pages)
    choices = {"public_id": public_id, "ballot_id": ballot_id, **kept("q")}
    return render_template(
        "assembly/ballot_roll.html",
        title=_("Voix inscrites"),
        sitting=sitting,
        ballot=ballot,
        question=pick(ballot.question),
        crumbs=[
            *crumbs_of(sitting),
            (_("Scrutin"), url_for("assembly.show_ballot", public_id=public_id, ballot_id=ballot_id)),
        ],
        sentence=ngettext("%(num)d voix inscrite à l’ouverture.", "%(num)d voix inscrites à l’ouverture.", len(found)),
        lines=found[(page - 1) * PAGE : page * PAGE],
        said=choices_of(ballot),
        given=_given(ballot) if is_followed else None,
        may_write=is_followed and ballot.state is BallotState.OPEN and ballot.id not in closed_urns([ballot]),
        by_name=ballot.kind is BallotKind.OPEN or ballot.counted_by in (HandsCount.DISSENTERS, HandsCount.UNANIMITY),
        choice_kinds=CHOICE_KINDS,
        chosen=asked("q"),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("assembly.show_roll", **{**choices, "page": number}),
    )


def _given(ballot: Ballot) -> set[int]:
    return set(voted_of(ballot)) if ballot.kind is BallotKind.SECRET else given_in(ballot)


def crumbs_of(sitting: Sitting) -> list[tuple[str, str]]:
    """Return the way back from a ballot to its sitting."""
    return [
        (name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
        (_("Scrutins"), url_for("assembly.list_ballots", public_id=sitting.public_id)),
    ]


def _list_sentence(ballots: list[Ballot]) -> str:
    running = sum(each.is_running for each in ballots)
    if running:
        return ngettext("%(num)d scrutin en cours.", "%(num)d scrutins en cours.", running)
    done = sum(each.state is BallotState.PUBLISHED for each in ballots)
    ready = sum(each.is_draft for each in ballots)
    if not ballots:
        return _("Aucun scrutin n’est préparé.")
    return _("Scrutins publiés : %(done)d ; en préparation : %(ready)d.", done=done, ready=ready)


def _offer(form: BallotForm, sitting: Sitting) -> None:
    form.offer(_majorities(sitting), sealed=profile_of(sitting).flag(Parameter.SEALED_URN))


def _majorities(sitting: Sitting) -> list[tuple[Parameter, str]]:
    """The majorities of the sitting's statutes, each with its share and its article."""
    profile, found = profile_of(sitting), []
    for parameter in MAJORITIES:
        if parameter not in parameters_of(sitting.body) or not profile.says(parameter):
            continue
        article = profile.article(parameter)
        said = value_words(parameter, profile.value(parameter)) + (f" ({article})" if article else "")
        found.append((parameter, _("%(name)s : %(said)s", name=words_for(parameter), said=said)))
    return found


def _form_page(sitting: Sitting, item: AgendaItem, form: BallotForm | None = None, ballot: Ballot | None = None) -> str:
    if form is None:
        form = BallotForm(formdata=None, **(given(ballot) if ballot else {}))
        _offer(form, sitting)
    return render_template(
        "assembly/ballot_form.html",
        title=_("Modifier le scrutin") if ballot else _("Préparer un scrutin"),
        sitting=sitting,
        item=item,
        ballot=ballot,
        form=form,
        crumbs=crumbs_of(sitting),
        action=url_for("assembly.rewrite_ballot", public_id=sitting.public_id, ballot_id=ballot.public_id)
        if ballot
        else url_for("assembly.draft", public_id=sitting.public_id, item_id=item.public_id),
    )


def _drafted(sitting: Sitting, ballot_id: str) -> Ballot:
    ballot = ballot_of(sitting, ballot_id)
    if not ballot.is_draft:
        raise NotFound
    return ballot
