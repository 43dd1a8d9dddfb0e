"""The editions: created, found, changed."""

from datetime import date, datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from .. import journal
from ..clock import now
from ..database import Translated, db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from .categories import add_default_categories
from .copying import copy_structure
from .facts import congress_created, dates_changed
from .models import Congress, Phase
from .ranks import write_usual_ranks


class CongressKnown(Refusal):
    """Another edition has this number, or this word in its addresses."""

    code = "congress_known"

    def __init__(self) -> None:
        super().__init__(
            _l("Un autre congrès porte déjà ce numéro ou cette adresse."),
            advice=_l("Choisissez un autre numéro et une autre adresse, puis enregistrez de nouveau."),
        )


def congress_by_name(name: str) -> Congress | None:
    """Return the congress that an address names, or None."""
    return db.session.scalars(select(Congress).filter_by(name=name)).first()


def all_congresses() -> list[Congress]:
    """Return every edition, the latest first."""
    return list(db.session.scalars(select(Congress).order_by(Congress.starts_on.desc(), Congress.id.desc())))


def next_number() -> int:
    """Return the first number that no edition has had."""
    return (db.session.scalar(select(func.max(Congress.number))) or 0) + 1


def create_congress(
    *,
    number: int,
    name: str,
    title: Translated,
    theme: Translated,
    city: Translated,
    country: str,
    time_zone: str,
    starts_on: date,
    ends_on: date,
    registration_closes_at: datetime,
    languages: list[str],
    copied_from: Congress | None = None,
    by: Person | None,
) -> Congress:
    """Open a new edition, in preparation, with the usual categories, zones and ranks, or with the structure of another one.

    Raises:
        CongressKnown: the number or the name is taken.
    """
    congress = Congress(
        number=number,
        name=name,
        title=title,
        theme=theme,
        city=city,
        country=country,
        time_zone=time_zone,
        starts_on=starts_on,
        ends_on=ends_on,
        phase=Phase.PREPARATION,
        registration_closes_at=registration_closes_at,
        languages=languages,
        desks=list(copied_from.desks) if copied_from else [],
        letters_held_to_rank=copied_from.letters_held_to_rank if copied_from else None,
        created_at=now(),
    )
    try:
        with transaction():
            db.session.add(congress)
            db.session.flush()
            copies = copy_structure(copied_from, congress) if copied_from else {}
            if copied_from is None:
                add_default_categories(congress)
                write_usual_ranks(congress, by=by)
            congress_created.send(congress, copied_from=copied_from, copies=copies)
            known = {"name": name, "number": number, "copied_from": copied_from.name if copied_from else None}
            journal.record("congress_created", congress, by=by, congress_id=congress.id, **known)
    except IntegrityError as error:
        raise CongressKnown from error
    return congress


def change_congress(
    congress: Congress,
    *,
    title: Translated,
    theme: Translated,
    city: Translated,
    country: str,
    time_zone: str,
    starts_on: date,
    ends_on: date,
    registration_closes_at: datetime,
    languages: list[str],
    by: Person | None,
) -> Congress:
    """Change the settings of an edition. Its number and its address never change: badges and letters bear them."""
    given = {
        "title": title,
        "theme": theme,
        "city": city,
        "country": country,
        "time_zone": time_zone,
        "starts_on": starts_on,
        "ends_on": ends_on,
        "registration_closes_at": registration_closes_at,
        "languages": languages,
    }
    with transaction():
        lock(congress)
        before = {key: getattr(congress, key) for key in given}
        changes = {key: [before[key], value] for key, value in given.items() if before[key] != value}
        for key, value in given.items():
            setattr(congress, key, value)
        if changes:
            journal.record("congress_changed", congress, by=by, congress_id=congress.id, changes=changes)
        if {"starts_on", "ends_on"} & set(changes):
            db.session.flush()
            dates_changed.send(congress)
        return congress
