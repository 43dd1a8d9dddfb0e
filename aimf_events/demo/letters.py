"""The letters' desk: a letterhead, who signs, an invitation rewritten for partners, reminders, what came back, and who waits for protocol."""

from collections.abc import Sequence

from sqlalchemy import select

from ..accounts import newsletters
from ..accounts.newsletter import ask_newsletter, confirm_newsletter
from ..congress.models import Congress
from ..congress.ranks import give_rank, rank_numbered
from ..database import db
from ..mail import bounces
from ..mail.letterheads import add_signatory, write_letterhead
from ..mail.models import MessageState, OutgoingMessage, Subscription
from ..mail.texts import write_text
from ..people.models import Person
from ..registration.group_choice import REMINDED
from ..registration.group_letters import start_group, write_next
from ..registration.held_letters import hold_letters
from ..registration.invitations import invite_again, new_mailing_key
from ..registration.models import DelegationState
from .delegations import Told, is_partner

HELD_TO = 2
"""The rank from which no letter leaves by itself."""
_PARTNERS = """{appel}

L’Association internationale des maires francophones sait ce que ses congrès doivent à ses partenaires. Elle a l’honneur d’inviter votre institution, {délégation}, à ses travaux, qui se tiendront {dates} à {ville} sur le thème « {thème} ».

Votre page permet d’indiquer :
- qui prendra part aux travaux, sur place ou à distance ;
- qui souhaite intervenir au colloque.

[Ouvrir la page de votre institution]({lien})

Réponse attendue avant : {date limite}
soit, à votre heure : {date limite chez eux}

Nous vous prions d’agréer, {appel} l’expression de notre haute considération."""

_NEWS = """Madame, Monsieur,

Le programme du congrès est en ligne, séance par séance, à l’heure de la ville hôte et à la vôtre.

- **Colloque** : trois tables rondes, interprétées en anglais
- **Assemblée générale** : l’ordre du jour est joint à la convocation des membres

[Les nouvelles de l’AIMF](https://www.aimf.asso.fr)"""
_NEXT_FR = """Madame, Monsieur,

Les maires réunis en assemblée générale ont choisi la ville qui les accueillera l’an prochain : **Hô Chi Minh-Ville**.

Merci à N’Djaména et à Phnom Penh, qui s’étaient proposées."""
_NEXT_EN = """Dear reader,

The mayors in their general assembly have chosen the city that will host them next year: **Ho Chi Minh City**.

Our thanks to N’Djamena and Phnom Penh, who had offered."""


def write_letters(congress: Congress, *, by: Person) -> None:
    """Write what stands around letters, and the invitation of partners in its second version."""
    write_letterhead(
        congress.id,
        name={
            "fr": "Association internationale des maires francophones",
            "en": "International Association of Francophone Mayors",
        },
        address={"fr": "9, rue des Halles, 75001 Paris, France", "en": "9, rue des Halles, 75001 Paris, France"},
        footer={"fr": "Association loi 1901, fondée en 1979 par Paris et Québec"},
        by=by,
    )
    title = {"fr": "Secrétaire permanente de l’AIMF", "en": "Permanent Secretary of the AIMF"}
    signs = add_signatory(congress.id, name="Élise Fontaine-Mbaye", title=title, by=by)
    subject = "{congrès} : invitation de nos partenaires"
    for seen, body in enumerate((_PARTNERS.replace("Elle a l’honneur", "Elle a le plaisir"), _PARTNERS)):
        write_text(
            congress.id,
            "delegation_invited",
            language="fr",
            category_code="partner",
            subject=subject,
            body=body,
            signatory=signs,
            seen=seen,
            by=by,
        )


def rank_heads(congress: Congress, told: Sequence[Told], *, officer: Person, by: Person) -> list[Told]:
    """Give their ranks to those who have one, and let the protocol officer read what is written to the highest; return those."""
    ministers = [one for one in told if one.head and one.focal and one.state is DelegationState.INVITED]
    highest = [one for one in ministers if not is_partner(one)][:1]
    for one in told:
        if one.head is not None:
            number = HELD_TO if one in highest else 3 if one.head.honorific == "S.E." else 0
            rank = rank_numbered(congress, number) if number else None
            if rank is not None:
                give_rank(congress, one.head, rank, by=by)
    for one in highest:
        one.head.honorific = "S.E."  # type: ignore[union-attr]
    hold_letters(congress, up_to=HELD_TO, released_by=officer, by=by)
    return highest


def write_again(highest: Sequence[Told], *, by: Person) -> None:
    """Invite the highest once more: their letters wait in « À relire »."""
    for one in highest:
        invite_again(one.delegation, by=by)


def remind(congress: Congress, told: Sequence[Told], *, by: Person) -> None:
    """Send the first round of reminders."""
    ids = [one.delegation.id for one in told]
    mailing = start_group(congress, REMINDED, ids=ids, selection={}, key=new_mailing_key(), by=by)
    while write_next(mailing.id):
        pass


def subscribe() -> None:
    """Two readers of the newsletter; a third has not confirmed."""
    for number, address in enumerate(
        ("presse@quotidien.example.org", "ville@reseau.example.org", "lecteur@example.org")
    ):
        ask_newsletter(address, language="fr", place="demo")
        if number < 2:
            confirm_newsletter(db.session.scalars(select(Subscription).filter_by(key=address)).one())


def tell_news(*, by: Person) -> None:
    """One newsletter sent to its readers."""
    subject, body = {"fr": "Tunis : le programme est en ligne"}, {"fr": _NEWS}
    sent = newsletters.write_newsletter(newsletters.new_newsletter_key(), subject=subject, body=body, seen=0, by=by)
    newsletters.send_newsletter(sent, seen=sent.version, by=by)
    while newsletters.write_next(sent.id):
        pass


def draft_news(*, by: Person) -> None:
    """The next newsletter, in both languages, not sent yet."""
    subject = {
        "fr": "Hô Chi Minh-Ville accueillera les maires en 2027",
        "en": "Ho Chi Minh City hosts the mayors in 2027",
    }
    newsletters.write_newsletter(
        newsletters.new_newsletter_key(), subject=subject, body={"fr": _NEXT_FR, "en": _NEXT_EN}, seen=0, by=by
    )


def come_back() -> None:
    """One reminder comes back from a mailbox that is closed since the invitation."""
    wanted = select(OutgoingMessage).filter_by(fact=REMINDED, state=MessageState.ACCEPTED).order_by(OutgoingMessage.id)
    letter = db.session.scalars(wanted.limit(1)).first()
    if letter is not None:
        bounces.take_report(_REPORT.format(to=letter.recipient, message_id=letter.message_id).encode())


_REPORT = """Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.2.1
Diagnostic-Code: smtp; 550 5.2.1 The mailbox is disabled, not accepting messages

--b
Content-Type: text/rfc822-headers

Message-ID: {message_id}

--b--
"""
