"""The sealed urn at the desk: its tellers, whether it is ready, its closing, the count that the tellers attest, its destruction.

The POST that closes reads nothing of the open urn before the verb holds it: what a request has read stays locked until it ends.
"""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.ballot_models import Ballot, BallotKind, BallotState
from ...assembly.ballot_pauses import topic_of
from ...assembly.ballots import ballot_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...assembly.teller_counts import close_attested, close_with_tellers, counts_of, destroy_urn
from ...assembly.teller_models import TELLERS, Teller
from ...assembly.tellers import is_ready, name_tellers, tellers_of
from ...assembly.urn_closing import urn_file
from ...assembly.urn_models import Urn
from ...assembly.urns import mark_on_paper, sealed_and_voted, turnout_in, urn_of, voted_of
from ...assembly.votes import line_of
from ...clock import now
from ...errors import NotFound, Refusal
from ...i18n import format_day, format_moment, pick
from ...people.contacts import persons_at
from ...people.models import Person
from ...people.people import person_by_id
from ...web.ballot_words import STATE_KINDS, state_words
from ...web.files import saved_file
from ...web.identity import current_person
from ...web.tally import tally_hash
from ...web.urn_words import (
    closing_tasks,
    count_tasks,
    hash_words,
    key_tasks,
    pairs_of,
    paper_warning,
    readiness_words,
    second_count_words,
    side_warnings,
    totals_words,
    trial_tasks,
    turnout_words,
)
from ...web.wording import addressed
from . import blueprint
from .ballots import crumbs_of
from .urn_forms import ClosingForm, DestructionForm, TellersForm

ENDED = (BallotState.PUBLISHED, BallotState.ANNULLED)


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/urn")
def show_urn(public_id: str, ballot_id: str) -> Any:
    """The urn: what it waits for."""
    sitting, ballot = _secret(public_id, ballot_id)
    tellers, urn = tellers_of(ballot), urn_of(ballot)
    counts = counts_of(ballot) if urn else []
    return render_template(
        "assembly/urn.html",
        title=_("Urne scellée"),
        kicker=pick(ballot.question),
        sitting=sitting,
        ballot=ballot,
        urn=urn,
        crumbs=[*crumbs_of(sitting), (_("Scrutin"), _ballot_address(ballot))],
        state_kind=STATE_KINDS[ballot.state],
        sentence=_sentence(ballot, urn, tellers),
        tellers=tellers,
        keys=key_tasks(tellers),
        trials=trial_tasks(tellers),
        closing=closing_tasks(tellers),
        agreed=sum(each.agrees_at is not None for each in tellers),
        is_ready=ballot.is_draft and is_ready(ballot),
        counting=count_tasks(tellers, counts),
        attested=[
            (each.first, pairs_of(tellers)[each.first].names, totals_words(each)) for each in counts if each.is_attested
        ],
        second=second_count_words(counts),
        facts=_facts(sitting, ballot, urn),
        warnings=_warnings(ballot, urn),
        tally=hash_words(tally_hash()),
        is_ended=ballot.state in ENDED,
        keys_destroyed=sum(each.destroyed_at is not None for each in tellers),
        topic=topic_of(sitting) if sitting.opened_at else None,
    )


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/urn/tellers")
def ask_tellers(public_id: str, ballot_id: str) -> Any:
    """The form of the three tellers."""
    sitting, ballot = _secret(public_id, ballot_id)
    if not ballot.is_draft:
        return redirect(_address(ballot))
    written = {f"teller_{each.place + 1}": each.person.email or "" for each in tellers_of(ballot)}
    return _tellers_page(sitting, ballot, TellersForm(formdata=None, **written))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/urn/tellers")
def name(public_id: str, ballot_id: str) -> Any:
    """Name the three tellers."""
    sitting, ballot = _secret(public_id, ballot_id)
    form = TellersForm()
    persons = _persons(form) if form.validate_on_submit() else None
    if persons is None:
        return _tellers_page(sitting, ballot, form), 422
    try:
        name_tellers(ballot, persons, by=current_person())
    except Refusal as refusal:
        form.form_errors.append(refusal.reason)
        return _tellers_page(sitting, ballot, form), 422
    flash(_("Les scrutateurs sont désignés. Chacun reçoit l’adresse de sa page."), "ok")
    return redirect(_address(ballot))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/urn/closing")
def ask_urn_closing(public_id: str, ballot_id: str) -> Any:
    """Ask for the chair's word before the urn closes."""
    sitting, ballot = _secret(public_id, ballot_id)
    urn = urn_of(ballot)
    if ballot.state is not BallotState.OPEN or urn is None or urn.is_closed:
        return redirect(_address(ballot))
    return _closing_page(sitting, ballot, ClosingForm(formdata=None))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/urn/closing")
