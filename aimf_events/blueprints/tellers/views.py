"""A teller's part in a secret ballot, one page: the key, the trial, the closing, the count, the destruction of the key."""

import json
from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly.ballot_models import Ballot, BallotKind, BallotState
from ...assembly.ballot_pauses import topic_of
from ...assembly.convocation_letter import name_of
from ...assembly.teller_counts import (
    agree_to_close,
    attest_count,
    counts_of,
    declare_destroyed,
    enter_count,
    papers_to_count,
)
from ...assembly.teller_models import TELLERS, Teller
from ...assembly.tellers import (
    deliver_key,
    first_for,
    open_trial,
    peel_trial,
    teller_by_id,
    teller_roles_of,
    tellers_of,
    trial_context,
)
from ...assembly.urn_closing import urn_file
from ...assembly.urn_models import Urn
from ...assembly.urns import urn_of
from ...errors import Refusal
from ...i18n import pick
from ...web.asking import asked
from ...web.ballot_words import STATE_KINDS
from ...web.files import saved_file
from ...web.identity import signed_in_person
from ...web.tally import tally_hash
from ...web.urn_words import fingerprint_words, hash_words, key_tasks, pairs_of, totals_words, trial_tasks
from ...web.wording import addressed
from . import blueprint
from .forms import CountForm, KeyForm, TrialForm

ENDED = (BallotState.PUBLISHED, BallotState.ANNULLED)


@blueprint.get("/")
def list_parts() -> Any:
    """The ballots of which the reader is a teller."""
    parts = [each for each in teller_roles_of(signed_in_person()) if each.ballot.kind is BallotKind.SECRET]
    return render_template(
        "tellers/parts.html",
        title=_("Scrutateur ou scrutatrice"),
        parts=[
            (each, pick(each.ballot.question), name_of(each.ballot.item.sitting), STATE_KINDS[each.ballot.state])
            for each in parts
        ],
    )


@blueprint.get("/<public_id>")
def show_part(public_id: str) -> Any:
    """One ballot: what is asked of this teller now."""
    return _page(_mine(public_id), CountForm(formdata=None))


@blueprint.post("/<public_id>/key")
def deliver(public_id: str) -> Any:
    """Take the teller's public key."""
    teller, form = _mine(public_id), KeyForm()
    form.validate_on_submit()
    deliver_key(teller, form.key())
    flash(_("Votre clé publique est remise. Gardez le fichier, la copie sur papier et la phrase secrète."), "ok")
    return redirect(_address(teller))


@blueprint.post("/<public_id>/trial")
def try_out(public_id: str) -> Any:
    """Take what the script made of the trial papers: as the first of a pair, as the second of another."""
    teller, form = _mine(public_id), TrialForm()
    form.validate_on_submit()
    first, second = form.first(), form.second()
    if first is not None:
        peel_trial(teller, *first)
    if second is not None or first is None:
        open_trial(teller, second or [])
    flash(_("L’essai est fait de votre côté : votre fichier et votre phrase secrète ouvrent les bulletins."), "ok")
    return redirect(_address(teller))


@blueprint.post("/<public_id>/closing")
def agree(public_id: str) -> Any:
    """Agree to close the urn."""
    teller = _mine(public_id)
    agree_to_close(teller)
    flash(_("Votre accord est noté. La présidence prononce la clôture."), "ok")
    return redirect(_address(teller))


@blueprint.get("/<public_id>/urn")
def take_urn(public_id: str) -> Response:
    """The file of the closed urn."""
    return saved_file(urn_file(_mine(public_id).ballot).encode(), "application/json", "urne.json")


@blueprint.post("/<public_id>/count")
def write_count(public_id: str) -> Any:
    """Write the totals, as the second of a pair."""
    teller, form = _mine(public_id), CountForm()
    if not form.validate_on_submit():
        return _page(teller, form), 422
    try:
        enter_count(teller, form.totals())
    except Refusal as refusal:
        form.form_errors = [refusal.reason, *filter(None, [refusal.advice])]
        return _page(teller, form), 422
    flash(_("Les totaux sont écrits. Le premier de la paire les atteste depuis sa page."), "ok")
    return redirect(_address(teller))


