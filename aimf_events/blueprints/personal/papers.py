"""A person's own papers: the letter for the visa, the certificate of presence."""

from typing import Any

from flask import g, redirect, url_for

from ...papers.codes import paper_number
from ...papers.papers import attendance_certificate, paper_of, paper_pdf
from ...registration.models import Registration
from ...web.files import PDF, saved_file
from ...web.identity import signed_in_person
from . import blueprint
from .views import own


@blueprint.get("/<token>/papers/<paper>.pdf")
@own
def paper(registration: Registration, token: str, paper: str) -> Any:
    """One of the reader's own papers; one that was replaced is still theirs to read."""
    found = paper_of(registration, paper)
    return saved_file(paper_pdf(found), PDF, f"{paper_number(found, g.congress.number)}.pdf")


@blueprint.post("/<token>/attendance")
@own
def certify(registration: Registration, token: str) -> Any:
    """Establish the certificate of presence, once, and give it."""
    issued = attendance_certificate(registration, by=signed_in_person())
    return redirect(url_for("personal.paper", token=token, paper=issued.public_id))