def close_urn(public_id: str, ballot_id: str) -> Any:
    """Close the urn, on the word of the chair and of two tellers."""
    sitting, ballot = _secret(public_id, ballot_id)
    form = ClosingForm()
    if not form.validate_on_submit():
        return _closing_page(sitting, ballot, form), 422
    try:
        close_with_tellers(ballot, by=current_person())
    except Refusal as refusal:
        form.form_errors = [refusal.reason, *filter(None, [refusal.advice])]
        return _closing_page(sitting, ballot, form), 422
    flash(_("L’urne est close. Aucun vote n’est plus reçu ; une paire de scrutateurs peut compter."), "ok")
    return redirect(_address(ballot))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/urn/file")
def take_file(public_id: str, ballot_id: str) -> Response:
    """The file of the closed urn, which the tellers count from."""
    _sitting, ballot = _secret(public_id, ballot_id)
    return saved_file(urn_file(ballot).encode(), "application/json", "urne.json")


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/urn/result/<int(max=2):first>")
def close_with_count(public_id: str, ballot_id: str, first: int) -> Any:
    """Close the ballot with the totals that a pair attested."""
    _sitting, ballot = _secret(public_id, ballot_id)
    close_attested(ballot, first, by=current_person())
    flash(state_words(ballot), "ok")
    return redirect(_ballot_address(ballot))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/urn/destruction")
def ask_destruction(public_id: str, ballot_id: str) -> Any:
    """Before the urn is destroyed; afterwards, the record to print and to sign."""
    sitting, ballot = _secret(public_id, ballot_id)
    urn = urn_of(ballot)
    if urn is None or ballot.state not in ENDED:
        raise NotFound
    return _destruction_page(sitting, ballot, urn, DestructionForm(formdata=None))


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/urn/destruction")
def destroy(public_id: str, ballot_id: str) -> Any:
    """Destroy the sealed papers."""
    sitting, ballot = _secret(public_id, ballot_id)
    urn, form = urn_of(ballot), DestructionForm()
    if urn is None:
        raise NotFound
    if not form.validate_on_submit():
        return _destruction_page(sitting, ballot, urn, form), 422
    try:
        destroy_urn(ballot, contest_ended_on=form.ended_on.data, by=current_person())
    except Refusal as refusal:
        form.ended_on.errors = [refusal.reason]
        return _destruction_page(sitting, ballot, urn, form), 422
    flash(_("Les bulletins scellés sont détruits. Imprimez le procès-verbal et faites-le signer."), "ok")
    return redirect(_address(ballot, "ask_destruction"))


@blueprint.get("/sittings/<public_id>/ballots/<ballot_id>/voices/<line_id>/paper")
def ask_paper(public_id: str, ballot_id: str, line_id: str) -> Any:
    """Before a voice is marked as voting on paper."""
    sitting, ballot = _secret(public_id, ballot_id)
    line = line_of(ballot, line_id)
    roll = url_for("assembly.show_roll", public_id=public_id, ballot_id=ballot_id)
    if ballot.state is not BallotState.OPEN or line.id in voted_of(ballot):
        return redirect(roll)
    return render_template(
        "assembly/ballot_paper.html",
        title=_("Vote sur papier : %(member)s", member=line.mandate.member.name),
        sitting=sitting,
        ballot=ballot,
        line=line,
        warning=paper_warning(sum(voted_of(ballot).values())),
        crumbs=[*crumbs_of(sitting), (_("Voix inscrites"), roll)],
    )


@blueprint.post("/sittings/<public_id>/ballots/<ballot_id>/voices/<line_id>/paper")
def mark_paper(public_id: str, ballot_id: str, line_id: str) -> Any:
    """Mark on the roll that a voice votes on paper."""
    _sitting, ballot = _secret(public_id, ballot_id)
    line = line_of(ballot, line_id)
    mark_on_paper(ballot, line, by=current_person())
    flash(_("Noté : %(member)s vote sur papier. Remettez le bulletin.", member=line.mandate.member.name), "ok")
    return redirect(url_for("assembly.show_roll", public_id=public_id, ballot_id=ballot_id))


def _secret(public_id: str, ballot_id: str) -> tuple[Sitting, Ballot]:
    sitting = sitting_in(g.congress, public_id)
    ballot = ballot_of(sitting, ballot_id)
    if ballot.kind is not BallotKind.SECRET:
        raise NotFound
    return sitting, ballot


