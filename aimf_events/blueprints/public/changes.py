"""What changed in the programme, between any two versions, and the feed of changes (RFC 4287)."""

from datetime import UTC
from typing import Any
from xml.etree import ElementTree as ET

from flask import Response, current_app, g, render_template, request, url_for
from flask_babel import gettext as _

from ...i18n import language, pick
from ...programme import change_text
from ...programme.history import Told, changes_between, latest_changes
from ...programme.releases import release_numbered, releases_of
from ...programme.schedule import clean
from . import blueprint

_ATOM = "http://www.w3.org/2005/Atom"


@blueprint.get("/programme/changes")
def list_changes() -> Any:
    """What changed from one version to another: `?since=` and `?to=` are their numbers; by default, the latest change."""
    known = releases_of(g.congress)
    if len(known) < 2:
        return _page(known, None, None, [])
    to = _asked(known, "to") or known[0]
    earlier = [each for each in known if each.number < to.number] or [known[-1]]
    since = _asked(known, "since") or earlier[0]
    old, new = (release_numbered(g.congress, each.number) for each in (since, to))
    return _page(known, since, to, changes_between(old, new))


def _asked(known: list[Any], name: str) -> Any:
    """Return the version that the address asks for; a number that is none counts as not asked."""
    return next((each for each in known if str(each.number) == request.args.get(name)), None)


def _page(known: list[Any], since: Any, to: Any, changes: list[Any]) -> str:
    return render_template(
        "public/changes.html",
        title=_("Ce qui a changé"),
        known=known,
        since=since,
        to=to,
        changes=changes,
        said=change_text,
        session_url=lambda session: url_for("public.session_page", public_id=session.public_id),
        home_url=url_for("public.congress_page"),
    )


@blueprint.get("/programme/changes.atom")
def changes_feed() -> Any:
    """The latest versions and what each changed, to subscribe to."""
    base = current_app.config["AIMF"].public_url
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": language()})
    told = latest_changes(g.congress)
    ET.SubElement(feed, "title").text = _("%(congress)s : changements du programme", congress=pick(g.congress.title))
    ET.SubElement(feed, "id").text = f"{base}/{g.congress.name}/programme/changes"
    ET.SubElement(feed, "link", {"rel": "self", "href": base + url_for("public.changes_feed")})
    ET.SubElement(feed, "link", {"href": base + url_for("public.list_changes")})
    moment = told[0].release.published_at if told else g.congress.registration_closes_at
    ET.SubElement(feed, "updated").text = _moment(moment)
    ET.SubElement(ET.SubElement(feed, "author"), "name").text = "AIMF"
    for each in told:
        _entry(feed, each, base)
    body = ET.tostring(feed, encoding="utf-8", xml_declaration=True)
    return Response(body, content_type="application/atom+xml; charset=utf-8")


def _entry(feed: ET.Element, told: Told, base: str) -> None:
    entry = ET.SubElement(feed, "entry")
    number = told.release.number
    address = f"{base}/{g.congress.name}/programme/changes?since={number - 1}&to={number}"
    ET.SubElement(entry, "title").text = _("Version %(number)d : %(name)s", number=number, name=told.release.name)
    ET.SubElement(entry, "id").text = address
    ET.SubElement(entry, "link", {"href": address})
    ET.SubElement(entry, "updated").text = _moment(told.release.published_at)
    said = [told.release.note] if told.release.note else []
    said += [f"{change_text.title_of(each)}\n{' '.join(change_text.sentences(each))}" for each in told.changes]
    ET.SubElement(entry, "content", {"type": "text"}).text = clean("\n\n".join(said))


def _moment(moment: Any) -> str:
    return str(moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"))
