"""Proxies at the Assembly of Tunis: accepted, waiting, declined, taken back, on paper confirmed and on paper waiting for a second person."""

from ..assembly.mandates import Seat
from ..assembly.paper_proxies import confirm_paper, enter_paper
from ..assembly.proxies import accept_proxy, decline_proxy, offer_proxy, revoke_proxy
from ..assembly.proxy_choice import candidates
from ..assembly.proxy_letters import reached
from ..assembly.rolls import roll_of
from ..assembly.sitting_models import Sitting
from ..assembly.sittings import profile_of
from ..people.models import Person
from ..registration.document_files import prepare_document
from .sittings import blank_pages

ABSENT, ACCEPTED, OFFERED = 12, 5, 2
WISH = "Pour le rapport moral et le budget. Sur la Déclaration, suivez la position des villes d’Afrique de l’Ouest."


def give_proxies(assembly: Sitting, *, secretary: Person, by: Person) -> None:
    """Members whom nobody represents give their voice to others who come; two papers arrive at the desk."""
    roll, profile = roll_of(assembly), profile_of(assembly)
    comers = [each.seat for each in candidates(roll, roll.seats[0], [], profile) if each.comes]
    absent = iter([s for s in roll.seats if s.mandate.id in roll.settled and not _comes(s) and reached(s)[1]][:ABSENT])
    for number in range(ACCEPTED):
        giver, holder = next(absent), comers[number // 2]
        wish = WISH if number == 0 else ""
        accept_proxy(offer_proxy(assembly, giver, holder, instructions=wish, by=None), giver, holder, by=None)
    for holder in comers[5 : 5 + OFFERED]:
        offer_proxy(assembly, next(absent), holder, by=None)
    giver, holder = next(absent), comers[8]
    decline_proxy(offer_proxy(assembly, giver, holder, by=None), giver, holder, by=None)
    giver, holder = next(absent), comers[9]
    proxy = accept_proxy(offer_proxy(assembly, giver, holder, by=None), giver, holder, by=None)
    revoke_proxy(proxy, giver, holder, by=None)
    for pages, holder in enumerate(comers[10:12], start=1):
        giver = next(absent)
        scan = prepare_document(blank_pages(pages), f"Pouvoir de {giver.member.name}.pdf")
        paper = enter_paper(assembly, giver, holder, scan, by=secretary)
        if pages == 1:
            confirm_paper(paper, giver, holder, by=by)


def _comes(seat: Seat) -> bool:
    return seat.holder.titular_registration is not None or seat.holder.substitute_registration is not None
