"""The floor on one's own link: a hand is raised or lowered, a point of order, an objection; the speaker's own clock."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from ...assembly import roll_calls
from ...assembly.ballot_pauses import topic_of
from ...assembly.floor import ask_floor, withdraw
from ...assembly.floor_models import SpeechKind, SpeechSource
from ...assembly.floor_own import object_from_afar, own_floor, own_speech
from ...assembly.roll_calls import Part
from ...assembly.sitting_models import Sitting
from ...clock import now
from ...hybrid.joining import joins_online
from ...hybrid.models import JoinLink
from ...programme.released import ReleasedSession
from ...registration.links import ticket_token
from ...web.forms import BaseForm
from ...web.guards import SIGNED_IN, allows
from ...web.identity import current_person
from . import blueprint
from .views import linked


@blueprint.get("/<token>/floor")
@allows(SIGNED_IN)
@linked
def floor(link: JoinLink, planned: ReleasedSession, token: str) -> Any:
    """Where one stands on the list, the clock while one speaks, and what may be asked."""
    found = _part(link)
    if found is None:
        return redirect(url_for("joining.door", token=token))
    sitting, part = found
    return render_template(
        "joining/floor.html",
        title=_("Demander la parole"),
        planned=planned,
        sitting=sitting,
        part=part,
        own=own_floor(sitting, part),
        topic=topic_of(sitting),
        from_afar=joins_online(link.registration, planned),
        ticket_url=url_for(
            "personal.ticket", congress=link.session.congress.name, token=ticket_token(link.registration)
        ),
        token=token,
        now=now(),
    )


@blueprint.post("/<token>/floor/hand", defaults={"kind": SpeechKind.SPEECH.value})
@blueprint.post("/<token>/floor/order", defaults={"kind": SpeechKind.POINT_OF_ORDER.value})
@allows(SIGNED_IN)
@linked
def raise_hand(link: JoinLink, _planned: ReleasedSession, token: str, kind: str) -> Any:
    """Ask for the floor, or raise a point of order."""
    sitting, part = _sent(link)
    ask_floor(
        sitting,
        part[0].mandate,
        carrier=part[1],
        kind=SpeechKind(kind),
        source=SpeechSource.LINK,
        by=current_person(),
    )
    flash(_("Votre demande est chez la présidence."), "ok")
    return redirect(url_for("joining.floor", token=token), 303)


@blueprint.post("/<token>/floor/<speech_id>/withdrawal")
@allows(SIGNED_IN)
@linked
def lower_hand(link: JoinLink, _planned: ReleasedSession, token: str, speech_id: str) -> Any:
    """Withdraw one's own request."""
    sitting, part = _sent(link)
    withdraw(own_speech(sitting, part, speech_id), by=current_person())
    flash(_("Votre demande de parole est retirée."), "ok")
    return redirect(url_for("joining.floor", token=token), 303)


@blueprint.post("/<token>/floor/objections/<ballot_id>")
@allows(SIGNED_IN)
@linked
def object_(link: JoinLink, _planned: ReleasedSession, token: str, ballot_id: str) -> Any:
    """Object to what would be adopted without a vote."""
    sitting, part = _sent(link)
    object_from_afar(sitting, part, ballot_id, by=current_person())
    flash(_("Votre objection est notée\u00a0: la question sera mise aux voix."), "ok")
    return redirect(url_for("joining.floor", token=token), 303)


def _part(link: JoinLink) -> tuple[Sitting, Part] | None:
    """The sitting and the voice of the one person whom the link is for; None for anybody else, and for who carries no voice."""
    person = current_person()
    sitting = roll_calls.sitting_of(link.session)
    if person is None or person.id != link.registration.person_id or sitting is None:
        return None
    part = roll_calls.part_of(sitting, link.registration)
    return (sitting, part) if part is not None else None


def _sent(link: JoinLink) -> tuple[Sitting, Part]:
    found = _part(link)
    if found is None or not BaseForm().validate_on_submit():
        abort(404)
    return found