def _sentence(ballot: Ballot, urn: Urn | None, tellers: list[Teller]) -> str:
    if ballot.is_draft:
        return readiness_words(tellers)
    if urn is None:
        return state_words(ballot)
    if urn.destroyed_at is not None:
        return _("Les bulletins scellés sont détruits ; les totaux et la liste restent.")
    if ballot.state is BallotState.OPEN and urn.is_closed:
        return _(
            "L’urne est close : aucun vote n’est plus reçu. Une paire de scrutateurs compte, puis atteste les totaux."
        )
    if ballot.is_running:
        return turnout_words(*turnout_in(ballot))
    return state_words(ballot)


def _warnings(ballot: Ballot, urn: Urn | None) -> list[str]:
    if urn is None or urn.is_closed or not ballot.is_running:
        return []
    sealed, _voted = sealed_and_voted(ballot)
    return side_warnings(sealed, sum(voted_of(ballot).values()))


def _facts(sitting: Sitting, ballot: Ballot, urn: Urn | None) -> list[tuple[str, str]]:
    if urn is None:
        return []
    papers, _voted = sealed_and_voted(ballot)
    on_paper = sum(voted_of(ballot).values())
    found = [
        (_("Bulletins scellés au tableau"), str(urn.papers if urn.destroyed_at else papers)),
        (_("Votes sur papier"), str(on_paper)),
        (_("Empreinte d’ouverture"), hash_words(urn.opening_hash)),
    ]
    if urn.root is not None and urn.closed_at is not None:
        found.append((_("Racine du tableau"), hash_words(urn.root)))
        found.append((_("Urne close le"), format_moment(urn.closed_at, sitting.time_zone)))
    return found


def _persons(form: TellersForm) -> list[Person] | None:
    """Return the person at each address; None where one reaches nobody, or several, and the form says so."""
    found = []
    for field in form.addresses():
        there = persons_at(field.data)
        if len(there) == 1:
            found.append(there[0])
        elif there:
            field.errors = [
                _("Plusieurs personnes partagent cette adresse : une boîte partagée ne peut pas tenir une clé.")
            ]
        else:
            field.errors = [
                _("Personne n’est connu à cette adresse. Ajoutez la personne au congrès, puis revenez ici.")
            ]
    return found if len(found) == TELLERS else None


def _tellers_page(sitting: Sitting, ballot: Ballot, form: TellersForm) -> str:
    return render_template(
        "assembly/urn_tellers.html",
        title=_("Désigner les scrutateurs"),
        sitting=sitting,
        ballot=ballot,
        question=pick(ballot.question),
        crumbs=[*crumbs_of(sitting), (_("Urne scellée"), _address(ballot))],
        form=form,
    )


def _closing_page(sitting: Sitting, ballot: Ballot, form: ClosingForm) -> str:
    tellers = tellers_of(ballot)
    return render_template(
        "assembly/urn_closing.html",
        title=_("Clore l’urne"),
        sitting=sitting,
        ballot=ballot,
        question=pick(ballot.question),
        crumbs=[*crumbs_of(sitting), (_("Urne scellée"), _address(ballot))],
        closing=closing_tasks(tellers),
        agreed=sum(each.agrees_at is not None for each in tellers),
        form=form,
    )


def _destruction_page(sitting: Sitting, ballot: Ballot, urn: Urn, form: DestructionForm) -> str:
    tellers = tellers_of(ballot)
    by = person_by_id(urn.destroyed_by_id) if urn.destroyed_by_id else None
    return render_template(
        "assembly/urn_destruction.html",
        title=_("Procès-verbal de destruction") if urn.destroyed_at else _("Détruire l’urne"),
        sitting=sitting,
        ballot=ballot,
        urn=urn,
        question=pick(ballot.question),
        crumbs=[*crumbs_of(sitting), (_("Urne scellée"), _address(ballot))],
        tellers=[
            (addressed(each.person), format_moment(each.destroyed_at, sitting.time_zone) if each.destroyed_at else None)
            for each in tellers
        ],
        ended_on=format_day(urn.contest_ended_on) if urn.contest_ended_on else "",
        destroyed_at=format_moment(urn.destroyed_at, sitting.time_zone) if urn.destroyed_at else "",
        destroyed_by=addressed(by) if by else "",
        facts=_facts(sitting, ballot, urn),
        today=now().date(),
        form=form,
    )


def _address(ballot: Ballot, view: str = "show_urn") -> str:
    return url_for(f"assembly.{view}", public_id=ballot.item.sitting.public_id, ballot_id=ballot.public_id)


def _ballot_address(ballot: Ballot) -> str:
    return _address(ballot, "show_ballot")
