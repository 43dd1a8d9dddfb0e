"""A voice in a secret ballot: the paper, which the browser seals; the urn's answer; the board of receipts, public; the tellers' offline page."""

from base64 import urlsafe_b64decode
from typing import Any

from flask import Response, g, jsonify, render_template, request, url_for
from flask_babel import gettext as _

from ...assembly.ballot_models import Ballot, BallotKind, BallotState
from ...assembly.emargement_models import VotingCredential, VotingState
from ...assembly.rules.urn import PAPER
from ...assembly.urn_models import Urn
from ...assembly.urn_refusals import UrnClosed
from ...assembly.urns import board_of, cast_sealed, sealed_ballot, turnout_in, urn_of, voted_of
from ...assembly.voters import sitting_of
from ...assembly.votes import Voice, not_taking, voice_of
from ...assembly.voting_devices import device_name
from ...errors import NotFound, Refusal
from ...i18n import pick
from ...web.asking import asked
from ...web.ballot_words import state_words
from ...web.files import saved_file
from ...web.forms import BaseForm
from ...web.tally import tally_hash, tally_page
from ...web.urn_words import hash_words, turnout_words
from . import blueprint
from .views import sheet_of

WRITTEN = PAPER * 4 // 3
"""Characters of a paper in base64url."""


def sealed_page(sheet: VotingCredential, voice: Voice) -> str:
    """Return the page of one voice: the paper to fill in, or the receipt."""
    line, ballot = voice.line, voice.line.ballot
    g.congress = sitting_of(sheet).congress
    urn = urn_of(ballot)
    can = ballot.state is BallotState.OPEN and urn is not None and not urn.is_closed and not voice.is_given
    return render_template(
        "voting/sealed.html",
        title=pick(ballot.question),
        kicker=ballot.item.title,
        sheet=sheet,
        ballot=ballot,
        line=line,
        member=line.mandate.member,
        is_given=voice.is_given,
        on_paper=voice.is_given and voted_of(ballot).get(line.id, False),
        can=can,
        why_not=None if can or voice.is_given else closed_words(ballot, urn),
        device=device_name(sheet.public_key),
        choices=[(place, _word(option)) for place, option in enumerate(urn.frozen["options"], start=1)] if urn else [],
        keys=" ".join(urn.frozen["tellers"]) if urn else "",
        opening=urn.opening_hash.hex() if urn else "",
        opening_words=hash_words(urn.opening_hash) if urn else "",
        form=BaseForm(),
    )


@blueprint.post("/<reference>/voices/<line_id>/paper")
def cast(reference: str, line_id: str) -> Any:
    """Put a sealed paper into the urn. The same one again is told that it is there."""
    sheet = sheet_of(reference)
    if sheet.state is not VotingState.BOUND:
        raise NotFound
    voice = voice_of(sheet, line_id)
    ballot = voice.line.ballot
    given = request.form.get
    try:
        cast_sealed(
            ballot,
            voice.line,
            bytes_of(given("paper", ""), WRITTEN),
            nonce=given("nonce", ""),
            signature=bytes_of(given("signature", ""), 200),
        )
    except UrnClosed as refusal:
        return jsonify(error=refusal.code, reason=str(closed_words(ballot, urn_of(ballot))), advice=""), refusal.status
    except Refusal as refusal:
        return jsonify(error=refusal.code, reason=str(refusal.reason), advice=str(refusal.advice or "")), refusal.status
    return jsonify(state="in")


@blueprint.get("/urns/<ballot_id>")
def show_board(ballot_id: str) -> Any:
    """The board of receipts of an urn: as many as the roll counts, sorted; one can be looked for."""
    ballot = sealed_ballot(ballot_id)
    urn = urn_of(ballot)
    assert urn is not None, "a sealed ballot has its urn"
    g.congress = ballot.item.sitting.congress
    voted, lines = turnout_in(ballot)
    trackers = board_of(ballot)
    sought = asked("q").upper().replace(" ", "")
    return render_template(
        "voting/board.html",
        title=_("Tableau des reçus"),
        kicker=pick(ballot.question),
        sentence=_("Les bulletins scellés sont détruits ; les totaux et la liste restent.")
        if urn.destroyed_at
        else turnout_words(voted, lines),
        state=state_words(ballot) if ballot.state is not BallotState.OPEN else None,
        urn=urn,
        trackers=trackers,
        on_paper=sum(voted_of(ballot).values()),
        sought=sought,
        found=[each for each in trackers if sought and each.replace("-", "").startswith(sought.replace("-", ""))],
        opening=hash_words(urn.opening_hash),
        root=hash_words(urn.root) if urn.root else None,
        tally=hash_words(tally_hash()),
        here=url_for("voting.show_board", ballot_id=ballot_id),
    )


@blueprint.get("/tally")
def take_tally() -> Response:
    """The tellers' offline page, to be kept before the vote."""
    return saved_file(tally_page(), "text/html; charset=utf-8", "depouillement.html")


def closed_words(ballot: Ballot, urn: Urn | None) -> Any:
    """Return why an urn takes no vote now. Nothing was put in."""
    if ballot.kind is BallotKind.SECRET and ballot.state is BallotState.OPEN and urn is not None and urn.is_closed:
        return _("L’urne est close : ce bulletin est arrivé trop tard, il n’a pas été déposé.")
    return not_taking(ballot)


def bytes_of(text: str, most: int) -> bytes:
    """Return the bytes of a text in base64url without padding; none for anything else, or longer."""
    if len(text) > most or not text.isascii():
        return b""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _word(option: str) -> str:
    return {"for": _("pour"), "against": _("contre"), "abstention": _("abstention")}.get(option, option)
