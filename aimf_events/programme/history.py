"""What the published versions changed, for anyone: between any two of them, and as a feed."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import undefer

from ..congress.models import Congress
from ..database import db
from .changes import SessionChange, public_changes
from .models import ProgrammeRelease
from .releases import sessions_in

TOLD = 10
"""How many versions a feed goes back."""


@dataclass(frozen=True)
class Told:
    """One version, and what it changed from the one before."""

    release: ProgrammeRelease
    changes: list[SessionChange]


def changes_between(old: ProgrammeRelease, new: ProgrammeRelease) -> list[SessionChange]:
    """Return what the public sees changed from one version to another, in whichever order they came."""
    return public_changes(sessions_in(old), sessions_in(new))


def latest_changes(congress: Congress, *, versions: int = TOLD) -> list[Told]:
    """Return the latest versions with what each changed, the latest first; the first version of all changed nothing."""
    wanted = select(ProgrammeRelease).filter_by(congress_id=congress.id).order_by(ProgrammeRelease.number.desc())
    found = list(db.session.scalars(wanted.options(undefer(ProgrammeRelease.content)).limit(versions + 1)))
    held = [sessions_in(each) for each in found]
    pairs = zip(found[:-1], held[:-1], held[1:], strict=True)
    told = [Told(release, public_changes(before, after)) for release, after, before in pairs]
    return told if len(found) > versions else [*told, *(Told(each, []) for each in found[-1:])]
