"""The published programme, its versions and what changed between two of them, as JSON. Open to every origin."""

from typing import Any

from flask import current_app, g, jsonify, request

from ..congress.models import Congress
from ..errors import NotFound
from ..programme.history import changes_between
from ..programme.models import ProgrammeRelease
from ..programme.public import Choice, named_speakers, public_programme
from ..programme.released import ReleasedSession
from ..programme.releases import release_numbered, releases_of
from ..programme.sign_up_public import Notice, notices_of
from . import blueprint
from .description import DOCUMENT
from .description_programme import PROGRAMME_PATHS

DOCUMENT["paths"].update(PROGRAMME_PATHS)


@blueprint.get("/congresses/<congress>/programme")
def get_programme() -> Any:
    """Answer the latest release with every public session; where `?since=` asks, what changed."""
    congress = g.congress
    found = public_programme(congress, Choice())
    sessions = [each for _day, listed in found.days for each in listed]
    notices = notices_of(congress)
    return _open(
        {
            "congress": congress.name,
            "time_zone": congress.time_zone,
            "release": _release(found.release) if found.release else None,
            "releases": [_release(each) for each in releases_of(congress)],
            "sessions": [_session(congress, each, found.people, notices.get(each.id)) for each in sessions],
            **_changes(congress),
        }
    )


def _changes(congress: Congress) -> dict[str, Any]:
    """What changed from one release to another, `?since=` and `?to=`; nothing where it is not asked."""
    if "since" not in request.args:
        return {}
    since = release_numbered(congress, _number("since"))
    to = release_numbered(congress, _number("to") if "to" in request.args else releases_of(congress)[0].number)
    changes = [
        {
            "id": each.session.number,
            "guid": str(each.session.guid),
            "title": each.session.title,
            "kinds": sorted(kind.value for kind in each.kinds),
            "fields": list(each.fields),
        }
        for each in changes_between(since, to)
    ]
    return {"changes": {"since": since.number, "to": to.number, "sessions": changes}}


def _number(name: str) -> int:
    word = request.args.get(name, "")
    if not (word.isascii() and word.isdigit() and len(word) < 9):
        raise NotFound
    return int(word)


def _release(release: ProgrammeRelease) -> dict[str, Any]:
    return {
        "number": release.number,
        "name": release.name,
        "note": release.note,
        "published_at": release.published_at.isoformat(),
        "sessions": release.sessions,
    }


def _sign_up(notice: Notice) -> dict[str, Any]:
    """The state of a sign-up now; it is no part of a release."""
    return {
        "open": notice.is_open,
        "for": [{"place": kind.value, "full": left == 0, "left": left} for kind, left in notice.left.items()],
    }


def _session(congress: Congress, session: ReleasedSession, people: Any, notice: Notice | None) -> dict[str, Any]:
    return {
        "id": session.number,
        "guid": str(session.guid),
        "url": f"{current_app.config['AIMF'].public_url}/{congress.name}/programme/{session.public_id}",
        "title": session.title,
        "text": session.text,
        "kind": session.kind.value,
        "mode": session.mode.value,
        "starts_at": session.starts_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        "room": {"name": session.room.name, "venue": session.room.venue} if session.room else None,
        "place": session.place,
        "track": session.track.name if session.track else None,
        "languages": session.languages,
        "sign_up": _sign_up(notice) if notice else None,
        "cancelled": session.is_cancelled,
        "people": [
            {"name": each.person.full_name, "role": each.role.value, "function": each.function}
            for each in named_speakers(session, people)
        ],
    }


def _open(content: dict[str, Any]) -> Any:
    answer = jsonify(content)
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Access-Control-Expose-Headers"] = "ETag"
    answer.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    answer.add_etag()
    return answer.make_conditional(request)
