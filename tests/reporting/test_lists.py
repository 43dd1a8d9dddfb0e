"""A table of any length leaves through a cursor: memory does not grow with the list."""

import tracemalloc

import pytest
from flask import Flask
from sqlalchemy import insert

from aimf_events.clock import now
from aimf_events.congress.models import Congress
from aimf_events.database import transaction
from aimf_events.people.models import Person
from aimf_events.registration.listing import Wanted
from aimf_events.registration.models import Delegation, Registration, RegistrationState
from aimf_events.reporting.exports import About, Column, FileKind, table_file
from aimf_events.reporting.lists.registrations import registration_rows
from tests.factories import category_of, make_congress, make_delegation

FEW, MANY = 600, 6_000
AT_MOST = 1_500_000
"""Bytes by which the peak may grow for ten times as many rows; holding them would take some 15 million more."""


def _register(delegation: Delegation, numbers: range) -> None:
    people = [
        {
            "id": n,
            "given_name": f"Prénom {n}",
            "family_name": "Gounou Yérima",
            "badge_name": f"Prénom {n} Gounou Yérima",
        }
        for n in numbers
    ]
    keys = {"sort_key": "gounou", "search_key": "gounou", "created_at": now()}
    place = {
        "congress_id": delegation.congress_id,
        "delegation_id": delegation.id,
        "category_id": category_of(delegation.congress, "delegate").id,
        "state": RegistrationState.SUBMITTED,
        "function": "Conseillère municipale déléguée à la ville numérique",
        "created_at": now(),
        "changed_at": now(),
        "submitted_at": now(),
    }
    with transaction() as session:
        session.execute(insert(Person), [person | keys for person in people])
        session.execute(insert(Registration), [{"person_id": n, **place} for n in numbers])


def _peak(congress: Congress, kind: str) -> tuple[int, int]:
    """(rows, bytes at the most) of one export of the list."""
    columns = [
        Column(name, lambda row, name=name: getattr(row, name)) for name in ("badge_name", "function", "country")
    ]
    rows = registration_rows(congress, Wanted(), fields=[], with_travel=True)
    tracemalloc.start()
    try:
        made = table_file(rows, columns, kind=kind, about=About("Inscriptions", []))
        return made.rows, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("kind", list(FileKind))
def test_ten_times_as_many_rows_take_no_more_memory(app: Flask, kind: FileKind) -> None:
    congress = make_congress()
    delegation = make_delegation(congress, "Parakou")
    _register(delegation, range(1_000_000, 1_000_000 + FEW))
    _peak(congress, kind)  # what is imported and cached at the first one
    rows, few = _peak(congress, kind)
    _register(delegation, range(2_000_000, 2_000_000 + MANY - FEW))
    more, many = _peak(congress, kind)
    assert (rows, more) == (FEW, MANY)
    assert many - few < AT_MOST
