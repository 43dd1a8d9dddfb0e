"""Membership applications in the demo: one that the Bureau has examined, one that it will examine, one that a city composes."""

from collections.abc import Sequence
from datetime import timedelta

from ..assembly.sitting_models import Sitting
from ..clock import telling
from ..members.models import MemberCategory
from ..membership.application_models import MembershipApplication, Opinion, PaperKind
from ..membership.application_papers import add_paper
from ..membership.applications import (
    Asked,
    begin_dossier,
    record_bureau_opinion,
    record_capital_opinion,
    submit_dossier,
)
from ..people.models import Civility, Person
from ..registration.document_files import prepare_document
from .sittings import blank_pages

NAMES = {
    PaperKind.LETTER: "Lettre à la présidence.pdf",
    PaperKind.DELIBERATION: "Délibération du conseil municipal.pdf",
    PaperKind.CAPITAL: "Avis de la mairie de la capitale.pdf",
}


def tell_applications(meeting: Sitting, *, by: Person) -> None:
    """Three dossiers, around the Bureau's meeting that examined the first."""
    with telling(meeting.starts_at - timedelta(days=14)):
        first = begin_dossier(
            _asked(
                "Kandi",
                "BJ",
                ("Awa", "Diédhiou", Civility.MADAM),
                population=106_000,
                statement="Au pied de l’Atacora, la ville coopère déjà avec trois membres du réseau sur l’eau et l’état civil.",
            ),
            by=by,
        )
        _hand_in(first, tuple(NAMES), by=by)
    with telling(meeting.starts_at + timedelta(hours=2)):
        record_capital_opinion(first, Opinion.FAVOURABLE, by=by)
        record_bureau_opinion(
            first,
            Opinion.FAVOURABLE,
            at=meeting,
            note="Le dossier est complet\u202f; la ville participe aux réseaux.",
            by=by,
        )
    with telling(meeting.starts_at + timedelta(days=9)):
        second = begin_dossier(_asked("Matam", "SN", ("Ibrahima", "Cissokho", Civility.SIR), population=37_000), by=by)
        _hand_in(second, (PaperKind.LETTER, PaperKind.DELIBERATION), by=by)
        begin_dossier(_asked("Tabarka", "TN", ("", "", None)), by=by)


def _asked(
    name: str,
    country: str,
    mayor: tuple[str, str, Civility | None],
    *,
    population: int | None = None,
    statement: str = "",
) -> Asked:
    given_name, family_name, civility = mayor
    return Asked(
        name=name,
        country=country,
        category=MemberCategory.MEMBER_CITY,
        is_capital=False,
        language="fr",
        email=f"mairie-{name.lower()}@example.org",
        mayor_civility=civility,
        mayor_given_name=given_name,
        mayor_family_name=family_name,
        mayor_title=f"Maire de {name}" if family_name else "",
        population=population,
        statement=statement,
    )


def _hand_in(application: MembershipApplication, kinds: Sequence[PaperKind], *, by: Person) -> None:
    for kind in kinds:
        add_paper(application, prepare_document(blank_pages(1), NAMES[kind]), kind=kind, by=None)
    submit_dossier(application, by=by)
