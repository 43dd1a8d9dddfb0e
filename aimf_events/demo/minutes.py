"""The minutes of the Bureau's meeting in Paris: the debates written in, settled, signed on paper two days later."""

from datetime import timedelta

from ..assembly.sitting_models import Sitting
from ..clock import telling
from ..minutes.drafting import blocks_of
from ..minutes.minutes_pdf import minutes_pdf
from ..minutes.told import DEBATES
from ..minutes.writing import begin_minutes, file_signed, settle_minutes, write_block
from ..people.models import Person
from ..registration.document_files import prepare_document

DEBATED = (
    "La Trésorière présente le projet de budget. Plusieurs membres demandent que la part de la coopération augmente ; "
    "elle répond que le rapport financier en tient compte.",
    "La commission de la coopération présente quatorze projets. Un membre, dont la ville voisine porte un projet semblable, s’abstient.",
)


def sign_minutes(sitting: Sitting, *, by: Person) -> None:
    """Write, settle and sign the minutes of a sitting that is closed."""
    closed = sitting.closed_at
    assert closed is not None, "the Bureau rose"
    with telling(closed + timedelta(minutes=40)):
        minutes = begin_minutes(sitting, by=by)
        debates = [block for block in blocks_of(minutes) if block.fact.key.startswith(DEBATES)]
        for block, words in zip(debates, DEBATED, strict=True):
            write_block(minutes, block.fact.key, words, seen=0, by=by)
    with telling(closed + timedelta(days=2)):
        settle_minutes(minutes, chair="Mme la Présidente de l’AIMF", secretary="M. le Secrétaire permanent", by=by)
        file_signed(minutes, prepare_document(minutes_pdf(minutes), "PV-Bureau-signe.pdf"), by=by)