@blueprint.post("/<public_id>/attestation")
def attest(public_id: str) -> Any:
    """Attest the totals that the page showed, as the first of a pair."""
    teller, form = _mine(public_id), CountForm()
    if not form.validate_on_submit():
        return redirect(_address(teller))
    attest_count(teller, form.totals())
    flash(_("Les totaux sont attestés par vous deux."), "ok")
    return redirect(_address(teller))


@blueprint.post("/<public_id>/destruction")
def destroy_key(public_id: str) -> Any:
    """Say that both copies of the key are destroyed."""
    teller = _mine(public_id)
    declare_destroyed(teller)
    flash(_("Votre déclaration est notée. Le procès-verbal de destruction la reprend."), "ok")
    return redirect(_address(teller))


def _mine(public_id: str) -> Teller:
    return teller_by_id(signed_in_person(), public_id)


def _page(teller: Teller, form: CountForm) -> str:
    ballot, tellers = teller.ballot, tellers_of(teller.ballot)
    sitting, urn = ballot.item.sitting, urn_of(ballot)
    g.congress = sitting.congress
    counts = {each.first: each for each in counts_of(ballot)} if urn else {}
    ends = first_for(teller, tellers)
    mine, theirs = counts.get(teller.place), counts.get(ends.place) if ends else None
    return render_template(
        "tellers/part.html",
        title=pick(ballot.question),
        kicker=_("%(sitting)s, scrutateur %(place)d", sitting=name_of(sitting), place=teller.place + 1),
        teller=teller,
        ballot=ballot,
        urn=urn,
        step=_step(ballot, urn),
        state_kind=STATE_KINDS[ballot.state],
        fingerprint=fingerprint_words(teller.public_key),
        keys=key_tasks(tellers),
        trials=trial_tasks(tellers),
        trial=_trial(teller, tellers),
        is_remaking=asked("key") == "new" and ballot.is_draft,
        tally=hash_words(tally_hash()),
        opening=hash_words(urn.opening_hash) if urn else "",
        root=hash_words(urn.root) if urn and urn.root else "",
        papers=papers_to_count(ballot, urn) if urn and urn.closed_at else 0,
        begins_with=addressed(tellers[teller.partner].person) if len(tellers) == TELLERS else "",
        ends_with=addressed(ends.person) if ends else "",
        to_attest=(totals_words(mine), mine.is_attested, mine.totals) if mine else None,
        entered=(totals_words(theirs), theirs.is_attested) if theirs else None,
        pairs=[each.names for each in pairs_of(tellers)],
        form=form,
        topic=topic_of(sitting) if sitting.opened_at else None,
    )


def _step(ballot: Ballot, urn: Urn | None) -> str:
    """The part of the page that is shown: key, trial, vote, count, end."""
    if ballot.kind is not BallotKind.SECRET:
        return "none"
    if ballot.is_draft:
        return "draft"
    if ballot.state in ENDED:
        return "end"
    return "count" if urn is not None and urn.is_closed else "vote"


def _trial(teller: Teller, tellers: list[Teller]) -> dict[str, str] | None:
    """What the script needs for the trial; None before the three keys are there, or once this teller has nothing left to do."""
    keys = [each.public_key for each in tellers if each.public_key is not None]
    first = first_for(teller, tellers)
    if len(keys) != TELLERS or first is None:
        return None
    waits = first.trial is not None and not first.has_opened
    if teller.trial is not None and not waits:
        return None
    return {
        "public": " ".join(key.hex() for key in keys),
        "own": keys[teller.place].hex(),
        "place": str(teller.place),
        "context": "" if teller.trial is not None else trial_context(teller, tellers).hex(),
        "waiting": json.dumps(first.trial["inner"]) if waits and first.trial else "",
        "waiting_context": trial_context(first, tellers).hex() if waits else "",
    }


def _address(teller: Teller) -> str:
    return url_for("tellers.show_part", public_id=teller.public_id)
