"""The letters' desk: a letterhead, who signs, an invitation rewritten for partners, and two letters that wait for protocol."""

from collections.abc import Sequence

from ..congress.models import Congress
from ..congress.ranks import give_rank, rank_numbered
from ..mail.letterheads import add_signatory, write_letterhead
from ..mail.texts import write_text
from ..people.models import Person
from ..registration.held_letters import hold_letters
from ..registration.invitations import invite_again
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
