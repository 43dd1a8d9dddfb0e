"""Long work of the secretariat whose worker is really killed: what was written stays, the rest follows, nothing comes twice."""

import os
import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask

from aimf_events import jobs
from aimf_events.clock import set_for_tests
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.models import Member
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.imports import confirm_import, preview_import
from aimf_events.registration.invitations import new_mailing_key, start_mailing
from aimf_events.registration.models import ContactRole, Delegation, DelegationContact, DelegationState, Quota
from tests.factories import make_congress, make_delegation, make_person
from tests.mail.conftest import start_worker  # noqa: F401 -- a fixture

Start = Callable[..., subprocess.Popen]
HEAD = "Organisation;Pays;Catégorie;Code;Prénom;Nom;Courriel;Places Délégué\n"


def _kill_in_the_middle(work: Any, worker: subprocess.Popen) -> int:
    """Kill the worker as soon as a part of the work is committed, wherever it is then; return how far it had come."""
    deadline = time.monotonic() + 90
    while not work.done:
        assert time.monotonic() < deadline
        time.sleep(0.01)
        db.session.rollback()
        db.session.refresh(work)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    db.session.rollback()
    db.session.refresh(work)
    return int(work.done)


def _go_on_after_the_lease(work: Any) -> Any:
    kind, key = type(work), work.id
    assert jobs.drain_lane("jobs") == 0  # the lease still runs
    set_for_tests(datetime.now(UTC) + timedelta(seconds=130))
    db.session.rollback()
    jobs.drain_lane("jobs")
    return db.session.get_one(kind, key)


def _count(model: Any) -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(model)) or 0


def test_an_import_killed_in_the_middle_goes_on_where_it_was(app: Flask, start_worker: Start) -> None:  # noqa: F811
    rows = 800
    text = HEAD + "".join(f"Ville {n};BJ;ville;C{n};Ana;Nom {n};m{n}@x.example;2\n" for n in range(rows))
    started = preview_import(make_congress(), text.encode(), "liste.csv", by=None)
    worker = start_worker()
    confirm_import(started, by=None)
    done = _kill_in_the_middle(started, worker)
    assert 0 < done < rows
    assert (_count(Member), _count(Delegation), _count(DelegationContact)) == (done, done, done)
    started = _go_on_after_the_lease(started)
    assert (started.done, started.finished_at is not None) == (rows, True)
    assert (_count(Member), _count(Delegation), _count(DelegationContact)) == (rows, rows, rows)
    assert db.session.scalar(db.select(db.func.sum(Quota.places))) == 3 * rows  # two delegates and the head, each once


def test_a_mailing_killed_in_the_middle_writes_to_each_delegation_once(app: Flask, start_worker: Start) -> None:  # noqa: F811
    congress = make_congress()
    mayor = make_person()
    delegations = [make_delegation(congress, f"Ville {n}", state=DelegationState.PREPARED) for n in range(150)]
    for number, delegation in enumerate(delegations):
        add_correspondent(delegation, mayor, ContactRole.HEAD, f"maire{number}@ville.example", by=None)
    worker = start_worker()
    mailing = start_mailing(congress, [each.public_id for each in delegations], key=new_mailing_key(), by=None)
    done = _kill_in_the_middle(mailing, worker)
    assert 0 < done < len(delegations)
    assert _count(OutgoingMessage) == done
    mailing = _go_on_after_the_lease(mailing)
    assert (mailing.done, mailing.finished_at is not None) == (150, True)
    written_to = list(db.session.scalars(db.select(OutgoingMessage.recipient)))
    assert (len(written_to), len(set(written_to))) == (150, 150)
