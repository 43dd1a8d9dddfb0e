"""Registrations with all that is known of them, for whoever may read it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, String, Subquery, cast, func, select
from sqlalchemy.orm import aliased

from ...congress.models import Category, Congress
from ...database import db
from ...members.models import Member
from ...people.models import Person
from ...registration.listing import SORTS, Wanted, registrations_that_answer
from ...registration.models import (
    Delegation,
    Direction,
    Field,
    FieldAnswer,
    Journey,
    Passenger,
    Photo,
    Registration,
    Stay,
    StayGuest,
    Support,
)
from . import streamed


def fields_read_by(congress: Congress, roles: set[str]) -> list[Field]:
    """Return the fields of a congress that these roles may read, in their order. A secret one is read on its page alone."""
    wanted = select(Field).filter_by(congress_id=congress.id, is_secret=False, retired_at=None)
    fields = db.session.scalars(wanted.order_by(Field.position, Field.id))
    return [field for field in fields if roles & set(field.readers)]


def registration_rows(
    congress: Congress, wanted: Wanted, *, fields: list[Field], with_travel: bool = False
) -> Iterator[Any]:
    """Yield the registrations that a search keeps, in its order: one statement.

    Args:
        fields: whose answers come along, as `answers`: {id of the field: {"is": ...}}.
        with_travel: whether journeys, hotel and support come along; otherwise they are None.
    """
    answers = _answers(fields)
    statement = registrations_that_answer(congress, wanted).outerjoin(Member, Delegation.member_id == Member.id)
    statement = statement.outerjoin(Photo, Photo.registration_id == Registration.id)
    statement = statement.outerjoin(answers, answers.c.registration_id == Registration.id)
    columns = [*_person(), *_request(), Photo.registration_id.label("photo"), answers.c.answers]
    if with_travel:
        statement, more = _travelling(statement)
        columns += more
    statement = statement.with_only_columns(*columns, maintain_column_froms=True)
    return streamed(statement.order_by(*SORTS.get(wanted.sort, SORTS["submitted"]), Registration.id))


def _person() -> list[Any]:
    names = ("civility", "honorific", "given_name", "family_name", "badge_name", "original_name")
    return [getattr(Person, name) for name in names]


def _request() -> list[Any]:
    names = ("function", "capacity", "mode", "state", "email", "telephone", "consents_to_list", "consents_to_image")
    asides = ("submitted_at", "changed_at", "is_late", "source", "protocol_order", "waiting_since")
    return [
        *(getattr(Registration, name) for name in (*names, *asides)),
        Delegation.name.label("delegation"),
        Delegation.country,
        Delegation.language,
        Member.category.label("member_category"),
        Member.code.label("member_code"),
        Category.letter,
        Category.label.label("category"),
    ]


def _answers(fields: list[Field]) -> Subquery:
    """The answers of each registration to some fields, as one value."""
    each = func.jsonb_object_agg(cast(FieldAnswer.field_id, String), FieldAnswer.value).label("answers")
    wanted = select(FieldAnswer.registration_id, each).where(FieldAnswer.field_id.in_([field.id for field in fields]))
    return wanted.group_by(FieldAnswer.registration_id).subquery()


def _travelling(statement: Select[Any]) -> tuple[Select[Any], list[Any]]:
    """A person arrives once, departs once, sleeps in one room and has one support: no row is doubled."""
    columns: list[Any] = []
    for direction in Direction:
        seat, journey = aliased(Passenger), aliased(Journey)
        mine = (seat.registration_id == Registration.id) & (seat.direction == direction)
        statement = statement.outerjoin(seat, mine).outerjoin(journey, journey.id == seat.journey_id)
        names = ("day", "hour", "means", "number", "place", "other_place")
        columns += [getattr(journey, name).label(f"{direction.value}_{name}") for name in names]
    statement = statement.outerjoin(StayGuest, StayGuest.registration_id == Registration.id)
    statement = statement.outerjoin(Stay, Stay.id == StayGuest.stay_id)
    held = (Support.registration_id == Registration.id) & Support.withdrawn_at.is_(None)
    statement = statement.outerjoin(Support, held)
    stay = [Stay.hotel, Stay.arrives_on.label("hotel_from"), Stay.leaves_on.label("hotel_to")]
    support = [Support.pays_ticket, Support.nights, Support.ceiling, Support.currency]
    return statement, [*columns, *stay, *support]
