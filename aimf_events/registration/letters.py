"""Letters about registrations and delegations: to whom, in which language, with which words frozen at that moment."""

from typing import Any

from flask import current_app
from flask_babel import gettext as _

from .. import crypto
from ..congress.models import Congress
from ..database import db
from ..i18n import format_day, pick, search_key, use_language
from ..mail import outbox
from ..mail.models import OutgoingMessage, Priority
from ..people.models import Civility, Person
from ..people.titles import called, is_excellency
from .links import ticket_url
from .models import ContactRole, Delegation, DelegationContact, HeadClaim, Registration

_OFFICES: tuple[str, ...] = (
    "maire",
    "bourgmestre",
    "gouverneur",
    "gouverneure",
    "president",
    "presidente",
    "ministre",
    "ambassadeur",
)
_OFFICES = (*_OFFICES, "ambassadrice", "prefet", "prefete", "senateur", "senatrice")


def salutation(person: Person, function: str = "") -> str:
    """Return the call of a letter as protocol wants it, in the language being written: « Madame la Maire, ».

    An office is called by its title; a deputy, an adviser or an unknown civility is not. « S.E. » is « Excellence ».
    """
    if is_excellency(person.honorific):
        return _("Excellence,")
    words = search_key(function).split()
    office = words[0] if words else ""
    if office in _OFFICES:
        titled = _office_called(person.civility, office)
        if titled:
            return titled
    if person.civility is Civility.MADAM:
        return _("Madame,")
    return _("Monsieur,") if person.civility is Civility.SIR else _("Madame, Monsieur,")


def _office_called(civility: Civility | None, office: str) -> str | None:
    stem = office.removesuffix("e") if office.startswith(("gouverneur", "president", "prefet")) else office
    calls = {
        (Civility.MADAM, "maire"): _("Madame la Maire,"),
        (Civility.SIR, "maire"): _("Monsieur le Maire,"),
        (Civility.MADAM, "bourgmestre"): _("Madame la Bourgmestre,"),
        (Civility.SIR, "bourgmestre"): _("Monsieur le Bourgmestre,"),
        (Civility.MADAM, "gouverneur"): _("Madame la Gouverneure,"),
        (Civility.SIR, "gouverneur"): _("Monsieur le Gouverneur,"),
        (Civility.MADAM, "president"): _("Madame la Présidente,"),
        (Civility.SIR, "president"): _("Monsieur le Président,"),
        (Civility.MADAM, "ministre"): _("Madame la Ministre,"),
        (Civility.SIR, "ministre"): _("Monsieur le Ministre,"),
        (Civility.MADAM, "ambassadrice"): _("Madame l’Ambassadrice,"),
        (Civility.SIR, "ambassadeur"): _("Monsieur l’Ambassadeur,"),
        (Civility.MADAM, "prefet"): _("Madame la Préfète,"),
        (Civility.SIR, "prefet"): _("Monsieur le Préfet,"),
        (Civility.MADAM, "senatrice"): _("Madame la Sénatrice,"),
        (Civility.SIR, "senateur"): _("Monsieur le Sénateur,"),
    }
    return calls.get((civility, stem)) if civility else None


def delegation_url(delegation: Delegation, claim: HeadClaim | None = None) -> str:
    """Return the address that the invitation of a delegation bears, or the one of a claimant's own file."""
    token = crypto.link_token("delegation", delegation.id, delegation.link_generation)
    if claim is not None:
        token = claim_token(claim)
    return f"{current_app.config['AIMF'].public_url}/{delegation.congress.name}/delegation/{token}"


def claim_token(claim: HeadClaim) -> str:
    """Return the opaque part of a claimant's link; a new `link_generation` withdraws the older ones."""
    return crypto.link_token("claim", claim.id, claim.link_generation)


def correspondents(delegation: Delegation) -> list[DelegationContact]:
    """Return who is written to for a delegation: the head first, one letter per mailbox."""
    chosen: dict[str, DelegationContact] = {}
    for contact in sorted(delegation.contacts, key=lambda c: (c.role is not ContactRole.HEAD, c.id)):
        if contact.email:
            chosen.setdefault(contact.email.casefold(), contact)
    return list(chosen.values())


