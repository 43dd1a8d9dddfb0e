"""Versions of the programme: what was published, what the draft would change, and the act of publishing."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from ...clock import now
from ...i18n import format_day
from ...programme import change_text, release_checks, releases
from ...programme.change_letters import letters_to_send
from ...web.identity import current_person
from . import blueprint
from .forms import ReleaseForm


@blueprint.get("/releases")
def list_releases() -> Any:
    """The versions, the latest first, and what the draft holds beyond the latest."""
    found = releases.releases_of(g.congress)
    changes, _key = releases.pending_changes(g.congress)
    return render_template(
        "programme/releases.html",
        title=_("Versions publiées"),
        releases=found,
        changes=changes,
        said=change_text,
        waiting=len(letters_to_send(g.congress).letters),
    )


@blueprint.get("/releases/new")
def new_release() -> Any:
    """What readers would see change, and the form that publishes it."""
    last = releases.latest_release(g.congress)
    today = format_day(now().date(), year=False, weekday=False)
    form = ReleaseForm(data={"name": _("Version du %(day)s", day=today)})
    form.seen.data = str(last.number if last else 0)
    return _page(form)


@blueprint.post("/releases/new")
def publish_release() -> Any:
    """Publish the draft, unless someone else did, or changed it, since the page was opened."""
    form = ReleaseForm()
    if not form.validate_on_submit():
        return _page(form), 422
    made = releases.publish_release(
        g.congress,
        name=form.name.data,
        note=form.note.data or "",
        by=current_person(),
        seen=int(form.seen.data) if (form.seen.data or "").isdecimal() else 0,
        draft=form.draft.data or "",
    )
    flash(_("La version %(number)d est publiée : c’est elle que tout le monde lit.", number=made.number), "ok")
    return redirect(url_for("programme.list_change_letters"))


def _page(form: ReleaseForm) -> str:
    changes, key = releases.pending_changes(g.congress)
    if request.method == "GET":
        form.draft.data = key
    return render_template(
        "programme/release.html",
        title=_("Publier une version"),
        form=form,
        changes=changes,
        findings=release_checks.findings_of(g.congress),
        said=change_text,
    )
