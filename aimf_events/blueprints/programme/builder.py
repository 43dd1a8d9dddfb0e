"""The builder: a day of the draft as rooms × hours, moved by hand; and one form that does the same for one session."""

from datetime import date
from typing import Any

from flask import flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...congress.venues import rooms_of
from ...i18n import list_words, pick
from ...programme import conflict_text, grid, placing, sessions
from ...programme.judgement import Judged
from ...programme.models import ProgrammeSession
from ...programme.public import hours_of
from ...programme.releases import releases_of
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.wording import addressed, words_for
from . import blueprint
from .forms import PlaceForm
from .wording import field_words


@blueprint.get("/builder")
def build() -> Any:
    """A day of the draft: its rooms, what conflicts, and what waits for a place. `?day=` is the day."""
    found = grid.grid_of(g.congress, _day())
    return render_template(
        "programme/builder.html",
        title=_("Construire le programme"),
        grid=found,
        said=conflict_text,
        hours=hours_of,
        minute_of=grid.minute_of,
        note_of=_note,
        release=next(iter(releases_of(g.congress)), None),
    )


@blueprint.get("/builder/state")
def builder_state() -> Any:
    """The same as values: what another editor may have changed since."""
    answer = jsonify(_state(_day()))
    answer.add_etag()
    return answer.make_conditional(request)


@blueprint.post("/builder/sessions/<public_id>/place")
def drop_session(public_id: str) -> Any:
    """Put a session where it was dropped; the answer says what conflicts there."""
    planned, form = sessions.session_of(g.congress, public_id), _form()
    stale = _stale(planned, form)
    if stale:
        return stale
    if not form.validate_on_submit():
        return jsonify(error="form", reason=" ".join(str(text) for each in form.errors.values() for text in each)), 422
    placing.place_session(planned, by=current_person(), revision=planned.revision, **_place(form))
    return jsonify(_state(_day()))


@blueprint.post("/builder/sessions/<public_id>/removal")
def lift_session(public_id: str) -> Any:
    """Take a session out of the grid: it waits for another place."""
    planned, form = sessions.session_of(g.congress, public_id), _form()
    stale = _stale(planned, form)
    if stale:
        return stale
    placing.unplace_session(planned, by=current_person(), revision=planned.revision)
    return jsonify(_state(_day()))


@blueprint.get("/sessions/<public_id>/place")
def ask_place(public_id: str) -> Any:
    """Day, hour, duration and room of one session, with what conflicts there. The address may propose others."""
    planned = sessions.session_of(g.congress, public_id)
    asked = {name: request.args[name] for name in ("starts", "minutes", "room") if name in request.args}
    form = _form(data={**_stands(planned), **asked, "day": _day() or planned.day})
    return _page(planned, form, _what_if(planned, form) if _is_whole(form) else [])


@blueprint.post("/sessions/<public_id>/place")
def place_session(public_id: str) -> Any:
    """Put the session there, once its conflicts were shown."""
    planned, form = sessions.session_of(g.congress, public_id), _form()
    if not form.validate_on_submit():
        return _page(planned, form, []), 422
    theirs = sessions.changes_since(planned, _read(form))
    if theirs:
        form.revision.data = str(planned.revision)
        return _page(planned, form, _what_if(planned, form), theirs=theirs), 409
    found = [each for each in _what_if(planned, form) if each.override is None]
    if found and form.seen.data != _keys(found):
        form.seen.data = _keys(found)
        return _page(planned, form, found, is_new=True), 422
    put = refused_on(
        form.starts,
        lambda: placing.place_session(
            planned, by=current_person(), revision=_read(form), reason=form.reason.data or "", **_place(form)
        ),
    )
    if put is None:
        return _page(planned, form, found), 422
    flash(_("La séance «\u00a0%(title)s\u00a0» est placée.", title=pick(planned.title)), "ok")
    return redirect(url_for("programme.build", day=planned.day.isoformat()))


@blueprint.post("/sessions/<public_id>/place/removal")
def unplace_session(public_id: str) -> Any:
    """Take the session out of the grid."""
    planned = sessions.session_of(g.congress, public_id)
    day = planned.day.isoformat()
    placing.unplace_session(planned, by=current_person())
    flash(_("La séance «\u00a0%(title)s\u00a0» attend une autre place.", title=pick(planned.title)), "ok")
    return redirect(url_for("programme.build", day=day))


