"""The statutes in the demo: the usual values with invented articles, a version before, and a draft that waits for its article."""

from datetime import date
from typing import Any

from ..assembly.models import Body, StatutoryProfile
from ..assembly.parameters import MEANINGS, Group, Parameter
from ..assembly.statutes import adopt_version, begin_version, write_parameters
from ..people.models import Person

ARTICLES = {
    Group.CONVOCATION: "Statuts, article 8",
    Group.QUORUM: "Statuts, article 9",
    Group.MAJORITY: "Statuts, article 10",
    Group.PROXIES: "Statuts, article 11",
    Group.MEMBERS: "Statuts, article 5",
    Group.ELECTIONS: "Statuts, article 12",
    Group.DISTANCE: "Règlement intérieur, article 4",
}
FIRST = (date(2014, 10, 1), "Assemblée générale de Kinshasa, résolution 2")
DISTANT = (date(2020, 7, 1), "Assemblée générale à distance, résolution 1")
BUREAU = (date(2020, 7, 1), "Bureau du 16 juin 2020, décision 4")


SEALED = {Parameter.SEALED_URN: (True, "Statuts, article 12 bis")}


def write_statutes(*, by: Person) -> None:
    """Bring two versions of the Assembly's and one of the Bureau's statutes into force; leave a draft of the next."""
    _adopt(_begun(Body.GENERAL_ASSEMBLY, by=by), FIRST, by=by)
    distant = _with_distance(begin_version(Body.GENERAL_ASSEMBLY, by=by), by=by)
    _adopt(write_parameters(distant, SEALED, by=by), DISTANT, by=by)
    _adopt(_with_distance(_begun(Body.BUREAU, by=by), by=by), BUREAU, by=by)


def draft_statutes(*, by: Person) -> None:
    """Begin the next version: a third proxy for each holder, whose article is not yet known."""
    write_parameters(begin_version(Body.GENERAL_ASSEMBLY, by=by), {Parameter.PROXY_CAP: (3, "")}, by=by)


def _begun(body: Body, *, by: Person) -> StatutoryProfile:
    """A first version with the usual values, each with its article."""
    version = begin_version(body, by=by)
    given: dict[Parameter, tuple[Any, str]] = {}
    for one in version.parameters:
        parameter = Parameter(one.name)
        given[parameter] = (one.value, ARTICLES[MEANINGS[parameter].group])
    return write_parameters(version, given, by=by)


def _with_distance(version: StatutoryProfile, *, by: Person) -> StatutoryProfile:
    article = "Statuts, article 9 bis"
    return write_parameters(
        version,
        {Parameter.REMOTE_PARTICIPATION: (True, article), Parameter.REMOTE_VOTING: (True, article)},
        by=by,
    )


def _adopt(version: StatutoryProfile, when: tuple[date, str], *, by: Person) -> None:
    adopt_version(version, in_force_on=when[0], decision=when[1], by=by)
