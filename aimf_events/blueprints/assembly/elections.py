"""The elections of a sitting: the list, one with its one next step, prepared, changed, called for, its list published."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.agenda import item_of
from ...assembly.ballot_models import BallotState
from ...assembly.ballot_pauses import topic_of
from ...assembly.candidacies import obstacles_to
from ...assembly.candidacy_register import candidacies_of
from ...assembly.convocation_letter import name_of
from ...assembly.election_balance import balance_of
from ...assembly.election_lists import list_ballot_of, may_be_en_bloc, put_list_to_vote, take_list_result
from ...assembly.election_models import Candidacy, CandidacyState, Election
from ...assembly.election_round_models import UNDER_WAY, ElectionRound, RoundState
from ...assembly.election_rounds import Next, end_vacant, next_round, turnout_of
from ...assembly.election_seats import seat_those_elected, waits_for_seats
from ...assembly.elections import (
    call_candidacies,
    candidacy_counts,
    change_election,
    election_of,
    elections_of,
    last_day_usual,
    live_rounds,
    prepare_election,
    publish_list,
    remove_election,
    rounds_of,
)
from ...assembly.models import Body
from ...assembly.sitting_models import AgendaItem, ItemKind, Sitting, SittingState
from ...assembly.sittings import profile_of, sitting_in, statutes_for
from ...i18n import pick
from ...members.regions import Region
from ...web.election_words import (
    CANDIDACY_KINDS,
    ROUND_KINDS,
    elected_word,
    election_sentence,
    round_sentence,
    seats_words,
)
from ...web.identity import current_person
from . import blueprint
from .election_forms import CallForm, ElectionForm, given


@blueprint.get("/sittings/<public_id>/elections")
def list_elections(public_id: str) -> Any:
    """The elections of a sitting, under the items of its agenda that are elections."""
    sitting = sitting_in(g.congress, public_id)
    elections, rounds, counts = elections_of(sitting), live_rounds(sitting), candidacy_counts(sitting)
    under: dict[int, list[Any]] = {item.id: [] for item in sitting.items}
    for each in elections:
        round_ = rounds.get(each.id)
        said = election_sentence(
            each,
            round_,
            received=counts.get((each.id, CandidacyState.RECEIVED), 0),
            admitted=counts.get((each.id, CandidacyState.ADMITTED), 0),
            turnout=turnout_of(round_) if round_ and round_.state is RoundState.OPEN else None,
        )
        under[each.item_id].append((each, pick(each.title), seats_words(each), *_tag(each, round_), said))
    return render_template(
        "assembly/elections.html",
        title=_("Élections"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=public_id)),
        sentence=_list_sentence(elections),
        items=[
            (number, item, under[item.id])
            for number, item in enumerate(sitting.items, start=1)
            if item.kind is ItemKind.ELECTION
        ],
        may_prepare=sitting.state is not SittingState.CLOSED
        and sitting.body is Body.GENERAL_ASSEMBLY
        and statutes_for(sitting) is not None,
        topic=topic_of(sitting) if sitting.opened_at else None,
    )


@blueprint.get("/sittings/<public_id>/agenda/<item_id>/elections/new")
def new_election(public_id: str, item_id: str) -> Any:
    """The form of an election on an item."""
    sitting = sitting_in(g.congress, public_id)
    return _form_page(sitting, item_of(sitting, item_id), ElectionForm(formdata=None))


@blueprint.post("/sittings/<public_id>/agenda/<item_id>/elections/new")
def prepare(public_id: str, item_id: str) -> Any:
    """Prepare an election on an item."""
    sitting, form = sitting_in(g.congress, public_id), ElectionForm()
    item = item_of(sitting, item_id)
    if not form.validate_on_submit():
        return _form_page(sitting, item, form), 422
    election = prepare_election(item, **form.answers(), by=current_person())
    flash(_("L’élection est préparée. Lancez l’appel à candidatures."), "ok")
    return to_election(election)


@blueprint.get("/sittings/<public_id>/elections/<election_id>")
def show_election(public_id: str, election_id: str) -> Any:
    """One election: where it stands, the one next step, who stands, the rounds, the balance between the regions."""
    sitting = sitting_in(g.congress, public_id)
    election = election_of(sitting, election_id)
    candidacies, rounds = candidacies_of(election), rounds_of(election)
    standing = [each for each in rounds if each.state is not RoundState.ANNULLED]
    last = standing[-1] if standing else None
    turnout = turnout_of(last) if last and last.state is RoundState.OPEN else None
    coming = next_round(election)
    received = sum(each.state is CandidacyState.RECEIVED for each in candidacies)
    wrong = obstacles_to([each for each in candidacies if each.stands], sitting) if statutes_for(sitting) else {}
    return render_template(
        "assembly/election.html",
        title=pick(election.title),
        kicker=election.item.title,
        sitting=sitting,
        election=election,
        crumbs=crumbs_of(sitting),
        sentence=election_sentence(
            election,
            last,
            received=received,
            admitted=sum(each.is_admitted for each in candidacies),
            turnout=turnout,
        ),
        tag=_tag(election, last),
        seats=seats_words(election),
        candidacies=[_candidacy_row(each, wrong.get(each.id, [])) for each in candidacies],
        received=received,
        first_waiting=next((each for each in candidacies if each.state is CandidacyState.RECEIVED), None),
        admitted=sum(each.is_admitted for each in candidacies),
        rounds=[(each, round_sentence(each, turnout=turnout), ROUND_KINDS[each.state]) for each in rounds],
        under_way=last if last and last.state in UNDER_WAY else None,
        coming=coming,
        elected_word=elected_word,
        balance=balance_of(election, candidacies),
        **_list_of(election, coming),
        waits_for_seats=not sitting.is_rehearsal and waits_for_seats(election),
        is_live=sitting.state is not SittingState.CLOSED,
        is_open=sitting.state is SittingState.OPEN,
        topic=topic_of(sitting) if sitting.opened_at else None,
    )


@blueprint.get("/sittings/<public_id>/elections/<election_id>/form")
def edit_election(public_id: str, election_id: str) -> Any:
    """The form of an election in which nobody has voted."""
    sitting = sitting_in(g.congress, public_id)
    election = election_of(sitting, election_id)
    return _form_page(sitting, election.item, ElectionForm(formdata=None, **given(election)), election)


@blueprint.post("/sittings/<public_id>/elections/<election_id>/form")
def rewrite_election(public_id: str, election_id: str) -> Any:
    """Change an election in which nobody has voted."""
    sitting, form = sitting_in(g.congress, public_id), ElectionForm()
    election = election_of(sitting, election_id)
    if not form.validate_on_submit():
        return _form_page(sitting, election.item, form, election), 422
    change_election(election, **form.answers(), by=current_person())
    flash(_("L’élection est modifiée."), "ok")
    return to_election(election)


@blueprint.get("/sittings/<public_id>/elections/<election_id>/removal")
def ask_election_removal(public_id: str, election_id: str) -> Any:
    """Ask before an election for which nobody stands is thrown away."""
    sitting = sitting_in(g.congress, public_id)
    election = election_of(sitting, election_id)
    return render_template(
        "assembly/election_removal.html",
        title=_("Supprimer cette élection"),
        sitting=sitting,
        election=election,
        name=pick(election.title),
        crumbs=election_crumbs(election),
    )


@blueprint.post("/sittings/<public_id>/elections/<election_id>/removal")
def throw_election_away(public_id: str, election_id: str) -> Any:
    """Throw an election away."""
    remove_election(election_of(sitting_in(g.congress, public_id), election_id), by=current_person())
    flash(_("L’élection est supprimée."), "ok")
    return redirect(url_for("assembly.list_elections", public_id=public_id))


@blueprint.get("/sittings/<public_id>/elections/<election_id>/call")
def ask_call(public_id: str, election_id: str) -> Any:
    """The last day for candidacies, as the statutes name it."""
    election = election_of(sitting_in(g.congress, public_id), election_id)
    usual = last_day_usual(election.item.sitting)
    return _call_page(election, CallForm(formdata=None, until=election.candidacies_until or usual))


@blueprint.post("/sittings/<public_id>/elections/<election_id>/call")
def call(public_id: str, election_id: str) -> Any:
    """Call for candidacies, or change the last day."""
    election, form = election_of(sitting_in(g.congress, public_id), election_id), CallForm()
    form.latest = election.item.sitting.day
    if not form.validate_on_submit():
        return _call_page(election, form), 422
    call_candidacies(election, until=form.until.data, by=current_person())
    flash(_("L’appel est lancé : les membres se portent candidats sur la page de leur convocation."), "ok")
    return to_election(election)


@blueprint.post("/sittings/<public_id>/elections/<election_id>/publication")
def publish_candidacies(public_id: str, election_id: str) -> Any:
    """Let members read who stands."""
    election = publish_list(election_of(sitting_in(g.congress, public_id), election_id), by=current_person())
    flash(_("Les membres lisent désormais la liste des candidats sur la page de leur convocation."), "ok")
    return to_election(election)


@blueprint.post("/sittings/<public_id>/elections/<election_id>/vacancy")
def note_vacancy(public_id: str, election_id: str) -> Any:
    """Note that nobody stands any more: the seats stay vacant."""
    election = end_vacant(election_of(sitting_in(g.congress, public_id), election_id), by=current_person())
    flash(_("La vacance est constatée : le procès-verbal la dira."), "ok")
    return to_election(election)


@blueprint.post("/sittings/<public_id>/elections/<election_id>/list/hands", defaults={"way": "hands"})
@blueprint.post("/sittings/<public_id>/elections/<election_id>/list/open", defaults={"way": "open"})
def put_list(public_id: str, election_id: str, way: str) -> Any:
    """Prepare the question on the whole list, and go to it."""
    ballot = put_list_to_vote(election_of(sitting_in(g.congress, public_id), election_id), way=way, by=current_person())
    flash(_("La question est préparée. Ouvrez le scrutin, publiez son résultat, puis revenez à l’élection."), "ok")
    return redirect(url_for("assembly.show_ballot", public_id=public_id, ballot_id=ballot.public_id))


@blueprint.post("/sittings/<public_id>/elections/<election_id>/list/result")
def take_list(public_id: str, election_id: str) -> Any:
    """Take the published result on the whole list as the first round."""
    election = election_of(sitting_in(g.congress, public_id), election_id)
    take_list_result(election, by=current_person())
    flash(_("Le résultat de la liste est proclamé."), "ok")
    return to_election(election)


@blueprint.post("/sittings/<public_id>/elections/<election_id>/seats")
def seat_elected_members(public_id: str, election_id: str) -> Any:
    """Let the elected take their seats in the Bureau."""
    election = election_of(sitting_in(g.congress, public_id), election_id)
    done = seat_those_elected(election, by=current_person())
    if done.seats:
        flash(
            ngettext(
                "%(num)d personne élue siège désormais au Bureau.",
                "%(num)d personnes élues siègent désormais au Bureau.",
                len(done.seats),
            ),
            "ok",
        )
    for each in done.absent:
        flash(
            _(
                "%(person)s (%(member)s) ne siège pas : quelqu’un d’autre dirige l’exécutif depuis, ou le membre ne peut pas siéger.",
                person=each.person.full_name,
                member=each.member.name,
            ),
            "warn",
        )
    return to_election(election)


def crumbs_of(sitting: Sitting) -> list[tuple[str, str]]:
    """Return the way back from an election to its sitting."""
    return [
        (name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)),
        (_("Élections"), url_for("assembly.list_elections", public_id=sitting.public_id)),
    ]


def election_crumbs(election: Election) -> list[tuple[str, str]]:
    """Return the way back to an election."""
    return [*crumbs_of(election.item.sitting), (pick(election.title), address_of(election))]


def address_of(election: Election) -> str:
    """Return the address of an election's page."""
    return url_for("assembly.show_election", public_id=election.item.sitting.public_id, election_id=election.public_id)


