"""The editions: created, found, changed."""

from sqlalchemy import select

from ..database import db
from .models import Congress


def congress_by_name(name: str) -> Congress | None:
    """Return the congress that an address names, or None."""
    return db.session.scalars(select(Congress).filter_by(name=name)).first()


def all_congresses() -> list[Congress]:
    """Return every edition, the latest first."""
    return list(db.session.scalars(select(Congress).order_by(Congress.starts_on.desc(), Congress.id.desc())))
