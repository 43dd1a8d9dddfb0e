"""Congresses that were opened before a minor's badge bore a telephone are asked for it too, by the migration."""

import importlib.util
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, update

from aimf_events.checkin.models import Badge
from aimf_events.congress.congresses import create_congress
from aimf_events.congress.models import Congress
from aimf_events.database import db
from aimf_events.registration.fields import fields_of
from aimf_events.registration.models import Field, FieldUse
from tests.checkin.doors import make_badge
from tests.factories import make_congress

FILE = next((Path(__file__).parents[2] / "migrations" / "versions").glob("*_5c1b7e0d9a42_*.py"))


def upgrade() -> None:
    """Run the migration on the tests' own database."""
    spec = importlib.util.spec_from_file_location("ask_for_the_adult", FILE)
    assert spec is not None
    assert spec.loader is not None
    migration: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(migration)
    with Operations.context(MigrationContext.configure(db.session.connection())):
        migration.upgrade()
    db.session.commit()
    db.session.expire_all()


def opened(number: int, year: int) -> Congress:
    """A congress with the usual questions."""
    settings: dict[str, Any] = {"title": {"fr": "Congrès"}, "theme": {}, "city": {"fr": "Tunis"}, "country": "TN"}
    days = {"starts_on": date(year, 12, 9), "ends_on": date(year, 12, 10)}
    closes = datetime(year, 12, 1, 17, tzinfo=UTC)
    return create_congress(
        number=number,
        name=f"tunis-{year}",
        by=None,
        time_zone="Africa/Tunis",
        registration_closes_at=closes,
        languages=["fr", "en"],
        **settings,
        **days,
    )


def asked(congress: Congress) -> list[tuple[Any, ...]]:
    """The questions in their order, as they are put."""
    return [
        (
            *(each.code, each.kind, each.phase, each.label, each.hint, each.choices, each.purpose, each.legal_basis),
            *(each.readers, each.outputs, each.kept_days, each.is_secret),
            sorted((use.category.code, use.is_required) for use in each.uses),
        )
        for each in fields_of(congress)
    ]


def test_the_question_is_put_where_it_lacks_as_a_new_congress_puts_it(app: Any) -> None:
    new, old, over = opened(41, 2031), opened(42, 2032), opened(43, 2020)
    wanted = asked(new)
    for congress in (old, over):
        [lacking] = [each.id for each in fields_of(congress) if each.code == "guardian_telephone"]
        db.session.execute(delete(FieldUse).filter_by(field_id=lacking))
        db.session.execute(delete(Field).filter_by(id=lacking))
    db.session.commit()
    for _ in range(2):  # once more is once
        upgrade()
        assert asked(old) == wanted
        assert asked(new) == wanted
        assert len(asked(over)) == len(wanted) - 1


def test_badges_whose_congress_was_made_longer_before_open_its_days(app: Any) -> None:
    congress = make_congress()
    badge = make_badge(congress)
    db.session.execute(update(Badge).values(days=0b1))
    db.session.commit()
    upgrade()
    assert db.session.get_one(Badge, badge.id).days == 0b11