def _day() -> date | None:
    """The day that the address names; None if it names none."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _form(**values: Any) -> PlaceForm:
    return PlaceForm(rooms=rooms_of(g.congress), **values)


def _is_whole(form: PlaceForm) -> bool:
    """Whether the address proposed a place that exists (a GET has nothing to protect from forgery)."""
    form.day.raw_data = [form.day.data.isoformat()] if form.day.data else []
    try:
        form.minutes.data = int(form.minutes.data)
    except (TypeError, ValueError):
        return False
    fits = sessions.SHORTEST.seconds // 60 <= form.minutes.data <= 1439
    return fits and form.is_hour() and form.room.data in dict(form.room.choices)


def _place(form: PlaceForm) -> dict[str, Any]:
    rooms = {room.public_id: room for room in rooms_of(g.congress)}
    return {
        "day": form.day.data,
        "starts": form.starts.data,
        "minutes": form.minutes.data,
        "room": rooms.get(form.room.data),
    }


def _what_if(planned: ProgrammeSession, form: PlaceForm) -> list[Judged]:
    return placing.what_if(planned, **_place(form))


def _stands(planned: ProgrammeSession) -> dict[str, Any]:
    return {
        "starts": planned.starts,
        "minutes": planned.minutes,
        "room": planned.room.public_id if planned.room else "",
        "revision": str(planned.revision),
    }


def _read(form: PlaceForm) -> int:
    text = form.revision.data or ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _keys(found: list[Judged]) -> str:
    return ",".join(sorted(each.conflict.key for each in found))


def _stale(planned: ProgrammeSession, form: PlaceForm) -> Any:
    """What to answer to an editor who has not seen what another one did."""
    theirs = sessions.changes_since(planned, _read(form))
    if not theirs:
        return None
    said = [
        _(
            "%(who)s a changé %(what)s.",
            who=addressed(by) if by else _("Le système"),
            what=list_words([str(field_words(name)) for name in names]),
        )
        for by, names in theirs
    ]
    return jsonify(error="changed_meanwhile", reason=" ".join(said), state=_state(_day())), 409


def _state(day: date | None) -> dict[str, Any]:
    found = grid.grid_of(g.congress, day)
    met: dict[int, list[Judged]] = {}
    for judged in found.conflicts:
        for slot in judged.conflict.slots:
            met.setdefault(slot.id, []).append(judged)
    return {
        "sessions": [_shown(each, found, met.get(each.id, [])) for each in found.shown],
        "conflicts": render_template("programme/_builder_conflicts.html", grid=found, said=conflict_text),
        "first": found.first,
        "last": found.last,
    }


def _shown(planned: ProgrammeSession, found: grid.Grid, met: list[Judged]) -> dict[str, Any]:
    gravest = found.gravest.get(planned.id)
    return {
        "id": planned.public_id,
        "title": pick(planned.title),
        "note": _note(planned, found),
        "kind": planned.kind.value,
        "fixed": planned.id in found.fixed,
        "form": url_for("programme.ask_place", public_id=planned.public_id),
        "room": planned.room.public_id if planned.room else "",
        "starts": grid.minute_of(planned.starts),
        "minutes": planned.minutes,
        "revision": planned.revision,
        "placed": planned.is_placed,
        "conflict": ("no" if gravest.blocks_release else "warn") if gravest else "",
        "said": [each.sentence for each in met],
    }


def _note(planned: ProgrammeSession, found: grid.Grid) -> str:
    """What a card says below its hours."""
    fixed = str(_("convoquée : ne se déplace pas ici")) if planned.id in found.fixed else ""
    return " · ".join(filter(None, (str(words_for(planned.kind)), str(words_for(planned.mode)), fixed)))


def _page(
    planned: ProgrammeSession, form: PlaceForm, found: list[Judged], *, theirs: Any = (), is_new: bool = False
) -> str:
    return render_template(
        "programme/place.html",
        title=_("Placer la séance"),
        planned=planned,
        form=form,
        found=found,
        said=conflict_text,
        is_new=is_new,
        needs_reason=any(each.blocks_drop for each in found),
        theirs=[(by, [field_words(name) for name in names]) for by, names in theirs],
    )
