"""What the statutory side does when a member's dues or rights change: the standing follows, in the same transaction."""

from typing import Any

from ..members import facts
from ..members.models import Member
from .standing import follow_standing


@facts.dues_changed.connect
@facts.rights_changed.connect
def follow(member: Member | None, **_extra: Any) -> None:
    """Bring the standing of the member, or of all, in line."""
    follow_standing(member)
