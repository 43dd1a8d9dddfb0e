"""Who takes part in a session: found by name, or added."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...people.models import Civility
from ...people.people import person_by_public_id
from ...programme import speakers
from ...programme.models import ProgrammeSession, SpeakerRole
from ...programme.reply_standings import standings_of_sessions
from ...programme.sessions import session_of
from ...web.forms import BaseForm, refused_on
from ...web.identity import current_person
from . import blueprint
from .forms import NewSpeakerForm, SpeakerForm


@blueprint.get("/sessions/<public_id>/speakers")
def list_speakers(public_id: str) -> Any:
    """Who takes part, and who could: `?q=` finds a person by name."""
    planned = session_of(g.congress, public_id)
    return _page(planned, SpeakerForm(prefix="known"), NewSpeakerForm(prefix="new"))


@blueprint.post("/sessions/<public_id>/speakers")
def add_speaker(public_id: str) -> Any:
    """Give a known person a part."""
    planned, form = session_of(g.congress, public_id), SpeakerForm(prefix="known")
    person = person_by_public_id(form.person.data or "")
    if person is None:
        raise NotFound
    added = None
    if form.validate_on_submit():
        role = SpeakerRole(form.role.data)
        added = refused_on(
            form.role,
            lambda: speakers.add_speaker(planned, person, role=role, function=form.function.data, by=current_person()),
        )
    if added is None:
        return _page(planned, form, NewSpeakerForm(prefix="new", formdata=None)), 422
    return _done(planned, added.person.full_name)


@blueprint.post("/sessions/<public_id>/speakers/new")
def add_new_speaker(public_id: str) -> Any:
    """Add a person whom the house did not know, with a part."""
    planned, form = session_of(g.congress, public_id), NewSpeakerForm(prefix="new")
    if not form.validate_on_submit():
        return _page(planned, SpeakerForm(prefix="known", formdata=None), form), 422
    added = speakers.add_new_speaker(
        planned,
        given_name=form.given_name.data,
        family_name=form.family_name.data,
        civility=Civility(form.civility.data) if form.civility.data else None,
        role=SpeakerRole(form.role.data),
        function=form.function.data,
        by=current_person(),
    )
    return _done(planned, added.person.full_name)


@blueprint.post("/sessions/<public_id>/speakers/<person>/<role>/removal")
def remove_speaker(public_id: str, person: str, role: str) -> Any:
    """Take a part away."""
    planned = session_of(g.congress, public_id)
    if role not in set(SpeakerRole):
        raise NotFound
    speakers.remove_speaker(planned, person=person, role=SpeakerRole(role), by=current_person())
    flash(_("Cette personne n’est plus dans la séance."), "ok")
    return redirect(url_for("programme.list_speakers", public_id=public_id))


def _done(planned: ProgrammeSession, name: str) -> Any:
    flash(_("%(name)s prend part à la séance.", name=name), "ok")
    return redirect(url_for("programme.list_speakers", public_id=planned.public_id))


def _page(planned: ProgrammeSession, known: SpeakerForm, new: NewSpeakerForm) -> str:
    asked = request.args.get("q", "")
    chosen = person_by_public_id(request.args.get("person", "") or known.person.data or "")
    if chosen is not None:
        known.person.data = chosen.public_id
    return render_template(
        "programme/speakers.html",
        title=_("Intervenants"),
        planned=planned,
        speakers=speakers.speakers_of(planned),
        standings=standings_of_sessions([planned.id]).get(planned.id, []),
        asked=asked,
        found=speakers.find_people(g.congress, asked),
        chosen=chosen,
        known=known,
        new=new,
        token=BaseForm(formdata=None),
    )
