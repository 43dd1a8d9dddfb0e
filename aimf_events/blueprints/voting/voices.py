"""The voter's ballots: what is open for the voices that a sheet carries, one voice and its choice, the results once published."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.ballot_counts import choices_of
from ...assembly.ballot_models import Ballot, BallotKind, BallotState, Choice
from ...assembly.ballot_pauses import topic_of
from ...assembly.ballot_rolls import lines_of
from ...assembly.convocation_letter import name_of
from ...assembly.emargement_models import VotingCredential, VotingState
from ...assembly.urns import closed_urns
from ...assembly.voters import sitting_of
from ...assembly.votes import SHOWN, Voice, cast_vote, not_taking, object_from_screen, voice_of, voices_of
from ...assembly.voting_devices import device_name, from_base64url
from ...errors import NotFound, Refusal
from ...i18n import pick
from ...web.ballot_words import (
    CHOICE_KINDS,
    STATE_KINDS,
    count_words,
    decision_words,
    figures_of,
    needed_words,
    provisional_words,
    rule_words,
    state_words,
    way_words,
)
from ...web.hemicycle import seats_of
from . import blueprint
from .forms import VoiceForm
from .sealed import sealed_page
from .views import sheet_of


@blueprint.get("/<reference>/ballots")
def list_voices(reference: str) -> Any:
    """The ballots of the sitting in which this sheet carries a voice: what is open, what was published."""
    sheet = _bound(reference)
    if sheet is None:
        return redirect(url_for("voting.show_sheet", reference=reference))
    ballots: dict[Ballot, list[Voice]] = {}
    for voice in voices_of(sheet):
        ballots.setdefault(voice.line.ballot, []).append(voice)
    running = [(each, voices) for each, voices in ballots.items() if each.is_running]
    closed = closed_urns([each for each, _voices in running])
    published = [each for each in ballots if each.state is BallotState.PUBLISHED][:SHOWN]
    sitting = sitting_of(sheet)
    g.congress = sitting.congress
    return render_template(
        "voting/ballots.html",
        title=_("Vos votes"),
        kicker=name_of(sitting),
        sheet=sheet,
        sitting=sitting,
        sentence=_sentence(running, closed),
        running=[
            (each, pick(each.question), _running_words(each, closed), _tasks(sheet, each, voices, closed))
            for each, voices in running
        ],
        published=[
            (each, pick(each.question), f"{decision_words(each)} {count_words(each.tally)}") for each in published
        ],
        topic=topic_of(sitting) if sitting.opened_at else None,
    )


@blueprint.get("/<reference>/voices/<line_id>")
def show_voice(reference: str, line_id: str) -> Any:
    """One voice and its choice."""
    sheet = _bound(reference)
    if sheet is None:
        return redirect(url_for("voting.show_sheet", reference=reference))
    voice = voice_of(sheet, line_id)
    if voice.line.ballot.kind is BallotKind.SECRET:
        return sealed_page(sheet, voice)
    return _voice_page(sheet, voice, VoiceForm(formdata=None))


@blueprint.post("/<reference>/voices/<line_id>")
def give_voice(reference: str, line_id: str) -> Any:
    """Record a voice, or an objection, that this device has signed."""
    sheet = _bound(reference)
    if sheet is None:
        raise NotFound
    voice, form = voice_of(sheet, line_id), VoiceForm()
    if voice.line.ballot.kind is BallotKind.SECRET:
        raise NotFound
    is_objection = voice.line.ballot.by_objection
    if not form.validate_on_submit() or (not is_objection and form.choice.data not in set(Choice)):
        if not form.choice.data and not is_objection:
            form.choice.errors = [_("Choisissez pour, contre ou abstention.")]
        return _voice_page(sheet, voice, form), 422
    proof: dict[str, Any] = {"nonce": form.nonce.data or "", "signature": from_base64url(form.signature.data or "")}
    member = voice.line.mandate.member.name
    try:
        if is_objection:
            object_from_screen(voice.line, **proof)
            flash(_("Objection notée : %(member)s. La question sera mise aux voix.", member=member), "ok")
        else:
            cast_vote(voice.line, Choice(form.choice.data), **proof)
            flash(_("Voix enregistrée : %(member)s.", member=member), "ok")
    except Refusal as refusal:
        form.form_errors = [refusal.reason, *filter(None, [refusal.advice])]
        return _voice_page(sheet, voice_of(sheet, line_id), form), refusal.status
    return redirect(url_for("voting.list_voices", reference=reference))


@blueprint.get("/<reference>/ballots/<ballot_id>")
def show_result(reference: str, ballot_id: str) -> Any:
    """The published result of a ballot in which this sheet carried a voice."""
    sheet = _bound(reference)
    if sheet is None:
        return redirect(url_for("voting.show_sheet", reference=reference))
    lines = (voice.line for voice in voices_of(sheet))
    ballot = next((each.ballot for each in lines if each.ballot.public_id == ballot_id), None)
    if ballot is None or ballot.state is not BallotState.PUBLISHED:
        raise NotFound
    by_name, g.congress = ballot.kind is BallotKind.OPEN, sitting_of(sheet).congress
    return render_template(
        "voting/result.html",
        title=pick(ballot.question),
        kicker=ballot.item.title,
        sheet=sheet,
        sitting=sitting_of(sheet),
        sentence=state_words(ballot),
        seats=seats_of(ballot.tally),
        figures=figures_of(ballot.tally),
        rule=_("Règle : %(rule)s. %(needed)s", rule=rule_words(ballot.frozen), needed=needed_words(ballot)),
        provisional=provisional_words(ballot),
        lines=lines_of(ballot) if by_name else [],
        said=choices_of(ballot) if by_name else {},
        choice_kinds=CHOICE_KINDS,
    )


def _bound(reference: str) -> VotingCredential | None:
    """The sheet of an address, where a device is bound to it; None: the page of the sheet says what is wanting."""
    sheet = sheet_of(reference)
    return sheet if sheet.state is VotingState.BOUND else None


def _running_words(ballot: Ballot, closed: set[int]) -> str:
    if ballot.id in closed:
        return _("L’urne est close : les scrutateurs comptent.")
    return state_words(ballot)


def _sentence(running: list[tuple[Ballot, list[Voice]]], closed: set[int]) -> str:
    asking = [(ballot, voices) for ballot, voices in running if ballot.id not in closed]
    wanting = sum(not voice.is_given and _is_asked(ballot) for ballot, voices in asking for voice in voices)
    if wanting:
        return ngettext("%(num)d voix attend votre choix.", "%(num)d voix attendent votre choix.", wanting)
    if running:
        return _("Rien n’est attendu de vous à l’écran pour le moment.")
    return _("Aucun scrutin n’est ouvert. Cette page se met à jour d’elle-même ; sinon, rechargez-la.")


def _is_asked(ballot: Ballot) -> bool:
    return ballot.state is BallotState.OPEN and ballot.kind in (BallotKind.OPEN, BallotKind.SECRET)


def _tasks(sheet: VotingCredential, ballot: Ballot, voices: list[Voice], closed: set[int]) -> list[dict[str, Any]]:
    """Each voice with what is to be done for it; the receipt of a sealed one stays within reach."""
    found = []
    for voice in voices:
        line, is_secret = voice.line, ballot.kind is BallotKind.SECRET
        is_wanting = _is_asked(ballot) and not voice.is_given and ballot.id not in closed
        can = (ballot.state is BallotState.OPEN and (ballot.by_objection or is_wanting)) or (
            is_secret and voice.is_given
        )
        url = url_for("voting.show_voice", reference=sheet.reference, line_id=line.public_id) if can else None
        if voice.is_given:
            state, kind = _("dans l’urne") if is_secret else _("exprimée"), "ok"
        elif is_wanting:
            state, kind = _("à exprimer"), "warn"
        elif ballot.by_objection and ballot.state is BallotState.OPEN:
            state, kind = _("sans objection"), "wait"
        else:
            state, kind = way_words(ballot), "wait"
        hint = _("par pouvoir") if line.mandate_id != line.carrying_id else None
        found.append({"label": line.mandate.member.name, "url": url, "state": state, "kind": kind, "hint": hint})
    return found


def _voice_page(sheet: VotingCredential, voice: Voice, form: VoiceForm) -> str:
    ballot, member, g.congress = voice.line.ballot, voice.line.mandate.member, sitting_of(sheet).congress
    can = ballot.state is BallotState.OPEN and (ballot.by_objection or (_is_asked(ballot) and not voice.is_given))
    return render_template(
        "voting/voice.html",
        title=pick(ballot.question),
        kicker=ballot.item.title,
        sheet=sheet,
        sitting=sitting_of(sheet),
        ballot=ballot,
        line=voice.line,
        member=member,
        is_given=voice.is_given,
        can=can,
        why_not=None if can or voice.is_given else not_taking(ballot),
        device=device_name(sheet.public_key),
        form=form,
        state_kind=STATE_KINDS[ballot.state],
    )
