"""The people of the service delegations: speakers, press, interpreters, security, host city, organisation."""

import random
from collections.abc import Mapping

from ..congress.categories import categories_of
from ..congress.models import Congress
from ..people.models import Civility, Person
from ..registration.delegations import open_service_delegations
from ..registration.models import RegistrationState
from .dates import Dates
from .functions import said
from .names import NameBook, add_invented
from .registrations import Request

_R = RegistrationState
Listed = tuple[str, str, str, str]
"""Country, category code, the function of a woman, that of a man."""

PEOPLE: dict[str, tuple[Listed, ...]] = {
    "Intervenants": (
        ("TN", "speaker", "Professeure d’informatique", "Professeur d’informatique"),
        ("SN", "speaker", "Directrice de l’état civil numérique", "Directeur de l’état civil numérique"),
        ("FR", "speaker", "Économiste de la ville", "Économiste de la ville"),
        ("CA", "speaker", "Chercheuse en données ouvertes", "Chercheur en données ouvertes"),
        ("BE", "speaker", "Urbaniste", "Urbaniste"),
        ("VN", "speaker", "Ingénieure des réseaux urbains", "Ingénieur des réseaux urbains"),
        ("LB", "speaker", "Fondatrice d’une jeune pousse civique", "Fondateur d’une jeune pousse civique"),
        ("RW", "speaker", "Directrice de la ville intelligente", "Directeur de la ville intelligente"),
        ("AM", "speaker", "Architecte de l’administration en ligne", "Architecte de l’administration en ligne"),
        ("KH", "speaker", "Responsable du cadastre numérique", "Responsable du cadastre numérique"),
        ("MA", "speaker", "Juriste du numérique", "Juriste du numérique"),
        ("HT", "speaker", "Cartographe", "Cartographe"),
    ),
    "Presse": (
        *(("TN", "press", "Journaliste, presse écrite", "Journaliste, presse écrite"),) * 3,
        *(("TN", "press", "Cadreuse", "Cadreur"),) * 2,
        ("FR", "press", "Correspondante", "Correspondant"),
        ("MA", "press", "Journaliste de radio", "Journaliste de radio"),
        ("CI", "press", "Photographe", "Photographe"),
    ),
    "Interprètes": (
        *(("TN", "interpreter", "Interprète français-arabe", "Interprète français-arabe"),) * 3,
        *(("FR", "interpreter", "Interprète français-anglais", "Interprète français-anglais"),) * 3,
    ),
    "Sécurité": (("TN", "security", "Agente de sécurité", "Agent de sécurité"),) * 8,
    "Ville hôte": (
        *(("TN", "organisation", "Chargée d’accueil", "Chargé d’accueil"),) * 4,
        *(("TN", "guest", "Invitée de la ville", "Invité de la ville"),) * 3,
    ),
}


def service_requests(
    congress: Congress,
    colleagues: Mapping[str, Person],
    names: NameBook,
    chance: random.Random,
    dates: Dates,
    *,
    by: Person,
) -> list[Request]:
    """Open the service delegations and register their people; the colleagues are of « Organisation »."""
    opened = {delegation.name: delegation for delegation in open_service_delegations(congress, by=by)}
    categories = {category.code: category for category in categories_of(congress)}
    requests = []
    for name, listed in PEOPLE.items():
        for order, (country, code, *pair) in enumerate(listed):
            invented = names.draw(country)
            email = f"{invented.mailbox}@example.org"
            person = add_invented(invented, email=email)
            requests.append(
                Request(
                    delegation=opened[name],
                    category=categories[code],
                    person=person,
                    function=said((pair[0], pair[1]), invented.civility),
                    state=_state(name, order),
                    began_at=dates.before(chance.uniform(4, 20)),
                    email=email,
                    order=order,
                )
            )
    for order, (mailbox, person) in enumerate(colleagues.items()):
        requests.append(
            Request(
                delegation=opened["Organisation"],
                category=categories["organisation"],
                person=person,
                function=said(("Équipe du congrès", "Équipe du congrès"), person.civility or Civility.MADAM),
                state=_R.APPROVED,
                began_at=dates.before(chance.uniform(10, 20)),
                email=mailbox,
                order=order,
            )
        )
    return requests


def _state(delegation: str, order: int) -> RegistrationState:
    """The press is still being looked at; the others are accredited."""
    if delegation == "Presse":
        return (_R.APPROVED, _R.APPROVED, _R.SUBMITTED, _R.APPROVED, _R.REFUSED, _R.SUBMITTED, _R.ON_HOLD, _R.APPROVED)[
            order
        ]
    return _R.APPROVED
