"""Themes and colloquia: the list, and one more."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...i18n import pick
from ...programme import tracks
from ...web.identity import current_person
from . import blueprint
from .forms import TrackForm


@blueprint.get("/tracks")
def list_tracks() -> Any:
    """The themes, how many sessions each has, and the form of one more."""
    return _page(TrackForm())


@blueprint.post("/tracks")
def add_track() -> Any:
    """Add a theme."""
    form = TrackForm()
    if not form.validate_on_submit():
        return _page(form), 422
    added = tracks.add_track(g.congress, name=_name(form), by=current_person())
    return _back(_("Le thème « %(name)s » est ajouté.", name=pick(added.name)))


@blueprint.get("/tracks/<public_id>")
def edit_track(public_id: str) -> Any:
    """The form that renames a theme."""
    track = tracks.track_of(g.congress, public_id)
    return _edit(TrackForm(name_fr=track.name.get("fr", ""), name_en=track.name.get("en", "")), track)


@blueprint.post("/tracks/<public_id>")
def rename_track(public_id: str) -> Any:
    """Rename a theme."""
    track, form = tracks.track_of(g.congress, public_id), TrackForm()
    if not form.validate_on_submit():
        return _edit(form, track), 422
    tracks.rename_track(track, name=_name(form), by=current_person())
    return _back(_("Le thème est renommé."))


@blueprint.post("/tracks/<public_id>/removal")
def remove_track(public_id: str) -> Any:
    """Take a theme away."""
    tracks.remove_track(tracks.track_of(g.congress, public_id), by=current_person())
    return _back(_("Le thème est retiré."))


def _name(form: TrackForm) -> dict[str, str]:
    return {code: text for code, text in (("fr", form.name_fr.data), ("en", form.name_en.data)) if text}


def _back(words: str) -> Any:
    flash(words, "ok")
    return redirect(url_for("programme.list_tracks"))


def _page(form: TrackForm) -> str:
    return render_template(
        "programme/tracks.html",
        title=_("Thèmes et colloques"),
        tracks=tracks.tracks_of(g.congress),
        counts=tracks.sessions_per_track(g.congress),
        form=form,
    )


def _edit(form: TrackForm, track: Any) -> str:
    return render_template("programme/track.html", title=_("Renommer le thème"), form=form, track=track)
