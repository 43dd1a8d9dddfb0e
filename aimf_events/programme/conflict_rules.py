"""How grave each conflict is, congress by congress."""

from collections.abc import Mapping

from .. import journal
from ..congress.models import Congress
from ..database import db, lock_name, transaction
from ..people.models import Person
from .conflict_models import ConflictRules, Rule, Severity

USUAL: dict[Rule, Severity] = {
    Rule.CONVENED: Severity.DROP,
    Rule.ROOM_TWICE: Severity.RELEASE,
    Rule.PERSON_TWICE: Severity.RELEASE,
    Rule.BODY_MEMBER_ELSEWHERE: Severity.RELEASE,
    Rule.NO_TIME_TO_WALK: Severity.WARN,
    Rule.NO_INTERPRETER: Severity.WARN,
    Rule.NO_WAY_TO_JOIN: Severity.WARN,
    Rule.OVER_CAPACITY: Severity.WARN,
    Rule.REMOTE_HOUR: Severity.WARN,
    Rule.LATE_CHANGE: Severity.WARN,
    Rule.ACROSS_MIDNIGHT: Severity.WARN,
    Rule.ACROSS_CLOCKS: Severity.WARN,
}
"""What holds until a congress says otherwise: nobody can be at two places at once, and the rest is for the organiser to weigh."""
CHOSEN = tuple(rule for rule in Rule if rule is not Rule.CONVENED)
"""Those whose gravity a congress chooses. The hour of a convened sitting is the statutes', not the organiser's."""
BETWEEN_ROOMS, BETWEEN_VENUES = 5, 20
"""Minutes to walk, usually: within a building, from one to another."""


def rules_of(congress: Congress) -> ConflictRules:
    """Return how a congress judges conflicts: what it chose, or the usual (then a row that is not written). One query."""
    kept = db.session.get(ConflictRules, congress.id)
    return kept or ConflictRules(
        congress_id=congress.id,
        severities={},
        minutes_between_rooms=BETWEEN_ROOMS,
        minutes_between_venues=BETWEEN_VENUES,
    )


def severity_of(rules: ConflictRules, rule: Rule) -> Severity:
    """Return how grave a rule is for a congress."""
    chosen = rules.severities.get(rule) if rule in CHOSEN else None
    return Severity(chosen) if chosen else USUAL[rule]


def set_rules(
    congress: Congress,
    severities: Mapping[Rule, Severity],
    *,
    minutes_between_rooms: int,
    minutes_between_venues: int,
    by: Person | None,
) -> ConflictRules:
    """Choose the gravity of rules, and the minutes that walking takes (0 to 240).

    Args:
        severities: those not named stay as usual; that of convened sittings is not chosen.
    """
    with transaction():
        lock_name(f"conflict_rules:{congress.id}")
        rules = db.session.get(ConflictRules, congress.id, populate_existing=True) or ConflictRules(
            congress_id=congress.id
        )
        rules.severities = {
            rule.value: severities[rule].value
            for rule in CHOSEN
            if rule in severities and severities[rule] is not USUAL[rule]
        }
        rules.minutes_between_rooms = minutes_between_rooms
        rules.minutes_between_venues = minutes_between_venues
        db.session.add(rules)
        journal.record(
            "conflict_rules_set",
            congress,
            by=by,
            congress_id=congress.id,
            severities=rules.severities,
            walking=[minutes_between_rooms, minutes_between_venues],
        )
        return rules
