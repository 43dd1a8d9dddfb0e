"""The letter that asks somebody to be a teller of a secret ballot: where their page is, and what they will need."""

from flask import current_app

from ..i18n import pick, use_language
from ..mail import outbox
from ..mail.models import Priority
from ..people.titles import called
from ..registration.letters import salutation
from .convocation_letter import name_of, when_of
from .teller_models import Teller

FACT = "teller_named"


def tell_teller(teller: Teller) -> None:
    """Write to a teller who has just been named, where there is an address. The caller holds the transaction."""
    person, sitting = teller.person, teller.ballot.item.sitting
    if person.email is None:
        return
    with use_language(person.language):
        data = {
            "congress": sitting.congress.title if sitting.congress else "",
            "salutation": salutation(person, ""),
            "reader_name": called(person),
            "sitting_name": name_of(sitting),
            "sitting_when": when_of(sitting),
            "question": pick(teller.ballot.question),
            "teller_url": f"{current_app.config['AIMF'].public_url}/tellers/{teller.public_id}",
        }
    outbox.post(
        FACT,
        to=person.email,
        recipient_name=person.full_name,
        language=person.language,
        dedupe_key=f"{FACT}:{teller.id}",
        data=data,
        priority=Priority.CHANGE,
        person_id=person.id,
        congress_id=sitting.congress_id,
        about=teller,
    )
