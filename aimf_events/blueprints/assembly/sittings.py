"""Sittings: the list, one with its one next step, planned, changed, convened again, opened, suspended, closed."""

from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.agenda import last_days, requests_of
from ...assembly.ballots import ballots_of
from ...assembly.convocation import Proof, Way, notice_of, recipients_of, register_of
from ...assembly.convocation_letter import name_of, when_of
from ...assembly.election_round_models import UNDER_WAY
from ...assembly.elections import elections_of, live_rounds
from ...assembly.mandates import last_bureau, seat_members, seats_of
from ...assembly.models import Body
from ...assembly.proxy_register import proxy_counts
from ...assembly.quorum_history import history_of
from ...assembly.quorum_words import quorum_words
from ...assembly.rehearsals import plan_rehearsal, rehearsals_of
from ...assembly.rolls import Roll, roll_of
from ...assembly.simulator import SittingKind
from ...assembly.sitting_models import ItemKind, RequestState, Sitting, SittingState
from ...assembly.sittings import (
    change_sitting,
    close_sitting,
    moments_of,
    open_sitting,
    plan_second_call,
    plan_sitting,
    resume_sitting,
    second_call_of,
    sessions_free,
    sitting_in,
    sittings_of,
    statutes_for,
    suspend_sitting,
)
from ...assembly.voices import named, voting_members
from ...clock import now
from ...errors import NotFound
from ...i18n import format_day, format_moment, pick
from ...members.members import member_by_public_id
from ...minutes.register import decisions_of
from ...minutes.writing import minutes_of
from ...programme.models import SessionMode
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.wording import words_for
from . import blueprint
from .hall import curve
from .sittings_forms import SeatsForm, SecondCallForm, SittingForm

STATE_KINDS = {
    SittingState.DRAFT: "wait",
    SittingState.CONVENED: "ok",
    SittingState.OPEN: "ok",
    SittingState.SUSPENDED: "warn",
    SittingState.CLOSED: "wait",
}
MOVES = {
    "opening": open_sitting,
    "suspension": suspend_sitting,
    "resumption": resume_sitting,
    "closing": close_sitting,
}


@blueprint.get("/sittings")
def list_sittings() -> Any:
    """The sittings of this congress and those between two."""
    sittings = sittings_of(g.congress)
    return render_template(
        "assembly/sittings.html",
        title=_("Séances statutaires"),
        sentence=ngettext("%(num)d séance.", "%(num)d séances.", len(sittings)),
        sittings=[(each, name_of(each), when_of(each), STATE_KINDS[each.state]) for each in sittings],
        bodies=list(Body),
    )


@blueprint.get("/sittings/new/<body>")
def new_sitting(body: str) -> Any:
    """The form of a new sitting."""
    return _form_page(_body(body))


