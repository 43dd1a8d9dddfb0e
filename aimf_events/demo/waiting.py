"""Two people who wait for a place in a delegation that is full."""

from ..congress.models import Category
from ..people.models import Civility, Person
from ..registration.models import Mode
from ..registration.quotas import set_places, taken_in
from ..registration.registrations import send_registration, start_registration
from .delegations import Told
from .names import NameBook

WAITING = 2
"""How many wait."""
_FULL = "HT-PORT-AU-PRINCE"
_FUNCTIONS = ("Conseiller municipal", "Conseillère municipale")


def ask_to_wait(told: list[Told], category: Category, names: NameBook, *, by: Person) -> None:
    """Let two people ask for a place where none is left. The order in which they asked is the order of the list."""
    one = next(each for each in told if each.code == _FULL)
    set_places(one.delegation, category, max(1, taken_in(one.delegation, category)), by=by)
    for _place in range(WAITING):
        invented = names.draw(one.member.country)
        made = start_registration(
            one.delegation,
            category=category,
            or_wait=True,
            civility=invented.civility,
            given_name=invented.given_name,
            family_name=invented.family_name,
            badge_name=invented.badge_name,
            function=_FUNCTIONS[invented.civility is Civility.MADAM],
            email=f"{invented.mailbox}@{one.domain}",
            by=by,
        )
        send_registration(made, mode=Mode.IN_PERSON, to_list=True, to_image=True, by=by)