def to_election(election: Election) -> Any:
    """Go to the page of an election."""
    return redirect(address_of(election))


def _list_of(election: Election, coming: Next | None) -> dict[str, Any]:
    """What the page says of the whole list: whether it may be put to one question, and where that question is."""
    sitting = election.item.sitting
    may = statutes_for(sitting) is not None and may_be_en_bloc(profile_of(sitting), coming)
    ballot = list_ballot_of(election) if may else None
    return {
        "may_list": may,
        "list_ballot": ballot,
        "list_is_said": ballot is not None and ballot.state is BallotState.PUBLISHED,
    }


def _candidacy_row(candidacy: Candidacy, wrong: list[Any]) -> tuple[Any, ...]:
    kind = "warn" if wrong and candidacy.is_admitted else CANDIDACY_KINDS[candidacy.state]
    return candidacy, kind, wrong[0] if wrong else None


def _tag(election: Election, round_: ElectionRound | None) -> tuple[str, str]:
    if election.ended_at is not None:
        return "ok", _("terminée")
    if round_ is not None and round_.state in UNDER_WAY:
        return "warn", _("tour en cours")
    if round_ is not None:
        return "warn", _("tour suivant attendu")
    return ("ok", _("candidatures")) if election.called_at else ("wait", _("en préparation"))


