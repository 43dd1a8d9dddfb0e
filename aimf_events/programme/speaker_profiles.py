"""The page of each person who speaks: their link, their biography and portrait, and what of it they let us publish.

What is published stands in presentations that releases point to: a change is seen with the next release, a consent withdrawn
at once and in every release (docs/decisions/0031-speakers-and-sign-up.md).
"""

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import joinedload, undefer

from .. import crypto, journal
from ..clock import now
from ..congress.models import Congress
from ..database import Translated, db, lock, transaction
from ..errors import NotFound
from ..people.models import Person
from ..registration.photos import PreparedPhoto
from .releases import show_anew
from .speaking_models import Presentation, SpeakerProfile

PURPOSE = "speaker"


def profile_of(congress: Congress, person: Person) -> SpeakerProfile:
    """Return the page of a person at a congress, begun at the first need; two at once begin one. The caller holds the transaction."""
    values = {"congress_id": congress.id, "person_id": person.id, "biography": {}, "changed_at": now()}
    values |= {"link_generation": 1, "sha256": "", "shows_biography": False, "shows_portrait": False}
    db.session.execute(insert(SpeakerProfile).values(values).on_conflict_do_nothing())
    return db.session.scalars(select(SpeakerProfile).filter_by(congress_id=congress.id, person_id=person.id)).one()


def profile_token(profile: SpeakerProfile) -> str:
    """Return the opaque part of the address of a person's page; a new `link_generation` withdraws it."""
    return crypto.link_token(PURPOSE, profile.id, profile.link_generation)


def profile_url(profile: SpeakerProfile) -> str:
    """Return the whole address of the page, as letters bear it."""
    congress = profile.congress
    return f"{current_app.config['AIMF'].public_url}/{congress.name}/speaking/{profile_token(profile)}"


def profile_by_token(congress: Congress, token: str) -> SpeakerProfile:
    """Return the page that a link of this congress names.

    Raises:
        NotFound: forged, altered, withdrawn, or of another congress.
    """
    read = crypto.read_link(PURPOSE, token)
    found = db.session.get(SpeakerProfile, read[0], options=[joinedload(SpeakerProfile.person)]) if read else None
    if found is None or read is None or found.link_generation != read[1] or found.congress_id != congress.id:
        raise NotFound
    if found.person.erased_at is not None:
        raise NotFound
    return found


def profile_in(congress: Congress, person: Person) -> SpeakerProfile | None:
    """Return the page of a person at a congress, if it was begun."""
    return db.session.scalars(select(SpeakerProfile).filter_by(congress_id=congress.id, person_id=person.id)).first()


def save_biography(
    profile: SpeakerProfile, *, biography: Translated, may_show: bool, by: Person | None
) -> SpeakerProfile:
    """Keep a biography, and whether the programme may show it. Withdrawn, it leaves every release at once."""
    with transaction():
        lock(profile)
        withdrawn = profile.shows_biography and not may_show
        profile.biography, profile.shows_biography, profile.changed_at = biography, may_show, now()
        if withdrawn:
            _take_back(profile, {"biography": {}})
        _present(profile)
        journal.record("speaker_biography_saved", profile, by=by, shows=may_show)
        return profile


def save_portrait(
    profile: SpeakerProfile, prepared: PreparedPhoto, *, may_show: bool, by: Person | None
) -> SpeakerProfile:
    """Keep a portrait, prepared by `photos`, and whether the programme may show it."""
    with transaction():
        lock(profile)
        profile.jpeg, profile.sha256, profile.changed_at = prepared.jpeg, prepared.sha256, now()
        if profile.shows_portrait and not may_show:
            _take_back(profile, {"jpeg": None, "sha256": ""})
        profile.shows_portrait = may_show
        _present(profile)
        journal.record("speaker_portrait_saved", profile, by=by, shows=may_show)
        return profile


def remove_portrait(profile: SpeakerProfile, *, by: Person | None) -> SpeakerProfile:
    """Delete the portrait: its bytes are gone, from every release too. Twice is harmless."""
    with transaction():
        lock(profile)
        if profile.sha256:
            profile.jpeg, profile.sha256, profile.shows_portrait, profile.changed_at = None, "", False, now()
            _take_back(profile, {"jpeg": None, "sha256": ""})
            _present(profile)
            journal.record("speaker_portrait_removed", profile, by=by)
        return profile


def portrait_of(profile: SpeakerProfile) -> bytes:
    """Return the picture of a page.

    Raises:
        NotFound: there is none.
    """
    wanted = select(SpeakerProfile).filter_by(id=profile.id).options(undefer(SpeakerProfile.jpeg))
    found = db.session.scalars(wanted.execution_options(populate_existing=True)).one()
    if found.jpeg is None:
        raise NotFound
    return found.jpeg


def _take_back(profile: SpeakerProfile, gone: dict[str, object]) -> None:
    """Blank what may no longer be shown in all that releases hold of this person at this congress."""
    shown = update(Presentation).filter_by(congress_id=profile.congress_id, person_id=profile.person_id)
    db.session.execute(shown.values(**gone))
    show_anew(profile.person)


def _present(profile: SpeakerProfile) -> None:
    """Freeze what the next release may show; nothing new where it is what the last one shows."""
    biography = {code: text for code, text in profile.biography.items() if text} if profile.shows_biography else {}
    sha256 = profile.sha256 if profile.shows_portrait else ""
    if not biography and not sha256:
        profile.presentation_id = None
        return
    held = db.session.get(Presentation, profile.presentation_id or 0, populate_existing=True)
    if held is not None and (held.biography, held.sha256) == (biography, sha256):
        return
    made = Presentation(
        congress_id=profile.congress_id,
        person_id=profile.person_id,
        biography=biography,
        jpeg=profile.jpeg if sha256 else None,
        sha256=sha256,
        made_at=now(),
    )
    db.session.add(made)
    db.session.flush()
    profile.presentation_id = made.id
