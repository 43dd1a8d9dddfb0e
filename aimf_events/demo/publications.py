"""What the demo congress publishes: an agenda for everyone, a report for the members, a recording, and a draft."""

import typst
from flask import current_app

from ..congress.models import Congress
from ..people.models import Person
from ..publications.models import Access
from ..publications.publications import Words, add_publication
from ..registration.document_files import prepare_document

AGENDA = (
    "Ordre du jour de l’Assemblée générale",
    (
        "Rapport de la commission de vérification des pouvoirs",
        "Adhésions",
        "Rapport moral, rapport administratif, rapport financier",
        "Cotisations et budget",
        "Recommandations",
        "Élection du Bureau",
        "Déclaration de Tunis",
    ),
)
REPORT = (
    "Rapport moral 2020",
    ("Coopération entre les villes", "Formation des cadres municipaux", "Plaidoyer et réseau"),
)


def publish(congress: Congress, *, by: Person) -> None:
    """Add the publications."""
    _document(congress, AGENDA, "General Assembly agenda", Access.PUBLIC, by=by)
    _document(congress, REPORT, "Moral report 2020", Access.MEMBERS, by=by)
    opening = {"fr": "Ouverture solennelle", "en": "Opening ceremony"}
    about = {"fr": "Enregistrement en français, avec l’interprétation en arabe.", "en": "Recorded in French."}
    words = Words(title=opening, about=about, access=Access.PUBLIC, is_shown=True)
    add_publication(congress, words, address="https://videos.example.org/tunis/ouverture", by=by)
    prize = {"fr": "Prix de la Francophonie des villes", "en": "Prize of the francophone cities"}
    words = Words(title=prize, about={}, access=Access.PUBLIC, is_shown=False)
    add_publication(congress, words, address="https://videos.example.org/tunis/prix", by=by)


def _document(
    congress: Congress, said: tuple[str, tuple[str, ...]], english: str, access: Access, *, by: Person
) -> None:
    title, points = said
    lines = [f"#set document(date: none, title: [{title}])", '#set text(font: "Noto Serif", size: 12pt, lang: "fr")']
    lines += [f"= {title}", "", *(f"+ {point}" for point in points)]
    compiler = typst.Compiler(font_paths=[str(current_app.config["AIMF"].fonts_dir)], ignore_system_fonts=True)
    pdf = compiler.compile("\n".join(lines).encode(), format="pdf")
    assert isinstance(pdf, bytes), "one document without an output file comes back as its bytes"
    words = Words(title={"fr": title, "en": english}, about={}, access=access, is_shown=True)
    add_publication(congress, words, file=prepare_document(pdf, f"{title}.pdf"), by=by)
