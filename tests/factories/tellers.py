"""Tellers of a sealed urn, as they stand once each pair has opened its trial: their own verbs are tested in tests/assembly/test_tellers.py."""

from collections.abc import Sequence

from aimf_events.assembly.ballot_models import Ballot
from aimf_events.assembly.teller_models import Teller
from aimf_events.clock import now
from aimf_events.database import db, transaction
from tests.factories import make_person


def name_ready(ballot: Ballot, keys: Sequence[bytes]) -> list[Teller]:
    """Three tellers of a ballot with their public keys, whose pairs have opened their trials, and who agree to close the urn."""
    with transaction():
        done = {"trial_opened_at": now(), "delivered_at": now(), "agrees_at": now()}
        tellers = [
            Teller(
                ballot=ballot,
                place=place,
                person=make_person(family_name=f"Scrutateur {place + 1}"),
                public_key=key,
                **done,
            )
            for place, key in enumerate(keys)
        ]
        db.session.add_all(tellers)
        db.session.flush()
        return tellers
