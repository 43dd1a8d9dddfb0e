"""The letters of a membership application, to the mailbox of the city: its link, that it was received, what was decided."""

from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext as _

from .. import crypto
from ..clock import now
from ..database import db
from ..i18n import country_name, use_language
from ..mail import outbox
from ..mail.models import OutgoingMessage, Priority
from .application_models import ApplicationState, MembershipApplication

PURPOSE = "admission"


def dossier_url(application: MembershipApplication) -> str:
    """Return the address where the city deposits and follows its dossier; a new generation withdraws it."""
    token = crypto.link_token(PURPOSE, application.id, application.link_generation)
    return f"{current_app.config['AIMF'].public_url}/admission/{token}"


def application_by_link(token: str) -> MembershipApplication | None:
    """Return the dossier that a link names; None if forged, altered or withdrawn."""
    read = crypto.read_link(PURPOSE, token)
    if read is None:
        return None
    found = db.session.get(MembershipApplication, read[0])
    return found if found and found.link_generation == read[1] else None


def post_link(application: MembershipApplication) -> OutgoingMessage:
    """Send the link of the dossier. The caller holds the transaction."""
    moment = int(now().timestamp())
    return _post("application_begun", application, {}, key=f"{application.link_generation}:{moment}")


def post_received(application: MembershipApplication) -> OutgoingMessage:
    """Say that it was received, and what comes next. The caller holds the transaction."""
    return _post("application_received", application, {}, key="once")


def post_decision(application: MembershipApplication, *, awaits_fee: bool = False) -> OutgoingMessage:
    """Say what was decided, and why. The caller holds the transaction."""
    data = {
        "is_admitted": application.state is ApplicationState.ADMITTED,
        "is_postponed": application.state is ApplicationState.POSTPONED,
        "awaits_fee": awaits_fee,
        "reason": application.reason,
    }
    when: datetime = application.decided_at or now()
    return _post("application_decided", application, data, key=f"{application.state.value}:{int(when.timestamp())}")


def _post(fact: str, application: MembershipApplication, data: dict[str, Any], *, key: str) -> OutgoingMessage:
    with use_language(application.language):
        said = {
            "salutation": _("Madame, Monsieur,"),
            "city": application.name,
            "country": country_name(application.country, application.language),
            "dossier_url": dossier_url(application),
        }
    return outbox.post(
        fact,
        to=application.email,
        recipient_name=application.name,
        language=application.language,
        dedupe_key=f"{fact}:{application.id}:{key}",
        data=said | data,
        priority=Priority.LINK if fact == "application_begun" else Priority.CHANGE,
        about=application,
    )
