"""Letters for the visa of the demo: issued by the verb to whoever was accredited, asked for one and gave a passport; one corrected."""

from ..congress.models import Congress
from ..database import db
from ..papers.papers import issue_paper
from ..papers.visa import is_visa_due
from ..people.models import Person
from ..registration.models import PaperKind
from .registrations import Request

SHOWN = 12
"""More would only make the demo slower to load."""


def write_visa_letters(congress: Congress, requests: list[Request], *, by: Person) -> None:
    """Issue the first letters, and correct the first of them; the caller tells the day."""
    due = [request.row for request in requests if request.row is not None and is_visa_due(request.row)][:SHOWN]
    for row in due:
        issue_paper(row, PaperKind.VISA, by=None)
    if due:
        issue_paper(due[0], PaperKind.VISA, by=by)
    db.session.flush()
