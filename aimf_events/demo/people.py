"""Who comes in each delegation: about 420 people, each on a seat of their delegation's quota."""

import random
from collections.abc import Sequence

from ..congress.categories import categories_of
from ..congress.models import Category, Congress
from ..people.models import Person
from ..registration.models import Capacity, DelegationState, Quota, RegistrationState
from .dates import Dates
from .delegations import Told, is_partner
from .functions import function_in
from .names import Invented, NameBook, add_invented
from .registrations import Request

_R, _S = RegistrationState, DelegationState
MIXTURE: dict[DelegationState, dict[RegistrationState, int]] = {
    _S.COMPLETE: {
        _R.APPROVED: 76,
        _R.SUBMITTED: 7,
        _R.NOMINATED: 2,
        _R.PRE_APPROVED: 2,
        _R.ON_HOLD: 5,
        _R.REFUSED: 4,
        _R.WITHDRAWN: 4,
    },
    _S.COMPOSING: {_R.DRAFT: 36, _R.SUBMITTED: 34, _R.NOMINATED: 5, _R.PRE_APPROVED: 3, _R.APPROVED: 18, _R.ON_HOLD: 4},
    _S.CONTESTED: {_R.ON_HOLD: 60, _R.SUBMITTED: 40},
    _S.DECLINED: {_R.WITHDRAWN: 1},
}
"""Of a hundred people of a delegation in a state, how many stand in which."""
DECLINED_LATE = 4
"""Delegations that had registered somebody before they declined."""
TELEPHONES = {
    "TN": "+21671{:06d}",
    "BJ": "+229019{:07d}",
    "FR": "+336{:08d}",
    "CA": "+1418555{:04d}",
    "SN": "+22177{:07d}",
}


def requests_of(
    congress: Congress, told: Sequence[Told], names: NameBook, chance: random.Random, dates: Dates, *, people: int
) -> list[Request]:
    """Invent so many people and say where each stands; a delegation that answered has one at least.

    Raises:
        ValueError: `people` is fewer than the delegations, or more than their places.
    """
    coming = [one for one in told if one.state in (_S.COMPLETE, _S.COMPOSING, _S.CONTESTED)]
    late = [one for one in told if one.state is _S.DECLINED][:DECLINED_LATE]
    seats = {one.code: _seats(one) for one in coming}
    sizes = _sizes(coming, {code: len(free) for code, free in seats.items()}, people - len(late), chance)
    categories = {category.code: category for category in categories_of(congress)}
    requests = []
    for one in [*coming, *late]:
        for order, code in enumerate(seats.get(one.code, ["head_of_delegation"])[: sizes.get(one.code, 1)]):
            requests.append(_request(one, categories[code], order, names, chance, dates))
    return requests


def _seats(one: Told) -> list[str]:
    """Return the places of a delegation as category codes: the head, then those who decide, then those who accompany."""
    quotas: list[Quota] = sorted(one.delegation.quotas, key=lambda quota: quota.category.position)
    return [quota.category.code for quota in quotas for _ in range(quota.places)]


def _sizes(coming: Sequence[Told], free: dict[str, int], people: int, chance: random.Random) -> dict[str, int]:
    if not len(coming) <= people <= sum(free.values()):
        raise ValueError(f"from {len(coming)} to {sum(free.values())} people can be placed, not {people}")
    sizes = {one.code: 1 for one in coming}
    for _ in range(people - len(coming)):
        open_to = [one for one in coming if sizes[one.code] < free[one.code]]
        weights = [3 if one.state is _S.COMPLETE else 1 for one in open_to]
        sizes[chance.choices(open_to, weights)[0].code] += 1
    return sizes


def _request(
    one: Told, category: Category, order: int, names: NameBook, chance: random.Random, dates: Dates
) -> Request:
    country, email, telephone = one.member.country, "", _telephone(one.member.country, chance)
    is_head = order == 0 and one.head is not None
    if is_head and one.head is not None:
        person, function = one.head, one.title
        email = one.head.contacts[0].address
        capacity = Capacity.NONE if is_partner(one) else Capacity.TITULAR
    else:
        invented = names.draw(country)
        function, elected = function_in(category.code, country, invented.civility, chance)
        email = _mailbox(one, invented, chance)
        person = _person(one, invented, email, telephone)
        capacity = _capacity(one, order, elected)
    state = _state(one, is_head, chance)
    answered = one.delegation.answered_at or dates.before(3)
    return Request(
        delegation=one.delegation,
        category=category,
        person=person,
        function=function,
        state=state,
        began_at=dates.after(answered, chance, hours=40),
        email=email,
        telephone=telephone,
        capacity=capacity,
        order=order,
    )


def _person(one: Told, invented: Invented, email: str, telephone: str) -> Person:
    shared = bool(one.mailbox) and email == one.mailbox
    language = one.delegation.language
    return add_invented(invented, language=language, email=email, telephone=telephone, is_shared=shared)


def _capacity(one: Told, order: int, elected: bool) -> Capacity:
    """One substitute per member, of the same council; the other elected ones observe."""
    if is_partner(one) or not elected:
        return Capacity.NONE
    return Capacity.SUBSTITUTE if order == 1 else Capacity.OBSERVER


def _state(one: Told, is_head: bool, chance: random.Random) -> RegistrationState:
    if is_head and one.state is _S.COMPLETE:
        return _R.APPROVED
    mixture = MIXTURE[one.state]
    return chance.choices(list(mixture), list(mixture.values()))[0]


def _mailbox(one: Told, invented: Invented, chance: random.Random) -> str:
    """Return the shared mailbox, one's own, or none: then letters go to the head."""
    if one.mailbox:
        return one.mailbox
    return f"{invented.mailbox}@{one.domain}" if chance.random() < 0.75 else ""


def _telephone(country: str, chance: random.Random) -> str:
    pattern = TELEPHONES.get(country)
    if pattern is None or chance.random() < 0.4:
        return ""
    digits = int(pattern[pattern.index("{:0") + 3 : pattern.index("d}")])
    return pattern.format(chance.randrange(10 ** (digits - 1), 10**digits))
