"""A participant's permanent links into sessions, `/r/<opaque>`. Alone they open nothing: the page asks who you are."""

from collections.abc import Iterable

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload

from .. import crypto
from ..database import db, transaction
from ..programme.models import ProgrammeSession
from ..programme.released import ReleasedSession
from ..registration.models import Registration
from .models import JoinLink

PURPOSE = "join"


def join_link(registration: Registration, planned: ProgrammeSession | ReleasedSession) -> JoinLink:
    """Return the link of a participant into a session, made at the first need."""
    return join_links(registration, [planned])[planned.id]


def join_links(
    registration: Registration, sessions: Iterable[ProgrammeSession | ReleasedSession]
) -> dict[int, JoinLink]:
    """Return the links of a participant into several sessions, by id of the session; two requests at once make one of each."""
    wanted = {each.id for each in sessions}
    if not wanted:
        return {}
    found = _links(registration, wanted)
    missing = wanted - found.keys()
    if missing:
        rows = [{"registration_id": registration.id, "session_id": each, "generation": 1} for each in sorted(missing)]
        with transaction():
            db.session.execute(insert(JoinLink).values(rows).on_conflict_do_nothing())
        found = _links(registration, wanted)
    return found


def _links(registration: Registration, sessions: set[int]) -> dict[int, JoinLink]:
    rows = select(JoinLink).where(JoinLink.registration_id == registration.id, JoinLink.session_id.in_(sessions))
    return {link.session_id: link for link in db.session.scalars(rows)}


def join_token(link: JoinLink) -> str:
    """Return the opaque part of a link; a new generation withdraws it."""
    return crypto.link_token(PURPOSE, link.id, link.generation)


def join_url(link: JoinLink) -> str:
    """Return the whole address of a link."""
    return f"{current_app.config['AIMF'].public_url}/r/{join_token(link)}"


def link_by_token(token: str) -> JoinLink | None:
    """Return a link with its session and its participant; None if forged, altered or withdrawn."""
    read = crypto.read_link(PURPOSE, token)
    if read is None:
        return None
    shown = (
        joinedload(JoinLink.session).joinedload(ProgrammeSession.congress),
        joinedload(JoinLink.session).joinedload(ProgrammeSession.room),
        joinedload(JoinLink.registration).joinedload(Registration.person),
        joinedload(JoinLink.registration).joinedload(Registration.delegation),
    )
    link = db.session.get(JoinLink, read[0], options=shown)
    return link if link and link.generation == read[1] else None


def withdraw_links(registration: Registration) -> None:
    """Kill every link of a participant by a new generation; links made later are alive. The caller may hold a transaction."""
    with transaction():
        db.session.execute(
            update(JoinLink).filter_by(registration_id=registration.id).values(generation=JoinLink.generation + 1)
        )