def _list_sentence(elections: list[Election]) -> str:
    if not elections:
        return _("Aucune élection n’est préparée.")
    done = sum(each.ended_at is not None for each in elections)
    said = ngettext("%(num)d élection", "%(num)d élections", len(elections))
    return _("%(said)s, dont terminées : %(done)d.", said=said, done=done)


def _form_page(sitting: Sitting, item: AgendaItem, form: ElectionForm, election: Election | None = None) -> str:
    return render_template(
        "assembly/election_form.html",
        title=_("Modifier l’élection") if election else _("Préparer une élection"),
        sitting=sitting,
        item=item,
        election=election,
        form=form,
        regions=[form[region.value] for region in Region],
        crumbs=election_crumbs(election) if election else crumbs_of(sitting),
        action=url_for("assembly.rewrite_election", public_id=sitting.public_id, election_id=election.public_id)
        if election
        else url_for("assembly.prepare", public_id=sitting.public_id, item_id=item.public_id),
    )


def _call_page(election: Election, form: CallForm) -> str:
    sitting = election.item.sitting
    return render_template(
        "assembly/election_call.html",
        title=_("Appel à candidatures"),
        sitting=sitting,
        election=election,
        form=form,
        usual=last_day_usual(sitting),
        crumbs=election_crumbs(election),
    )
