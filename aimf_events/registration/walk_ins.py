"""Somebody stands at the desk whom nobody has registered, or instead of another: one short page, a badge if the desk says so."""

from typing import Unpack

from ..clock import now
from ..congress.models import Category
from ..database import transaction
from ..errors import NotAllowed
from ..people.models import Person
from .accreditation import approve
from .beginnings import start_registration
from .decisions import lock_registration
from .models import Delegation, Mode, Registration, RegistrationState
from .names import Identity
from .on_behalf import on_behalf
from .registrations import submit_registration
from .substitution import substitute
from .transitions import Side, side_of


def record_walk_in(
    delegation: Delegation,
    *,
    category: Category,
    source: str,
    accredited: bool,
    form_key: str | None = None,
    by: Person,
    **identity: Unpack[Identity],
) -> Registration:
    """Register somebody who has come without being registered, within the places of a delegation.

    Args:
        source: on whose word: « passeport vu au guichet ; la cheffe de délégation confirme ».
        accredited: whether the badge is given at once.

    Raises:
        NotAllowed: only the desk does it.
        SourceMissing, AlreadyRegistered, QuotaFull.
    """
    if side_of(by, delegation.congress) is not Side.DESK:
        raise NotAllowed
    with transaction():

        def begin() -> Registration:
            return start_registration(delegation, category=category, form_key=form_key, by=by, **identity)

        made: Registration = on_behalf(begin, source=source, by=by)
        lock_registration(made)
        if made.state != RegistrationState.DRAFT:
            return made
        made.mode, made.is_late, made.changed_at = Mode.IN_PERSON, not accredited, now()
        submit_registration(made, by=by)
        return approve(made, by=by) if accredited else made


def substitute_at_desk(
    old: Registration,
    *,
    source: str,
    accredited: bool,
    form_key: str | None = None,
    by: Person,
    **identity: Unpack[Identity],
) -> Registration:
    """Let somebody who stands at the desk take the place of a person of the delegation who does not come.

    Nothing is agreed in their name: neither the list of participants nor the image.

    Args:
        source: on whose word.
        accredited: whether the badge is given at once.

    Raises:
        NotAllowed: only the desk does it.
        SourceMissing, AlreadyReplaced, AlreadyRegistered, SamePerson.
    """
    if side_of(by, old.congress) is not Side.DESK:
        raise NotAllowed
    with transaction():

        def change() -> Registration:
            given = {"mode": Mode.IN_PERSON, "to_list": False, "to_image": False, "form_key": form_key}
            return substitute(old, by=by, **given, **identity)  # type: ignore[arg-type]

        new: Registration = on_behalf(change, source=source, by=by)
        lock_registration(new)
        if accredited and new.state is RegistrationState.SUBMITTED:
            approve(new, by=by)
        return new
