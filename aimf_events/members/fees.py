"""The one-off entry fee of a new member: awaited from its admission, where the statutes make its voice hang on it, until it is recorded."""

from .. import journal
from ..database import lock, transaction
from ..people.models import Person
from .facts import entry_fee_paid
from .models import Member


def ask_entry_fee(member: Member, *, by: Person | None) -> Member:
    """Await the entry fee of a new member: it has no voice until then. Twice is harmless."""
    with transaction():
        lock(member)
        if not member.awaits_fee:
            member.awaits_fee = True
            journal.record("entry_fee_asked", member, by=by)
        return member


def record_entry_fee(member: Member, *, reference: str, by: Person | None) -> Member:
    """Record that the entry fee was paid: the member has its voice from this minute. Twice is harmless.

    Args:
        reference: what proves it, in words.
    """
    with transaction():
        lock(member)
        if member.awaits_fee:
            member.awaits_fee = False
            journal.record("entry_fee_paid", member, by=by, reference=reference)
            entry_fee_paid.send(member)
        return member
