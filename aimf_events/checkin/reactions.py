"""What badges do when a registration is decided: accredited, they exist; withdrawn, they are dead; changed, they are new."""

from collections.abc import Sequence
from typing import Any

from ..congress.facts import congress_created, dates_changed
from ..congress.models import Congress
from ..mail import attachments
from ..mail.attachments import MailPart, Maker
from ..mail.models import OutgoingMessage
from ..registration import facts
from ..registration.models import Delegation, Registration
from . import badges, floaters, issuing, keys
from .checkpoints import copy_doors
from .looks import copy_templates


@facts.registration_approved.connect
def issue(registration: Registration, **_extra: Any) -> None:
    """Accredited: a badge, or the same one signed again if its category or zones changed or it had been revoked."""
    badges.issue_badge(registration)


@facts.registration_reopened.connect
@facts.registration_refused.connect
@facts.registration_withdrawn.connect
@facts.registration_substituted.connect
def revoke(registration: Registration, **_extra: Any) -> None:
    """No longer accredited: the badge opens no door."""
    badge = badges.badge_of(registration)
    if badge is not None:
        badges.revoke_badge(badge, by=None, reason=registration.state.value)


@facts.identity_changed.connect
def replace(registration: Registration, **_extra: Any) -> None:
    """Another name or portrait: what was printed before is dead."""
    badge = badges.badge_of(registration)
    if badge is not None and badge.state is not badges.BadgeState.REVOKED:
        badges.reissue_badge(badge, by=None, reason="identity_changed")


@facts.delegation_declined.connect
def take_cards_back(delegation: Delegation, **_extra: Any) -> None:
    """Nobody comes: the cards of the delegation open no door."""
    floaters.revoke_floaters(delegation, by=None, reason=delegation.state.value)


def attach_badges(messages: Sequence[OutgoingMessage]) -> Maker:
    """The badge as a PDF, with the confirmation; none if it has been revoked since, or is an online participant's."""
    found = badges.living_badges([_registration_of(each) for each in messages])
    ready = badges.made_ready(found.values())

    def make(message: OutgoingMessage) -> list[MailPart]:
        badge = found.get(_registration_of(message))
        if badge is None:
            return []
        pdf = badges.badge_pdf(badge, message.language, ready=ready)
        return [MailPart(pdf, "application", "pdf", filename="badge.pdf")]

    return make


def _registration_of(message: OutgoingMessage) -> int:
    return int(message.data["registration_id"])


attachments.register("registration_confirmed", attach_badges)


@congress_created.connect
def make_keys(congress: Congress, copied_from: Congress | None = None, copies: Any = None, **_extra: Any) -> None:
    """A new congress has its keys from the first day, and the doors and the badges' looks of the one that it copies."""
    keys.ensure_keys(congress)
    if copied_from is not None:
        copy_doors(copied_from, congress, copies)
        copy_templates(copied_from, congress, copies)


@dates_changed.connect
def follow_dates(congress: Congress, **_extra: Any) -> None:
    """A congress that lasts a day longer: the badges that are printed already open it too, and no paper is done again."""
    issuing.follow_days(congress)
