"""The letter that says that the invitation for the visa is ready. It never bears the paper: a mailbox is no place for a passport."""

from ..i18n import use_language
from ..mail import outbox
from ..mail.models import Priority
from ..registration.letters import stands_in, words_about
from ..registration.models import IssuedPaper
from .codes import paper_number

READY = "visa_letter_ready"


def announce(paper: IssuedPaper) -> None:
    """Write to the person, or to the delegation where there is no address. The caller holds the transaction."""
    registration = paper.registration
    contact = stands_in(registration)
    if not registration.email and contact is None:
        return
    reader = contact.person if contact else registration.person
    language = registration.delegation.language if contact else reader.language
    with use_language(language):
        data = words_about(registration, contact, language) | {
            "number": paper_number(paper, registration.congress.number),
            "is_correction": paper.replaces_id is not None,
        }
    outbox.post(
        READY,
        to=contact.email if contact else registration.email,
        recipient_name=reader.full_name,
        language=language,
        dedupe_key=f"{READY}:{paper.id}",
        data=data,
        priority=Priority.CHANGE,
        person_id=reader.id,
        congress_id=registration.congress_id,
        about=registration,
    )
