"""Places of a delegation in a category. The invariant: active(delegation, category) ≤ places, at any time.

A place is taken under the lock of the quota's row, in the transaction that writes the registration. It is freed under the
same lock, because somebody may wait for it: while the row is free to lock, nobody waits beside a free place. Whoever locks
both locks the quota first, then the registration; several quotas, in the order of their keys.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_ngettext
from sqlalchemy import bindparam, func, select, tuple_

from .. import journal
from ..congress.models import Category
from ..database import db, lock_name, transaction
from ..errors import Refusal
from ..i18n import pick
from ..people.models import Person
from .decisions import lock_registration
from .models import ACTIVE, Delegation, Quota, Registration
from .promotion import call_up


class QuotaFull(Refusal):
    """No place is left in this category."""

    code = "quota_full"

    def __init__(self, delegation: Delegation, category: Category | None) -> None:
        if category is None:
            reason = _l("Il ne reste plus de place pour %(delegation)s.", delegation=delegation.name)
        else:
            reason = _l(
                "Il ne reste plus de place dans la catégorie « %(category)s » pour %(delegation)s.",
                category=pick(category.label),
                delegation=delegation.name,
            )
        super().__init__(
            reason,
            advice=_l("Retirez d’abord une autre personne, ou demandez une place de plus au Secrétariat permanent."),
        )


class QuotaBelowTaken(Refusal):
    """Fewer places were asked for than are taken."""

    code = "quota_below_taken"


def locked_quota(delegation: Delegation, category: Category) -> Quota | None:
    """Return the quota with its row locked until the transaction ends, read afresh; None where there are no places."""
    wanted = select(Quota).filter_by(delegation_id=delegation.id, category_id=category.id)
    return db.session.scalars(wanted.with_for_update().execution_options(populate_existing=True)).first()


def hold_quotas(places: Iterable[tuple[int, int]]) -> None:
    """Lock the quotas of several (delegation id, category id) until the transaction ends, in the order of their keys."""
    wanted = select(Quota.id).where(tuple_(Quota.delegation_id, Quota.category_id).in_(sorted(set(places))))
    db.session.execute(wanted.order_by(Quota.id).with_for_update())


def hold_quotas_of(delegation: Delegation) -> None:
    """Lock all the quotas of a delegation until the transaction ends, in the order of their keys."""
    db.session.execute(select(Quota.id).filter_by(delegation_id=delegation.id).order_by(Quota.id).with_for_update())


def hold_place(registration: Registration) -> Quota | None:
    """Lock the quota of a registration that may leave it, then the registration itself; return the quota."""
    quota = locked_quota(registration.delegation, registration.category)
    lock_registration(registration)
    if quota is not None and quota.category_id != registration.category_id:  # it has just moved to another category
        quota = locked_quota(registration.delegation, registration.category)
    return quota


def fill_places(quota: Quota | None) -> list[Registration]:
    """Give the free places of a locked quota to those who wait, and return them."""
    return call_up(quota, quota.places - taken_in(quota.delegation, quota.category)) if quota is not None else []


def taken_in(delegation: Delegation, category: Category) -> int:
    """Return how many places of a category are taken by active registrations."""
    held = select(func.count(Registration.id)).where(
        Registration.delegation_id == delegation.id,
        Registration.category_id == category.id,
        Registration.state.in_(ACTIVE),
    )
    return db.session.scalar(held) or 0


def claim_place(delegation: Delegation, category: Category) -> None:
    """Make sure that a place is free, and keep it free until the caller's transaction has written the registration.

    Raises:
        QuotaFull: the last place is taken, or the delegation has none in this category.
    """
    quota = locked_quota(delegation, category)
    if quota is None or taken_in(delegation, category) >= quota.places:
        raise QuotaFull(delegation, category)


def place_or_wait(delegation: Delegation, category: Category) -> bool:
    """Return whether a place is free, kept as `claim_place` does; else whoever asks may wait for one, under the same lock.

    Raises:
        QuotaFull: the delegation has no place at all in this category: there is nothing to wait for.
    """
    quota = locked_quota(delegation, category)
    if quota is None or quota.places == 0:
        raise QuotaFull(delegation, category)
    return taken_in(delegation, category) < quota.places


def set_places(delegation: Delegation, category: Category, places: int, *, by: Person | None) -> Quota:
    """Give a delegation so many places in a category; who waits for one gets it.

    Raises:
        QuotaBelowTaken: more persons than that are registered already.
    """
    with transaction():
        quota = locked_quota(delegation, category) or _first_quota(delegation, category)
        taken = taken_in(delegation, category)
        if places < taken:
            raise QuotaBelowTaken(
                lazy_ngettext(
                    "%(num)d personne est déjà inscrite dans la catégorie « %(category)s ».",
                    "%(num)d personnes sont déjà inscrites dans la catégorie « %(category)s ».",
                    taken,
                    category=pick(category.label),
                ),
                advice=_l("Retirez d’abord les personnes qui ne viennent plus."),
            )
        before, quota.places = quota.places, places
        db.session.add(quota)
        if before != places:
            journal.record("places_set", delegation, by=by, category=category.code, before=before, places=places)
            if before is not None and places > taken:
                call_up(quota, places - taken)
        return quota


def _first_quota(delegation: Delegation, category: Category) -> Quota:
    """Return a new row, or the one that a first setting at the same moment has just written: it has no row to lock yet."""
    lock_name(f"quota:{delegation.id}:{category.id}")
    return locked_quota(delegation, category) or Quota(delegation_id=delegation.id, category_id=category.id)


@dataclass(frozen=True)
class Offer:
    """The places of a delegation in one category: how many it has, how many are still free."""

    category: Category
    places: int
    left: int


def offers_of(delegation: Delegation) -> list[Offer]:
    """Return the places of a delegation in each category where it has any, in the categories' order: one query."""
    rows = db.session.execute(_OFFERS, {"delegation_id": delegation.id})
    return [Offer(category, places, places - taken) for category, places, taken in rows]


def places_left(delegation: Delegation) -> dict[int, int]:
    """Return the free places of a delegation by category id; a category without places is not listed."""
    return {offer.category.id: offer.left for offer in offers_of(delegation)}


_HELD = (
    select(func.count(Registration.id))
    .where(
        Registration.delegation_id == Quota.delegation_id,
        Registration.category_id == Quota.category_id,
        Registration.state.in_(ACTIVE),
    )
    .scalar_subquery()
)
_OFFERS = (
    select(Category, Quota.places, _HELD)
    .join(Quota, Quota.category_id == Category.id)
    .where(Quota.delegation_id == bindparam("delegation_id"), Quota.places > 0)
    .order_by(Category.position, Category.id)
)
