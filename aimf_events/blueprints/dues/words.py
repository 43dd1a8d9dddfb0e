"""An account in words: its years, its entries, the calls."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ...assembly.standing import Account
from ...congress.models import Congress
from ...i18n import format_moment, money
from ...members.models import DuesCall, DuesEntry, EntryKind, MemberCategory, Standing
from ...people.models import Person
from ...web.wording import words_for

CURRENCY = "EUR"
STANDING_KINDS = {Standing.GOOD: "ok", Standing.IN_ARREARS: "warn", Standing.SUSPENDED: "no"}
SHOWN = {
    "": _l("tous"),
    "due": _l("qui doivent une cotisation"),
    "awaiting": _l("avec une écriture à confirmer"),
    "suspended": _l("suspendus"),
    "good": _l("à jour"),
}


def year_lines(account: Account) -> list[dict[str, Any]]:
    """Return each year that was called: what is owed, what was received, how it stands."""
    lines = []
    for demand in sorted(account.demands, key=lambda each: -each.year):
        counted = [
            each for each in account.entries if each.year == demand.year and each.effective_at and not each.ended_at
        ]
        is_waived = any(each.kind is EntryKind.EXEMPTION for each in counted)
        received = sum(each.amount or 0 for each in counted)
        is_paid = bool(counted) if demand.amount is None else received >= demand.amount
        if is_waived:
            kind, state = "ok", _("exemptée")
        elif is_paid:
            kind, state = "ok", _("réglée")
        elif demand.year in account.years_due:
            kind, state = "warn", _("due")
        else:
            kind, state = "wait", _("pas encore exigée")
        owed = money(demand.amount, CURRENCY) if demand.amount else _("montant non écrit")
        lines.append(
            {"year": demand.year, "owed": owed, "received": money(received, CURRENCY), "kind": kind, "state": state}
        )
    return lines


def entry_lines(account: Account, congress: Congress, reader: Person | None) -> list[dict[str, Any]]:
    """Return each entry, the latest first; whether the reader may confirm it or withdraw it."""
    return [_entry_line(entry, congress, reader) for entry in reversed(account.entries)]


def call_lines(calls: list[DuesCall]) -> list[dict[str, Any]]:
    """Return each call with its amounts in words."""
    return [
        {
            "year": call.year,
            "amounts": [
                _(
                    "%(category)s : %(amount)s",
                    category=words_for(MemberCategory(code)),
                    amount=money(amount, call.currency),
                )
                for code, amount in call.amounts.items()
            ],
            "decision": call.decision,
        }
        for call in calls
    ]


def _entry_line(entry: DuesEntry, congress: Congress, reader: Person | None) -> dict[str, Any]:
    what = money(entry.amount, CURRENCY) if entry.amount else _("exemption")
    kind, state = "ok", _("compte")
    if entry.ended_at:
        kind, state = "no", _("retirée : %(reason)s", reason=entry.end_reason)
    elif entry.is_awaiting:
        kind, state = "wait", _("attend une seconde personne")
    return {
        "what": _("%(year)s : %(what)s", year=entry.year, what=what),
        "reference": entry.reference,
        "when": format_moment(entry.recorded_at, congress.time_zone),
        "kind": kind,
        "state": state,
        "public_id": entry.public_id,
        "may_confirm": entry.is_awaiting and reader is not None and reader.id != entry.recorded_by_id,
        "may_end": entry.ended_at is None,
    }
