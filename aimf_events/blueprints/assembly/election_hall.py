"""What the hall gets of an election: the papers, the roll at the table of the urn, the screen."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.ballot_pauses import topic_of
from ...assembly.convocation_letter import name_of, when_of
from ...assembly.election_models import Election
from ...assembly.election_papers import papers_pdf, tally_pdf
from ...assembly.election_round_models import UNDER_WAY, ElectionRound, RoundLine, RoundState
from ...assembly.election_rounds import Next, line_of, lines_of, mark_voted, next_round, take_mark_back, turnout_of
from ...assembly.elections import election_of, rounds_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...i18n import format_hour, pick, search_key, zone_city
from ...web.asking import asked, asked_page, kept
from ...web.election_words import candidate_words, outcome_rows, result_words, rule_of_round, seats_to_fill
from ...web.files import PDF, shown_file
from ...web.identity import current_person
from . import blueprint
from .election_rounds import BASE, ROUND, ids_of, round_address, round_at
from .elections import election_crumbs

PAGE = 60


@blueprint.get(BASE + "/papers.pdf")
def print_papers(public_id: str, election_id: str) -> Any:
    """The ballot paper of the round under way, or of the one that comes next: one, to be copied."""
    election, running, coming = _on_paper(sitting_in(g.congress, public_id), election_id)
    return shown_file(papers_pdf(election, running, coming), PDF, f"{_('Bulletin de vote')}.pdf")


@blueprint.get(BASE + "/tally.pdf")
def print_tally(public_id: str, election_id: str) -> Any:
    """The sheet on which the tellers of that round count."""
    election, running, coming = _on_paper(sitting_in(g.congress, public_id), election_id)
    return shown_file(tally_pdf(election, running, coming), PDF, f"{_('Feuille de dépouillement')}.pdf")


@blueprint.get(BASE + "/screen")
def show_election_screen(public_id: str, election_id: str) -> Any:
    """The election, to be read from the other end of the hall: nothing of a count before it is proclaimed."""
    sitting = sitting_in(g.congress, public_id)
    election = election_of(sitting, election_id)
    if sitting.is_draft:
        raise NotFound
    standing = [each for each in rounds_of(election) if each.state is not RoundState.ANNULLED]
    last = standing[-1] if standing else None
    said = last is not None and last.state is RoundState.PROCLAIMED
    return render_template(
        "assembly/election_screen.html",
        title=pick(election.title),
        sitting_name=name_of(sitting),
        when=when_of(sitting),
        round=last,
        rows=outcome_rows(last) if said and last else [],
        candidates=[candidate_words(each.candidacy) for each in last.candidates] if last and not said else [],
        sentence=result_words(last) if said and last else None,
        turnout=turnout_of(last) if last and last.state is RoundState.OPEN else None,
        rule=rule_of_round(last, with_figures=said) if last else None,
        to_fill=seats_to_fill(last.seats) if last else None,
        topic=topic_of(sitting),
    )


@blueprint.get(ROUND + "/roll")
def show_round_roll(public_id: str, election_id: str, round_id: str) -> Any:
    """The roll of a round, at the table of the urn: who has voted, who has not."""
    round_ = round_at(public_id, election_id, round_id)
    words, only = search_key(asked("q")).split(), asked("only")
    lines = lines_of(round_)
    found = [line for line in lines if _answers(line, words, only)]
    pages = max(1, -(-len(found) // PAGE))
    page, choices = min(asked_page(), pages), {**ids_of(round_), **kept("q", "only")}
    zone = round_.election.item.sitting.time_zone
    return render_template(
        "assembly/election_roll.html",
        title=_("Émargement, tour %(number)d", number=round_.number),
        round=round_,
        ids=ids_of(round_),
        sentence=_(
            "%(voted)d voix ont émargé sur %(lines)d.",
            voted=sum(each.voted_at is not None for each in lines),
            lines=len(lines),
        ),
        lines=[
            (each, format_hour(each.voted_at, zone) if each.voted_at else "")
            for each in found[(page - 1) * PAGE : page * PAGE]
        ],
        city=zone_city(zone),
        may_mark=round_.state is RoundState.OPEN,
        q=asked("q"),
        only=only,
        again=kept("q", "only"),
        page=page,
        pages=pages,
        page_url=lambda number: url_for("assembly.show_round_roll", **{**choices, "page": number}),
        crumbs=[*election_crumbs(round_.election), (_("Tour %(number)d", number=round_.number), round_address(round_))],
    )


@blueprint.post(ROUND + "/roll/<line_id>/mark", defaults={"act": "mark"})
@blueprint.post(ROUND + "/roll/<line_id>/unmark", defaults={"act": "unmark"})
def sign_off(public_id: str, election_id: str, round_id: str, line_id: str, act: str) -> Any:
    """Sign a voice off, or undo a wrong press."""
    round_ = round_at(public_id, election_id, round_id)
    verb = mark_voted if act == "mark" else take_mark_back
    line = verb(round_, line_of(round_, line_id), by=current_person())
    said = _("A émargé : %(member)s.") if act == "mark" else _("L’émargement est annulé : %(member)s.")
    flash(said % {"member": line.mandate.member.name}, "ok")
    return redirect(url_for("assembly.show_round_roll", **ids_of(round_), **kept("only")))


def _answers(line: RoundLine, words: list[str], only: str) -> bool:
    """Whether a line is among those asked for: by member or by person, voted or not."""
    names = f"{line.mandate.member.search_key} {search_key(line.person.full_name) if line.person else ''}"
    if only in ("waiting", "voted") and (line.voted_at is None) is not (only == "waiting"):
        return False
    return all(word in names for word in words)


def _on_paper(sitting: Sitting, election_id: str) -> tuple[Election, ElectionRound | None, Next | None]:
    election = election_of(sitting, election_id)
    running = next((each for each in rounds_of(election) if each.state in UNDER_WAY), None)
    coming = None if running else next_round(election)
    if running is None and (coming is None or not coming.candidacies):
        raise NotFound
    return election, running, coming