def post_about(
    fact: str,
    registration: Registration,
    *,
    reason: str = "",
    occasion: str = "",
    priority: Priority = Priority.CHANGE,
) -> OutgoingMessage | None:
    """Write to the person registered or, where there is no address, to the delegation's head or focal point.

    `occasion` makes the letter one per happening; by default it is one per revision of the registration.
    Returns None where nobody can be reached. The caller holds the transaction.
    """
    contact = stands_in(registration)
    if not registration.email and contact is None:
        return None
    reader = contact.person if contact else registration.person
    language = registration.delegation.language if contact else reader.language
    data = words_about(registration, contact, language) | {"reason": reason}
    key = "confirmed" if fact == "registration_confirmed" else fact
    return outbox.post(
        fact,
        to=contact.email if contact else registration.email,
        recipient_name=reader.full_name,
        language=language,
        dedupe_key=f"{key}:{registration.id}:{occasion or registration.revision}",
        data=data,
        priority=priority,
        person_id=reader.id,
        congress_id=registration.congress_id,
        about=registration,
    )


def stands_in(registration: Registration) -> DelegationContact | None:
    """Return who of the delegation reads the letters of somebody without an address; None where they read their own, or nobody does."""
    in_file = (each for each in correspondents(registration.delegation) if each.claim_id == registration.claim_id)
    return None if registration.email else next(in_file, None)


def words_about(registration: Registration, contact: DelegationContact | None, language: str) -> dict[str, Any]:
    """Return what letters say of a registration, in a language; `contact` reads them in the person's place."""
    person, delegation = registration.person, registration.delegation
    reader = contact.person if contact else person
    with use_language(language):
        return {
            "registration_id": registration.id,
            "own": contact is None,
            "salutation": salutation(reader, "" if contact else registration.function),
            "reader_name": called(reader),
            "category_code": registration.category.code,
            "person_name": called(person),
            "category_label": pick(registration.category_label),
            "mode": registration.mode.value if registration.mode else None,
            "ticket_url": ticket_url(registration),
            "delegation_url": delegation_url(delegation, _claim_of(registration.claim_id)),
            **frozen_words(delegation),
        }


def post_to_delegation(fact: str, delegation: Delegation, *, occasion: str, **words: Any) -> list[OutgoingMessage]:
    """Write to each correspondent of a delegation. `occasion` makes the letter one per happening."""
    return [
        post_to_contact(fact, contact, occasion=f"{occasion}:{contact.id}", **words)
        for contact in correspondents(delegation)
    ]


def post_to_contact(fact: str, contact: DelegationContact, *, occasion: str, **words: Any) -> OutgoingMessage:
    """Write to one correspondent, in the language of the delegation."""
    delegation = contact.delegation
    with use_language(delegation.language):
        data = {
            "delegation_id": delegation.id,
            "salutation": salutation(contact.person),
            "reader_name": called(contact.person),
            "category_code": member_category(delegation),
            "delegation_url": delegation_url(delegation, _claim_of(contact.claim_id)),
            **frozen_words(delegation),
            **words,
        }
    return outbox.post(
        fact,
        to=contact.email,
        recipient_name=contact.person.full_name,
        language=delegation.language,
        dedupe_key=f"{fact}:{delegation.id}:{occasion}",
        data=data,
        priority=Priority.CHANGE,
        person_id=contact.person_id,
        congress_id=delegation.congress_id,
        about=delegation,
    )


def _claim_of(claim_id: int | None) -> HeadClaim | None:
    return db.session.get(HeadClaim, claim_id) if claim_id is not None else None


def member_category(delegation: Delegation) -> str:
    """Return the category of the member behind a delegation, for which a letter may have words of its own."""
    return delegation.member.category.value if delegation.member else ""


def frozen_words(delegation: Delegation) -> dict[str, Any]:
    """Return the words of the congress as they stand now, in the language being written."""
    return {**congress_words(delegation.congress), "delegation_name": delegation.name}


def congress_words(congress: Congress) -> dict[str, Any]:
    """Return the words of a congress as they stand now, in the language being written."""
    first, last = format_day(congress.starts_on, year=False), format_day(congress.ends_on)
    when = (
        _("du %(first)s au %(last)s", first=first, last=last)
        if congress.starts_on != congress.ends_on
        else _("le %(day)s", day=last)
    )
    return {
        "congress": congress.title,
        "congress_title": pick(congress.title),
        "congress_city": pick(congress.city),
        "congress_when": when,
    }
