"""The papers and badges of a delegation, for its head and its correspondents: nobody downloads any by the link alone."""

from typing import Any

from flask import Response, g, render_template
from flask_babel import gettext as _

from ...checkin.badges import badges_pdf, badges_to_print
from ...errors import NotFound
from ...papers.attendance import is_over
from ...papers.codes import paper_number
from ...papers.papers import hand_out, paper_of, valid_papers_of
from ...registration.models import RegistrationState
from ...registration.registrations import delegation_registrations
from ...web.files import PDF, saved_file
from ...web.identity import current_person
from . import blueprint
from .access import ask_who, person_page, sees_all


@blueprint.get("/papers")
def list_papers() -> Any:
    """Show who has which paper."""
    if not sees_all():
        return ask_who()
    people = [r for r in delegation_registrations(g.delegation) if r.state is RegistrationState.APPROVED]
    return render_template(
        "delegation/papers.html",
        title=_("Lettres pour le visa et attestations"),
        people=people,
        papers=valid_papers_of(people),
        over=is_over(g.congress),
        number=lambda paper: paper_number(paper, g.congress.number),
    )


@blueprint.post("/persons/<public_id>/papers/<paper>")
def take_paper(public_id: str, paper: str) -> Response:
    """Give one paper; the journal says to whom."""
    if not sees_all():
        raise NotFound
    found = paper_of(person_page(public_id), paper)
    name = f"{paper_number(found, g.congress.number)}.pdf"
    return saved_file(hand_out(found, by=current_person()), PDF, name)


@blueprint.get("/badges.pdf")
def take_badges() -> Any:
    """The badges and the transferable cards of the delegation, to be printed or kept in a telephone."""
    if not sees_all():
        return ask_who()
    found = badges_to_print(g.congress, g.delegation)
    if not found:
        raise NotFound
    return saved_file(badges_pdf(found), PDF, "badges.pdf")
