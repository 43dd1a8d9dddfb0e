"""The register of papers, and the papers of one registration."""

from typing import Any

from flask import Response, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...errors import NotFound
from ...papers.attendance import is_over
from ...papers.codes import paper_number, shown_code
from ...papers.papers import hand_out, issue_paper, paper_of, papers_in, papers_of, valid_papers
from ...papers.visa import visa_missing, wants_visa_letter
from ...registration.models import PaperKind
from ...registration.registrations import registration_by_public_id
from ...web.files import PDF, saved_file
from ...web.guards import takes_away
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint


@blueprint.get("")
def list_papers() -> Any:
    """Show every number given in this congress, the latest first."""
    return render_template(
        "papers/list.html",
        title=_("Lettres pour le visa et attestations"),
        papers=papers_in(g.congress),
        number=lambda paper: paper_number(paper, g.congress.number),
    )


@blueprint.get("/<public_id>")
def show_papers(public_id: str) -> Any:
    """Show the papers of one person, what can be issued, and what is missing."""
    registration = registration_by_public_id(g.congress, public_id)
    wanted = wants_visa_letter(registration)
    return render_template(
        "papers/show.html",
        title=_("Documents de %(person)s", person=addressed(registration.person)),
        registration=registration,
        papers=papers_of(registration),
        valid={paper.kind: paper for paper in valid_papers(registration)},
        wanted=wanted,
        missing=visa_missing(registration) if wanted else [],
        over=is_over(g.congress),
        number=lambda paper: paper_number(paper, g.congress.number),
        code=lambda paper: shown_code(paper.code),
    )


@blueprint.post("/<public_id>/<kind>")
def issue(public_id: str, kind: str) -> Any:
    """Issue a paper, or a corrected one that replaces the valid one."""
    if kind not in set(PaperKind):
        raise NotFound
    registration = registration_by_public_id(g.congress, public_id)
    paper = issue_paper(registration, PaperKind(kind), by=current_person())
    flash(_("Le document n° %(number)s est établi.", number=paper_number(paper, g.congress.number)), "ok")
    return redirect(url_for("papers.show_papers", public_id=public_id))


@blueprint.post("/<public_id>/<paper>/reading")
@takes_away
def take(public_id: str, paper: str) -> Response:
    """Give the PDF to the desk; the journal says to whom."""
    registration = registration_by_public_id(g.congress, public_id)
    found = paper_of(registration, paper)
    return pdf(hand_out(found, by=current_person()), paper_number(found, g.congress.number))


def pdf(content: bytes, number: str) -> Response:
    """Return a paper as a file named after its number."""
    return saved_file(content, PDF, f"{number}.pdf")
