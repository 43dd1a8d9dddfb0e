"""The letters of a grant, to the mayor of the member, each with the member's own page of it. A member without a mailbox gets none."""

from typing import Any

from flask import current_app

from .. import crypto
from ..clock import now
from ..database import db
from ..i18n import format_day, money, pick, use_language
from ..mail import outbox
from ..mail.models import OutgoingMessage, Priority
from ..members.offices import offices_of
from ..registration.letters import salutation
from .grant_models import Grant, GrantState

PURPOSE = "grant"


def grant_url(grant: Grant) -> str:
    """Return the address where the member follows its grant and deposits its report; a new generation withdraws it."""
    token = crypto.link_token(PURPOSE, grant.id, grant.link_generation)
    return f"{current_app.config['AIMF'].public_url}/grant/{token}"


def grant_by_link(token: str) -> Grant | None:
    """Return the grant that a link names; None if forged, altered or withdrawn."""
    read = crypto.read_link(PURPOSE, token)
    if read is None:
        return None
    found = db.session.get(Grant, read[0])
    return found if found and found.link_generation == read[1] else None


def post_decided(grant: Grant) -> OutgoingMessage | None:
    """Say what the Bureau decided. The caller holds the transaction."""
    is_awarded = grant.state is GrantState.AWARDED
    return _post("grant_decided", grant, {"is_awarded": is_awarded, "reason": grant.reason}, key=grant.state.value)


def post_report_due(grant: Grant) -> OutgoingMessage | None:
    """Remind of the report, or say why it was sent back. The caller holds the transaction."""
    assert grant.report_due_on is not None, "an awarded grant says when its report is due"
    data = {"is_overdue": grant.report_due_on < now().date(), "note": grant.report_note}
    return _post("grant_report_due", grant, data, key=f"{grant.report_due_on}:{now().date()}")


def _post(fact: str, grant: Grant, data: dict[str, Any], *, key: str) -> OutgoingMessage | None:
    office = next((each for each in offices_of(grant.member) if each.is_executive and each.is_recognised), None)
    if office is None or not office.person.email:
        return None
    language = grant.member.language
    with use_language(language):
        said = {
            "salutation": salutation(office.person, pick(office.title, language)),
            "city": grant.member.name,
            "project": grant.title,
            "amount": money(grant.awarded or grant.asked, grant.currency),
            "due_on": format_day(grant.report_due_on, weekday=False) if grant.report_due_on else "",
            "grant_url": grant_url(grant),
        }
    return outbox.post(
        fact,
        to=office.person.email,
        recipient_name=office.person.full_name,
        language=language,
        dedupe_key=f"{fact}:{grant.id}:{key}",
        data=said | data,
        priority=Priority.CHANGE,
        person_id=office.person_id,
        about=grant,
    )
