"""What happens to delegations on the way: papers sent, one person in the place of another, support, an answer by telephone."""

import io
import random
from datetime import date, timedelta

from PIL import Image, ImageDraw, ImageFont

from ..clock import telling
from ..i18n import format_day
from ..people.models import Civility, Person
from ..registration.document_files import prepare_document
from ..registration.documents import attach_document
from ..registration.models import DocumentKind, Mode, Registration, RegistrationState
from ..registration.on_behalf import on_behalf
from ..registration.particulars import save_participation
from ..registration.substitution import substitute
from ..registration.support import Grant, grant_support
from .dates import Dates
from .delegations import Told
from .names import NameBook
from .registrations import Request

SEED = 318
PAPERS, SUPPORTED, REPLACED, ON_TELEPHONE = 6, 9, 3, 2
"""How many nomination letters, supports, substitutions and answers by telephone the story has."""
_R = RegistrationState


def write_changes(told: list[Told], requests: list[Request], dates: Dates, *, by: Person) -> None:
    """Tell them with the verbs themselves, on a chance of their own so that the rest of the story stays as it was."""
    chance = random.Random(SEED)  # noqa: S311
    names = NameBook(chance)
    rows = [each.row for each in requests if each.row is not None and each.row.delegation.member_id]
    approved = [row for row in rows if row.state is _R.APPROVED and row.mode in (Mode.IN_PERSON, Mode.BOTH)]
    heads = {one.delegation.id: one.head for one in told}
    with telling(dates.before(12)):
        _grant(chance.sample(approved, SUPPORTED), dates, chance, by=by)
    with telling(dates.before(9)):
        for row in [row for row in rows if row.state is _R.SUBMITTED][:PAPERS]:
            letter = prepare_document(nomination_letter(row, dates.starts_on), "Lettre de nomination.jpg")
            attach_document(
                row.delegation, letter, kind=DocumentKind.NOMINATION, registration=row, by=heads.get(row.delegation.id)
            )
    with telling(dates.before(6)):
        delegates = [row for row in approved if row.category.code == "delegate" and heads.get(row.delegation.id)]
        for row in chance.sample(delegates, REPLACED):
            _replace(row, names, by=heads[row.delegation.id])
    with telling(dates.before(5)):
        undecided = [row for row in rows if row.is_active and row.mode is Mode.UNDECIDED]
        for row in undecided[:ON_TELEPHONE]:
            _answer(row, dates, by=by)


def nomination_letter(row: Registration, first_day: date) -> bytes:
    """Draw the photograph of a letter: JPEG."""
    page = Image.new("RGB", (1240, 1754), "#f6f4ee")
    draw, text = ImageDraw.Draw(page), ImageFont.load_default(34)
    who, where = row.person.full_name, row.delegation.name
    lines = (
        *(where, "", "Lettre de nomination", "", "Nous avons l’honneur de désigner"),
        *(who, row.function, f"pour représenter {where} au congrès qui s’ouvre le"),
        *(f"{format_day(first_day, 'fr', weekday=False)}.", "", "Fait pour servir et valoir ce que de droit."),
    )
    for number, line in enumerate(lines):
        draw.text((150, 200 + 70 * number), line, fill="#222222", font=text)
    written = io.BytesIO()
    page.save(written, "JPEG", quality=70)
    return written.getvalue()


def _grant(rows: list[Registration], dates: Dates, chance: random.Random, *, by: Person) -> None:
    decided_on = (dates.told_at - timedelta(days=20)).date()
    for row in rows:
        nights, ceiling = chance.choice((2, 3, 4)), chance.choice((900, 1200, 1500))
        grant = Grant(
            pays_ticket=chance.random() < 0.7,
            nights=nights,
            ceiling=ceiling,
            currency="EUR",
            decided_by="le Bureau",
            decided_on=decided_on,
            source="relevé de décisions du Bureau, point 7",
        )
        grant_support(row, grant, by=by)


def _replace(row: Registration, names: NameBook, *, by: Person | None) -> None:
    drawn = names.draw(row.delegation.country)
    substitute(
        row,
        mode=Mode.IN_PERSON,
        to_list=True,
        to_image=True,
        reason="Empêchement : session du conseil municipal.",
        by=by,
        given_name=drawn.given_name,
        family_name=drawn.family_name,
        badge_name=drawn.badge_name,
        original_name=drawn.original_name,
        civility=drawn.civility,
        function="Conseillère municipale" if drawn.civility is Civility.MADAM else "Conseiller municipal",
    )


def _answer(row: Registration, dates: Dates, *, by: Person) -> None:
    day = format_day((dates.told_at - timedelta(days=5)).date(), "fr", year=False, weekday=False)
    said = f"par téléphone, secrétariat de la mairie, {day}"
    on_behalf(lambda: save_participation(row, mode=Mode.IN_PERSON, by=by), source=said, by=by)
