"""The credentials docket of Tunis: some nominations came with their letter, some are decided, one is reserved; the report is filed."""

from ..assembly.credential_models import CredentialOutcome
from ..assembly.credential_report import file_report
from ..assembly.credentials import decide_nomination, docket_of
from ..assembly.sitting_models import Sitting
from ..people.models import Person
from ..registration.document_files import prepare_document
from ..registration.documents import attach_document
from ..registration.models import DocumentKind
from .sittings import blank_pages

LETTERS, VALID = 9, 6


def examine(assembly: Sitting, *, desk: Person, by: Person) -> None:
    """Attach the letters, decide on most of them, file a first report."""
    nominations = docket_of(assembly).nominations[:LETTERS]
    for each in nominations:
        scan = prepare_document(blank_pages(1), f"Nomination, {each.seat.member.name}.pdf")
        attach_document(
            each.registration.delegation, scan, kind=DocumentKind.NOMINATION, registration=each.registration, by=desk
        )
    for each in nominations[:VALID]:
        decide_nomination(assembly, each, outcome=CredentialOutcome.VALID, reason="", by=by)
    if len(nominations) > VALID:
        reason = "La délibération jointe n’est pas datée."
        decide_nomination(assembly, nominations[VALID], outcome=CredentialOutcome.RESERVED, reason=reason, by=by)
    file_report(assembly, by=by)
