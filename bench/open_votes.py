"""A vote by name in a hall of 325: each voter's device signs, all send at once; then every voice is counted once."""

import secrets
import statistics
import urllib.parse
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import psycopg

from bench.house import House, serving
from bench.load import Answers, request, run_load
from bench.results import REPEATS, Measure

VOICES = 325
CHOICES = ("for", "against", "abstention")


@dataclass(frozen=True)
class Posted:
    """What a voter's page sends: where, and the body."""

    path: str
    body: bytes


def measure(house: House) -> Iterator[Measure]:
    """From the first voice sent to the last one recorded, by 325 clients at once; and the time of one answer."""
    name, cookie, posted = _prepare(house)
    with serving(house, name) as server:
        repeats = [_vote(house, name, server.port, cookie, posted) for _ in range(REPEATS + 1)][1:]
    yield Measure("votes_325_open_s", statistics.median(answers.seconds for answers in repeats), "s")
    yield Measure("vote_p95_ms", statistics.median(answers.p95_ms() for answers in repeats), "ms")


def _prepare(house: House) -> tuple[str, str, list[Posted]]:
    from aimf_events.assembly.ballot_models import BallotKind
    from aimf_events.assembly.ballot_rolls import lines_of
    from aimf_events.assembly.ballots import draft_ballot, open_ballot

    name = house.fresh("votes")
    with house.application(name) as app:
        sitting = _sitting()
        question = {"fr": "Approuvez-vous le rapport ?", "en": "Do you approve the report?"}
        ballot = open_ballot(draft_ballot(sitting.items[0], kind=BallotKind.OPEN, question=question, by=None), by=None)
        lines = lines_of(ballot)
        if len(lines) != VOICES:
            raise RuntimeError(f"{len(lines)} voices on the roll, not {VOICES}")
        cookie, csrf = _browser(app)
        posted = [_signed(ballot.public_id, line, csrf, number) for number, line in enumerate(lines)]
    house.analyse(name)
    return name, cookie, posted


def _sitting() -> Any:
    """An open sitting of the Assembly where the mayors of 325 cities are in the room."""
    from sqlalchemy import insert, update

    from aimf_events.assembly.agenda import add_item
    from aimf_events.assembly.convocation import convene
    from aimf_events.assembly.mandates import seats_of
    from aimf_events.assembly.models import Body
    from aimf_events.assembly.rules.roll import Carrier, How
    from aimf_events.assembly.sitting_models import EntrySource, ItemKind, PresenceEntry
    from aimf_events.assembly.sittings import open_sitting, plan_sitting
    from aimf_events.clock import now
    from aimf_events.database import transaction
    from aimf_events.registration.models import Capacity, Registration
    from bench.field import make_congress, make_registrations

    congress = make_congress()
    make_registrations(congress, VOICES, among=VOICES)
    with transaction() as session:
        session.execute(update(Registration).values(capacity=Capacity.TITULAR))
    usual_statutes()
    sitting = plan_sitting(
        Body.GENERAL_ASSEMBLY,
        day=congress.starts_on + timedelta(days=30),
        starts="10:00",
        time_zone="Africa/Tunis",
        congress=congress,
        by=None,
    )
    add_item(sitting, kind=ItemKind.REPORT, title="Rapport moral", by=None)
    convene(sitting, by=None)
    open_sitting(sitting, by=None)
    entries = [
        {
            "mandate_id": seat.mandate.id,
            "carrier": Carrier.TITULAR,
            "how": How.IN_ROOM,
            "source": EntrySource.ROLL_CALL,
            "at": now(),
        }
        for seat in seats_of(sitting)
    ]
    with transaction() as session:
        session.execute(insert(PresenceEntry), entries)
    return sitting


def usual_statutes() -> None:
    """The usual values, in force."""
    from aimf_events.assembly.models import Body
    from aimf_events.assembly.parameters import Parameter
    from aimf_events.assembly.statutes import adopt_version, begin_version, write_parameters

    version = begin_version(Body.GENERAL_ASSEMBLY, by=None)
    given = {Parameter(one.name): (one.value, "article 1") for one in version.parameters}
    write_parameters(version, given, by=None)
    adopt_version(version, in_force_on=date(2015, 1, 1), decision="Assemblée générale", by=None)


def _signed(ballot: str, line: Any, csrf: str, number: int) -> Posted:
    """Bind a device to a voice, and sign its choice with it."""
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    from aimf_events.assembly.emargement_models import VotingCredential, VotingWay
    from aimf_events.assembly.voting_devices import Act, signed_bytes
    from aimf_events.checkin.short_code import new_short_code
    from aimf_events.clock import now
    from aimf_events.database import transaction

    key, reference, choice = ec.generate_private_key(ec.SECP256R1()), new_short_code(), CHOICES[number % 3]
    with transaction() as session:
        session.add(
            VotingCredential(
                reference=reference,
                mandate_id=line.carrying_id,
                person_id=line.person_id,
                number=1,
                way=VotingWay.DESK,
                made_at=now(),
                handed_at=now(),
                public_key=key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint),
                bound_at=now(),
            )
        )
    nonce = secrets.token_urlsafe(16)
    message = signed_bytes(Act.VOTE, reference, (ballot, line.mandate.public_id), choice.encode(), nonce)
    r, s = decode_dss_signature(key.sign(message, ec.ECDSA(SHA256())))
    signature = urlsafe_b64encode(r.to_bytes(32) + s.to_bytes(32)).decode().rstrip("=")
    fields = {"csrf_token": csrf, "choice": choice, "nonce": nonce, "signature": signature}
    return Posted(f"/voting/{reference}/voices/{line.public_id}", urllib.parse.urlencode(fields).encode())


def _browser(app: Any) -> tuple[str, str]:
    """A browser that nobody has signed in on: its cookie, and the token of its forms."""
    from flask import session
    from flask_wtf.csrf import generate_csrf

    with app.test_request_context():
        csrf = generate_csrf()
        signer = app.session_interface.get_signing_serializer(app)
        return f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(dict(session))}", csrf


def _vote(house: House, name: str, port: int, cookie: str, posted: list[Posted]) -> Answers:
    """One repeat: nobody has voted yet; each voice is sent once."""
    with psycopg.connect(house.url(name), autocommit=True) as connection:
        connection.execute("TRUNCATE vote")
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    work = [[request("POST", one.path, headers=headers, body=one.body)] for one in posted]
    answers = run_load(port, work, seconds=120).demand(302)
    with psycopg.connect(house.url(name)) as connection:
        rows = connection.execute("SELECT choice, count(*) FROM vote GROUP BY choice").fetchall()
    wanted = {choice: len(range(place, VOICES, 3)) for place, choice in enumerate(CHOICES)}
    if dict(rows) != wanted:
        raise RuntimeError(f"the count is not exact: {dict(rows)}, not {wanted}")
    return answers
