"""One colleague per role, each behind a mailbox that is easy to remember."""

from datetime import timedelta

from ..accounts.models import Role
from ..accounts.roles import grant_role
from ..congress.models import Congress, CongressRole
from ..congress.roles import grant_congress_role
from ..people.models import Civility, Person
from ..people.people import add_person
from .dates import Dates

SECRETARIAT = "camille.roux@example.org"
ACCREDITATION = "accreditation@example.org"
SUPERVISOR = "portes@example.org"
TREASURY = "tresorerie@example.org"
DOORS = ("porte1@example.org", "porte2@example.org")
RECEPTION = "accueil.badges@example.org"
TELLERS = ("scrutin@example.org", "accueil@example.org", "regie@example.org")
_MADAM, _SIR = Civility.MADAM, Civility.SIR

COLLEAGUES: tuple[tuple[str, str, Civility, str, tuple[Role | CongressRole, ...]], ...] = (
    ("Camille", "Roux", _MADAM, SECRETARIAT, (Role.ADMINISTRATOR, Role.SECRETARIAT)),
    ("Étienne", "Marchand", _SIR, TREASURY, (Role.TREASURY,)),
    ("Béatrice", "Nkodo", _MADAM, "seance@example.org", (Role.SITTING_SECRETARY,)),
    ("Hugues", "Delacroix", _SIR, "audit@example.org", (Role.AUDITOR,)),
    ("Léa", "Ferrand", _MADAM, "programme@example.org", (CongressRole.PROGRAMME,)),
    ("Sami", "Ben Youssef", _SIR, ACCREDITATION, (CongressRole.ACCREDITATION,)),
    ("Solène", "de Kérangal", _MADAM, "protocole@example.org", (CongressRole.PROTOCOL,)),
    ("Moez", "Hammami", _SIR, SUPERVISOR, (CongressRole.DOOR_SUPERVISOR,)),
    ("Yosra", "Mejri", _MADAM, DOORS[0], (CongressRole.DOOR,)),
    ("Aymen", "Toumi", _SIR, DOORS[1], (CongressRole.DOOR,)),
    ("Nour", "Haddad", _MADAM, "regie@example.org", (CongressRole.ONLINE_OPERATOR,)),
    ("Skander", "Baccouche", _SIR, "accueil@example.org", (CongressRole.HOST_TEAM,)),
    ("Hela", "Mansouri", _MADAM, "cabine@example.org", (CongressRole.INTERPRETER,)),
    ("Pierre", "Vasseur", _SIR, "scrutin@example.org", (CongressRole.TELLER,)),
    ("Mariane", "Dufresne", _MADAM, "presidence@example.org", (CongressRole.CHAIR,)),
)


def add_secretariat() -> Person:
    """Add the colleague who does everything before there is a congress."""
    return _add(0, [role for role in COLLEAGUES[0][4] if isinstance(role, Role)])


def add_colleagues(congress: Congress, *, dates: Dates, by: Person) -> dict[str, Person]:
    """Add the others and return everyone by mailbox. The auditor reads until ninety days after the congress."""
    everyone = {SECRETARIAT: by}
    for position in range(1, len(COLLEAGUES)):
        mailbox, roles = COLLEAGUES[position][3:]
        everyone[mailbox] = person = _add(position, [])
        for role in roles:
            if isinstance(role, CongressRole):
                grant_congress_role(person, role, congress, by=by)
            else:
                until = dates.ends_on + timedelta(days=90) if role is Role.AUDITOR else None
                grant_role(person, role, by=by, until_on=until)
    return everyone


def add_receptionist(congress: Congress, *, by: Person) -> Person:
    """Add whoever sits at the welcome desk on the day of loading, and has no other part in the story."""
    person = add_person(given_name="Inès", family_name="Trabelsi", civility=_MADAM, email=RECEPTION)
    grant_congress_role(person, CongressRole.DESK, congress, by=by)
    return person


def _add(position: int, roles: list[Role]) -> Person:
    given, family, civility, mailbox, _roles = COLLEAGUES[position]
    person = add_person(given_name=given, family_name=family, civility=civility, email=mailbox)
    for role in roles:
        grant_role(person, role, by=None)
    return person
