"""The five-year programme in the demo, adopted by an earlier Assembly, and three grants: asked for, awarded, closed."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from ..clock import telling
from ..i18n import local_to_utc
from ..members.models import Member
from ..membership.grant_models import Fund, GrantPaperKind
from ..membership.grant_reports import accept_report, add_grant_paper
from ..membership.grants import Project, ask_grant, award_grant, examine_grant, pay_instalment
from ..membership.strategy import Written, adopt_programme, begin_programme, record_progress
from ..membership.strategy_models import StrategicProgramme
from ..membership.strategy_text import read_text
from ..people.models import Person
from ..registration.document_files import prepare_document
from .sittings import blank_pages

FRENCH = """# Des services essentiels pour tous
L’eau, l’assainissement, la santé de proximité.
- Un point d’eau à moins de cinq cents mètres de chaque foyer
- Des toilettes dans chaque école municipale
# Des villes qui connaissent leurs habitants
L’état civil, première marche des droits.
- Chaque naissance déclarée dans le mois
- Les registres numérisés et sauvegardés
# Des villes durables
- Un plan climat dans chaque capitale membre"""
ENGLISH = """# Essential services for all
Water, sanitation, health close to home.
- A water point less than five hundred metres from each home
- Toilets in each municipal school
# Cities that know their inhabitants
Civil registration, the first step of rights.
- Each birth declared within the month
- Registers digitised and backed up
# Sustainable cities
- A climate plan in each member capital"""
PERCENTS = (35, 60, 48, 25, 20)
ASSEMBLY = "Assemblée générale de Phnom Penh, résolution 4"


def tell_programme(*, starts_on: date, by: Person) -> StrategicProgramme:
    """The programme, adopted two years before, with what each objective had reached last year."""
    adopted_on = starts_on - timedelta(days=700)
    written = Written(
        title={"fr": f"Cap {adopted_on.year + 5}", "en": f"Towards {adopted_on.year + 5}"},
        first_year=adopted_on.year,
        last_year=adopted_on.year + 5,
        french=read_text(FRENCH),
        english=read_text(ENGLISH),
    )
    draft = begin_programme(written, by=by)
    programme = adopt_programme(draft, at=None, on=adopted_on, decision=ASSEMBLY, revision=1, by=by)
    objectives = [objective for axis in programme.axes for objective in axis.objectives]
    for objective, percent in zip(objectives, PERCENTS, strict=True):
        year = max(adopted_on.year, starts_on.year - 1)
        record_progress(objective, year=year, percent=percent, note={}, by=by)
    return programme


def tell_grants(members: list[Member], programme: StrategicProgramme, *, starts_on: date, by: Person) -> None:
    """Three grants of members that sit: one that waits for the Bureau, one whose report is due, one that is closed."""
    water, registers, _climate = programme.axes
    asked = Project("", "", Fund.COOPERATION, "EUR", 60_000, starts_on - timedelta(days=45), registers.id)
    with telling(_morning(starts_on - timedelta(days=45))):
        waiting = ask_grant(
            members[12],
            replace(asked, title="Un registre d’état civil numérique", purpose="Numériser quarante ans d’actes."),
            by=by,
        )
        examine_grant(waiting, examination="Dossier complet. La ville apporte un tiers du budget.", by=by)
    with telling(_morning(starts_on - timedelta(days=300))):
        running = ask_grant(
            members[13],
            replace(
                asked,
                title="Des points d’eau dans six quartiers",
                asked=90_000,
                axis_id=water.id,
                requested_on=starts_on - timedelta(days=300),
            ),
            by=by,
        )
        award_grant(
            running,
            [(50_000, starts_on - timedelta(days=250)), (30_000, starts_on + timedelta(days=60))],
            awarded=80_000,
            report_due_on=starts_on + timedelta(days=120),
            decision="Bureau de Paris, décision 6",
            by=by,
        )
        pay_instalment(
            running.instalments[0], paid_on=starts_on - timedelta(days=248), reference="Virement 2216", by=by
        )
    with telling(_morning(starts_on - timedelta(days=600))):
        closed = ask_grant(
            members[14],
            replace(
                asked,
                title="Après les inondations",
                fund=Fund.EMERGENCY,
                asked=25_000,
                axis_id=None,
                requested_on=starts_on - timedelta(days=600),
            ),
            by=by,
        )
        award_grant(
            closed,
            [(25_000, starts_on - timedelta(days=590))],
            awarded=25_000,
            report_due_on=starts_on - timedelta(days=300),
            decision="Bureau à distance, décision 2",
            by=by,
        )
        pay_instalment(closed.instalments[0], paid_on=starts_on - timedelta(days=589), reference="Virement 1987", by=by)
    with telling(_morning(starts_on - timedelta(days=310))):
        report = prepare_document(blank_pages(1), "Rapport final.pdf")
        add_grant_paper(closed, report, kind=GrantPaperKind.REPORT, by=by)
        accept_report(closed, by=by)


def _morning(day: date) -> datetime:
    return local_to_utc(day, "09:00", "Europe/Paris")