@blueprint.post("/sittings/new/<body>")
def plan(body: str) -> Any:
    """Plan a sitting."""
    which = _body(body)
    form, free = SittingForm(), sessions_free(g.congress, which)
    form.offer(which, _session_choices(free))
    if not form.validate_on_submit():
        return _form_page(which, form), 422
    session = next((each for each in free if each.public_id == form.session.data), None)
    sitting = plan_sitting(
        which,
        kind=SittingKind(form.kind.data),
        day=form.day.data or g.congress.starts_on,
        starts=form.starts.data or "09:00",
        time_zone=form.time_zone.data or g.congress.time_zone,
        place=form.place.data or "",
        mode=SessionMode(form.mode.data),
        congress=g.congress,
        session=session,
        by=current_person(),
    )
    if which is Body.BUREAU:
        seat_members(sitting, last_bureau(sitting), by=current_person())
    flash(_("La séance est préparée. Personne n’en est encore informé."), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>")
def show_sitting(public_id: str) -> Any:
    """One sitting: where it stands, and the one thing that comes next."""
    sitting = sitting_in(g.congress, public_id)
    roll = roll_of(sitting) if not sitting.is_draft else None
    convened = register_of(sitting) if not sitting.is_draft else []
    waiting = recipients_of(sitting) if sitting.state in (SittingState.DRAFT, SittingState.CONVENED) else []
    ballots = ballots_of(sitting)
    return render_template(
        "assembly/sitting.html",
        title=_("%(name)s du %(day)s", name=name_of(sitting), day=format_day(sitting.day, weekday=False)),
        sitting=sitting,
        when=when_of(sitting),
        state_kind=STATE_KINDS[sitting.state],
        notice=notice_of(sitting) if statutes_for(sitting) else None,
        days=last_days(sitting) if statutes_for(sitting) else None,
        sentence=_sentence(sitting, roll),
        roll=roll,
        proxies=proxy_counts(sitting),
        curve=curve(sitting, history_of(sitting)) if sitting.opened_at else [],
        letters=sum(each.way is Way.LETTER for each in waiting),
        by_post=sum(each.way is Way.POST for each in waiting),
        failed=sum(line.proof is Proof.FAILED for line in convened),
        late=sum(line.proof is Proof.LATE for line in convened),
        convened=len(convened),
        requests=[each for each in requests_of(sitting) if each.state is RequestState.WAITING],
        moments=_timeline(sitting),
        again=second_call_of(sitting),
        rehearsals=rehearsals_of(sitting),
        seats=seats_of(sitting) if sitting.body is Body.BUREAU else [],
        decisions=decisions_of(sitting),
        minutes=minutes_of(sitting),
        ballots=len(ballots),
        running=sum(each.is_running for each in ballots),
        has_election=any(item.kind is ItemKind.ELECTION for item in sitting.items),
        elections=len(elections_of(sitting)),
        electing=sum(each.state in UNDER_WAY for each in live_rounds(sitting).values()),
    )


@blueprint.get("/sittings/<public_id>/plan")
def edit_sitting(public_id: str) -> Any:
    """The form of a draft."""
    sitting = sitting_in(g.congress, public_id)
    return _form_page(sitting.body, sitting=sitting)


@blueprint.post("/sittings/<public_id>/plan")
def change(public_id: str) -> Any:
    """Change a draft."""
    sitting = sitting_in(g.congress, public_id)
    form = SittingForm()
    form.offer(sitting.body, _session_choices([sitting.session] if sitting.session else []))
    if not form.validate_on_submit():
        return _form_page(sitting.body, form, sitting), 422
    change_sitting(
        sitting,
        kind=SittingKind(form.kind.data),
        day=form.day.data or sitting.day,
        starts=form.starts.data or sitting.starts,
        place=form.place.data or "",
        mode=SessionMode(form.mode.data),
        by=current_person(),
    )
    flash(_("La séance est modifiée."), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>/second-call")
def ask_second_call(public_id: str) -> Any:
    """The form of a second call."""
    return _second_page(sitting_in(g.congress, public_id), SecondCallForm())


@blueprint.post("/sittings/<public_id>/second-call")
def call_again(public_id: str) -> Any:
    """Plan the second call."""
    sitting, form = sitting_in(g.congress, public_id), SecondCallForm()
    if not form.validate_on_submit():
        return _second_page(sitting, form), 422
    again = refused_on(
        form.day,
        lambda: plan_second_call(sitting, day=form.day.data, starts=form.starts.data, by=current_person()),
    )
    if again is None:
        return _second_page(sitting, form), 422
    flash(_("La seconde séance est préparée, avec le même ordre du jour. Convoquez-la."), "ok")
    return _to(again)


@blueprint.post("/sittings/<public_id>/rehearsals")
def rehearse(public_id: str) -> Any:
    """Make a rehearsal, now."""
    rehearsal = plan_rehearsal(sitting_in(g.congress, public_id), by=current_person())
    flash(_("La répétition est prête. Personne n’en est informé."), "ok")
    return _to(rehearsal)


@blueprint.get("/sittings/<public_id>/moves/<move>")
def ask_move(public_id: str, move: str) -> Any:
    """Ask before the sitting is opened, suspended, resumed or closed."""
    sitting = sitting_in(g.congress, public_id)
    if move not in MOVES or sitting.is_draft:
        raise NotFound
    return render_template(
        "assembly/move.html",
        title=_move_words(move)[0],
        sitting=sitting,
        move=move,
        text=_move_words(move)[1],
        is_other_day=move == "opening" and now().astimezone(ZoneInfo(sitting.time_zone)).date() != sitting.day,
        crumb=_crumb(sitting),
    )


@blueprint.post("/sittings/<public_id>/moves/<move>")
def make_move(public_id: str, move: str) -> Any:
    """Open, suspend, resume or close the sitting."""
    sitting = sitting_in(g.congress, public_id)
    if move not in MOVES:
        raise NotFound
    MOVES[move](sitting, by=current_person())
    flash(_("Séance %(state)s.", state=words_for(sitting.state)), "ok")
    return _to(sitting)


@blueprint.post("/sittings/<public_id>/seats")
def seat(public_id: str) -> Any:
    """Seat members in a Bureau's sitting, by name."""
    sitting, form = sitting_in(g.congress, public_id), SeatsForm()
    if sitting.body is not Body.BUREAU:
        raise NotFound
    found, unknown = named(voting_members(), form.names.data or "")
    if not form.validate_on_submit() or unknown:
        flash(_("Aucun membre votant ne s’appelle ainsi : %(names)s.", names=", ".join(unknown)[:200] or "—"), "warn")
        return _to(sitting)
    seat_members(sitting, [member_by_public_id(each.public_id) for each in found], by=current_person())
    flash(ngettext("%(num)d membre siège.", "%(num)d membres siègent.", len(found)), "ok")
    return _to(sitting)


def _sentence(sitting: Sitting, roll: Roll | None) -> str:
    """Where the sitting stands, in one sentence."""
    where = _("Le %(when)s, %(place)s.", when=when_of(sitting), place=sitting.place or _("lieu à préciser"))
    if roll is None or sitting.state in (SittingState.CONVENED, SittingState.CLOSED):
        return where
    if roll.threshold is None:
        return _("%(count)d voix présentes ou représentées. Aucun quorum n’est exigé.", count=roll.quorum.counted)
    return quorum_words(roll)


def _timeline(sitting: Sitting) -> list[dict[str, Any]]:
    return [
        {
            "title": f"{words_for(each.what)} : {each.item.title}" if each.item else words_for(each.what),
            "when": format_moment(each.at, sitting.time_zone),
            "iso": each.at.isoformat(),
            "kind": "ok",
        }
        for each in moments_of(sitting)
    ]


def _move_words(move: str) -> tuple[str, str]:
    return {
        "opening": (
            _("Ouvrir la séance"),
            _("Sur la parole de la présidence. L’heure est inscrite au journal de la séance."),
        ),
        "suspension": (
            _("Suspendre la séance"),
            _("Toutes les présences sont closes. À la reprise, chacun rentre par la porte ou répond à l’appel."),
        ),
        "resumption": (
            _("Reprendre la séance"),
            _("Chacun rentre par la porte ou répond à l’appel : le quorum repart de zéro."),
        ),
        "closing": (_("Lever la séance"), _("Une séance levée ne se rouvre pas.")),
    }[move]


def _form_page(body: Body, form: SittingForm | None = None, sitting: Sitting | None = None) -> str:
    sessions = [sitting.session] if sitting and sitting.session else [] if sitting else sessions_free(g.congress, body)
    if form is None:
        given = {"time_zone": g.congress.time_zone, "session": sessions[0].public_id if sessions else ""}
        if sitting is not None:
            given |= {name: getattr(sitting, name) for name in ("day", "starts", "time_zone", "place")}
            given |= {"kind": sitting.kind.value, "mode": sitting.mode.value}
        form = SittingForm(formdata=None, **given)
        form.offer(body, _session_choices(sessions))
    action = (
        url_for("assembly.change", public_id=sitting.public_id)
        if sitting
        else url_for("assembly.plan", body=body.value)
    )
    title = _("Modifier la séance") if sitting else _("Préparer une séance : %(body)s", body=words_for(body))
    return render_template(
        "assembly/plan.html", title=title, form=form, body=body, action=action, sitting=sitting, crumb=_crumb(sitting)
    )


def _second_page(sitting: Sitting, form: SecondCallForm) -> str:
    return render_template(
        "assembly/second_call.html", title=_("Seconde convocation"), form=form, sitting=sitting, crumb=_crumb(sitting)
    )


def _session_choices(sessions: list[Any]) -> list[tuple[str, str]]:
    return [
        (each.public_id, f"{pick(each.title)}, {format_day(each.day, year=False)}, {each.starts}") for each in sessions
    ]


def _crumb(sitting: Sitting | None) -> tuple[str, str] | None:
    if sitting is None:
        return None
    return name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)


def _to(sitting: Sitting) -> Any:
    return redirect(url_for("assembly.show_sitting", public_id=sitting.public_id))


def _body(word: str) -> Body:
    if word not in set(Body):
        raise NotFound
    return Body(word)
