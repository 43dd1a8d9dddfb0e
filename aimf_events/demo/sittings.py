"""The two sittings of Tunis in the demo: the Assembly and the Bureau, planned, with an agenda and papers, convened in time."""

import io
from collections.abc import Sequence

from pypdf import PdfWriter
from sqlalchemy import select

from ..assembly.agenda import add_document, add_item, record_request
from ..assembly.convocation import Way, convene, recipients_of
from ..assembly.mandates import seat_members
from ..assembly.models import Body
from ..assembly.sitting_models import Convocation, ItemKind, Sitting
from ..assembly.sittings import plan_sitting
from ..assembly.voices import VOTING
from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..members.models import Member, Standing
from ..people.models import Person
from ..programme.models import ProgrammeSession, SessionKind
from ..registration.document_files import prepare_document

ASSEMBLY = (
    (ItemKind.CREDENTIALS, "Rapport de vérification des pouvoirs"),
    (ItemKind.ADMISSION, "Demandes d’adhésion"),
    (ItemKind.REPORT, "Rapport moral"),
    (ItemKind.REPORT, "Rapport financier"),
    (ItemKind.DUES, "Montant des cotisations et du droit d’entrée"),
    (ItemKind.BUDGET, "Projet de budget"),
    (ItemKind.RECOMMENDATION, "Recommandations du colloque «\u00a0Ville et numérique\u00a0»"),
    (ItemKind.ELECTION, "Élection du Bureau"),
    (ItemKind.DECLARATION, "Déclaration de Tunis"),
)
BUREAU = (
    (ItemKind.OTHER, "Approbation du relevé de décisions du 16 juin"),
    (ItemKind.ADMISSION, "Examen des demandes d’adhésion"),
    (ItemKind.OTHER, "Projets soutenus par le fonds de coopération"),
    (ItemKind.OTHER, "Préparation de l’Assemblée générale"),
)
WITH_PAPERS = ("Rapport moral", "Rapport financier", "Projet de budget")
SEATED = 30
WITHOUT_ADDRESS = 2


def plan_sittings(congress: Congress, sessions: Sequence[ProgrammeSession], *, by: Person) -> tuple[Sitting, Sitting]:
    """Plan both with their agenda, give the reports their papers, and convene."""
    assembly = _plan(congress, sessions, Body.GENERAL_ASSEMBLY, SessionKind.GENERAL_ASSEMBLY, ASSEMBLY, by=by)
    bureau = _plan(congress, sessions, Body.BUREAU, SessionKind.BUREAU, BUREAU, by=by)
    seat_members(bureau, seated_members(), by=by)
    for sitting in (assembly, bureau):
        convene(sitting, by=by)
        _post(sitting, by=by)
    return assembly, bureau


def seated_members() -> list[Member]:
    """Return who sits in the Bureau."""
    rows = select(Member).where(Member.category.in_(VOTING), Member.standing == Standing.GOOD)
    return list(db.session.scalars(rows.order_by(Member.id).limit(SEATED)))


def _post(sitting: Sitting, *, by: Person) -> None:
    """Those without a mailbox were convened by registered post; two wait still for an address."""
    by_post = [each for each in recipients_of(sitting) if each.way is Way.POST]
    for number, each in enumerate(by_post[WITHOUT_ADDRESS:], start=17):
        db.session.add(
            Convocation(
                sitting_id=sitting.id,
                member_id=each.member.id,
                person_id=each.person.id if each.person else None,
                proof=f"Recommandé RK 48 217 {number:03d} 0 FR",
                sent_at=now(),
                sent_by_id=by.id,
            )
        )
    db.session.flush()


def ask_for_items(assembly: Sitting, *, by: Person) -> None:
    """A member asks, in time, for an item that waits for its answer."""
    rows = select(Member).where(Member.category.in_(VOTING), Member.standing == Standing.GOOD)
    member = db.session.scalars(rows.order_by(Member.sort_key).limit(1)).first()
    if member is not None:
        record_request(
            assembly,
            member,
            title="Solidarité avec les villes touchées par le cyclone",
            received_on=now().date(),
            by=by,
        )


def _plan(
    congress: Congress,
    sessions: Sequence[ProgrammeSession],
    body: Body,
    kind: SessionKind,
    items: Sequence[tuple[ItemKind, str]],
    *,
    by: Person,
) -> Sitting:
    session = next(each for each in sessions if each.kind is kind)
    sitting = plan_sitting(
        body,
        day=session.day,
        starts=session.starts,
        time_zone=congress.time_zone,
        congress=congress,
        session=session,
        by=by,
    )
    for item_kind, title in items:
        item = add_item(sitting, kind=item_kind, title=title, by=by)
        if title in WITH_PAPERS:
            add_document(item, prepare_document(blank_pages(1), f"{title}.pdf"), name=title, by=by)
    return sitting


def blank_pages(count: int) -> bytes:
    """A PDF of some empty pages: the demo has the papers' places, not their words."""
    writer, made = PdfWriter(), io.BytesIO()
    for _page in range(count):
        writer.add_blank_page(width=595, height=842)
    writer.write(made)
    return made.getvalue()
