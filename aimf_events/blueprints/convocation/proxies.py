"""The member's voice given to another, and the voices that it carries: chosen, offered, accepted, given back, taken back.

By the link of the member's convocation alone: nobody is signed in, and the journal names nobody (`by` None).
"""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length, Optional

from ...assembly.convocation_letter import name_of, when_of
from ...assembly.mandates import Seat
from ...assembly.parameters import Parameter
from ...assembly.presence import seat_of
from ...assembly.profiles import Profile
from ...assembly.proxies import (
    LIVE,
    LONGEST_INSTRUCTIONS,
    accept_proxy,
    check_rules,
    decline_proxy,
    revoke_proxy,
    seat_of_mandate,
)
from ...assembly.proxy_choice import candidates
from ...assembly.proxy_models import Proxy, ProxyState
from ...assembly.proxy_register import given_by, instructions_for, proxies_of, proxy_beside, received_by
from ...assembly.rolls import Roll, roll_of
from ...assembly.signed_proxies import device_of, offer_signed
from ...assembly.sitting_models import Convocation, Sitting
from ...assembly.sittings import profile_of
from ...assembly.voting_devices import device_name, from_base64url
from ...errors import NotFound
from ...web.asking import asked
from ...web.forms import BaseForm, at_most, clean_lines
from ...web.proxy_words import PROXY_KINDS, rule_words
from ...web.wording import addressed
from . import blueprint
from .reading import convocation_of

SHOWN = 20


class OfferForm(BaseForm):
    """What the giver asks of the holder."""

    nonce = HiddenField(validators=[Length(max=40)])  # of the device that votes, where there is one
    signature = HiddenField(validators=[Length(max=200)])
    instructions = TextAreaField(
        _l("Vos consignes"),
        [Optional(), at_most(LONGEST_INSTRUCTIONS)],
        filters=[clean_lines],
        description=_l(
            "La personne qui portera votre voix les lit seule : ni le Secrétariat permanent, ni les autres membres."
        ),
    )


class ActForm(BaseForm):
    """A button."""


@dataclass(frozen=True)
class Voice:
    """The voice of the member whose page it is: its seat and what was given to it and by it."""

    convocation: Convocation
    sitting: Sitting
    roll: Roll
    seat: Seat
    profile: Profile

    @property
    def is_live(self) -> bool:
        """Whether proxies may still be given."""
        return self.sitting.state in LIVE


@blueprint.get("/<token>/proxy")
def choose_holder(token: str) -> Any:
    """To whom the voice could be given."""
    voice = _voice(token)
    if not voice.is_live:
        raise NotFound
    words = asked("q")
    found = candidates(voice.roll, voice.seat, proxies_of(voice.sitting), voice.profile, words=words)
    return render_template(
        "convocation/choose.html",
        title=_("À qui donnez-vous votre voix ?"),
        token=token,
        member=voice.seat.member,
        q=words,
        candidates=[
            (each, addressed(each.seat.holder.titular) if each.seat.holder.titular else "") for each in found[:SHOWN]
        ],
        more=max(0, len(found) - SHOWN),
        rule=rule_words(voice.profile),
    )


@blueprint.get("/<token>/proxy/<mandate_id>")
def ask_offer(token: str, mandate_id: str) -> Any:
    """Before the voice is offered: to whom, with which instructions."""
    voice = _voice(token)
    holder = seat_of(voice.roll.seats, mandate_id)
    if not voice.is_live:
        raise NotFound
    check_rules(voice.sitting, voice.seat, holder, voice.roll)
    return _offer_page(token, voice, holder, OfferForm())


@blueprint.post("/<token>/proxy/<mandate_id>")
def offer(token: str, mandate_id: str) -> Any:
    """Offer the voice."""
    voice, form = _voice(token), OfferForm()
    holder = seat_of(voice.roll.seats, mandate_id)
    if not form.validate_on_submit():
        return _offer_page(token, voice, holder, form), 422
    offer_signed(
        voice.sitting,
        voice.seat,
        holder,
        instructions=form.instructions.data or "",
        nonce=form.nonce.data or "",
        signature=from_base64url(form.signature.data or ""),
        by=None,
    )
    flash(
        _("Votre pouvoir est proposé à %(member)s. Nous vous écrirons dès sa réponse.", member=holder.member.name), "ok"
    )
    return redirect(url_for("convocation.show", token=token))


@blueprint.get("/<token>/proxies/<proxy_id>")
def show_proxy(token: str, proxy_id: str) -> Any:
    """One proxy, for its giver or its holder, with what can be done."""
    voice = _voice(token)
    proxy = proxy_beside(voice.seat.mandate, proxy_id)
    giver, holder = seat_of_mandate(voice.roll, proxy.giver_id), seat_of_mandate(voice.roll, proxy.holder_id)
    is_holder = proxy.holder_id == voice.seat.mandate.id
    return render_template(
        "convocation/proxy.html",
        title=_("Pouvoir : %(giver)s", giver=giver.member.name) if is_holder else _("Votre pouvoir"),
        token=token,
        proxy=proxy,
        kind=PROXY_KINDS[proxy.state],
        giver=giver,
        giver_name=addressed(giver.holder.titular) if giver.holder.titular else "",
        holder=holder,
        is_holder=is_holder,
        when=when_of(voice.sitting),
        name=name_of(voice.sitting),
        instructions=instructions_for(proxy, voice.seat.mandate).splitlines(),
        is_live=voice.is_live,
        form=ActForm(formdata=None),
        rule=rule_words(voice.profile),
    )


@blueprint.post("/<token>/proxies/<proxy_id>/acceptance")
def accept(token: str, proxy_id: str) -> Any:
    """Carry the voice."""
    voice, proxy = _as_holder(token, proxy_id)
    giver = seat_of_mandate(voice.roll, proxy.giver_id)
    accept_proxy(proxy, giver, voice.seat, by=None)
    flash(_("C’est noté : vous portez cette voix, et %(member)s en est averti.", member=giver.member.name), "ok")
    return _to(token, proxy)


@blueprint.post("/<token>/proxies/<proxy_id>/refusal")
def decline(token: str, proxy_id: str) -> Any:
    """Decline, or give back."""
    voice, proxy = _as_holder(token, proxy_id)
    giver = seat_of_mandate(voice.roll, proxy.giver_id)
    decline_proxy(proxy, giver, voice.seat, by=None)
    flash(_("C’est noté : %(member)s en est averti et peut choisir un autre porteur.", member=giver.member.name), "ok")
    return _to(token, proxy)


@blueprint.post("/<token>/proxies/<proxy_id>/revocation")
def revoke(token: str, proxy_id: str) -> Any:
    """Take the voice back."""
    voice = _voice(token)
    proxy = proxy_beside(voice.seat.mandate, proxy_id)
    if proxy.giver_id != voice.seat.mandate.id:
        raise NotFound
    ActForm().validate_on_submit()
    holder = seat_of_mandate(voice.roll, proxy.holder_id)
    revoke_proxy(proxy, voice.seat, holder, by=None)
    flash(_("Votre pouvoir est retiré : votre voix vous revient."), "ok")
    return redirect(url_for("convocation.show", token=token))


def voice_lines(convocation: Convocation) -> dict[str, Any] | None:
    """Return what the page of a convocation says of the member's voice; None where it has none at the sitting."""
    sitting = convocation.sitting
    roll = roll_of(sitting)
    seat = next((each for each in roll.seats if each.member.id == convocation.member_id), None)
    if seat is None or seat.mandate.votes_from is None:
        return None
    given, profile = given_by(seat.mandate), profile_of(sitting)
    return {
        "seat": seat,
        "counts": seat.mandate.id in roll.settled,
        "is_contested": seat.holder.is_contested,
        "standing": roll.out.get(seat.mandate.id),
        "stands": next((each for each in given if each.stands), None),
        "offers": [each for each in given if each.state is ProxyState.OFFERED],
        "declined": next(
            (each for each in given[:1] if each.state in (ProxyState.DECLINED, ProxyState.RETURNED)), None
        ),
        "received": [
            (each, PROXY_KINDS[each.state]) for each in received_by(seat.mandate) if each.stands or each.waits
        ],
        "rule": rule_words(profile),
        "may_give": sitting.state in LIVE
        and seat.mandate.id in roll.settled
        and profile.number(Parameter.PROXY_CAP) > 0,
    }


def _voice(token: str) -> Voice:
    """The voice behind a link; a member without one has no such page."""
    convocation = convocation_of(token)
    if convocation.sitting.is_draft:
        raise NotFound
    roll = roll_of(convocation.sitting)
    seat = next((each for each in roll.seats if each.member.id == convocation.member_id), None)
    if seat is None or seat.mandate.votes_from is None:
        raise NotFound
    return Voice(convocation, convocation.sitting, roll, seat, profile_of(convocation.sitting))


def _as_holder(token: str, proxy_id: str) -> tuple[Voice, Proxy]:
    voice = _voice(token)
    proxy = proxy_beside(voice.seat.mandate, proxy_id)
    if proxy.holder_id != voice.seat.mandate.id:
        raise NotFound
    return voice, proxy


def _offer_page(token: str, voice: Voice, holder: Seat, form: OfferForm) -> str:
    sheet = device_of(voice.seat)
    return render_template(
        "convocation/offer.html",
        title=_("Donner votre voix à %(member)s", member=holder.member.name),
        token=token,
        holder=holder,
        holder_name=addressed(holder.holder.titular) if holder.holder.titular else "",
        when=when_of(voice.sitting),
        form=form,
        sheet=sheet,
        device=device_name(sheet.public_key) if sheet else "",
        rule=rule_words(voice.profile),
    )


def _to(token: str, proxy: Proxy) -> Any:
    return redirect(url_for("convocation.show_proxy", token=token, proxy_id=proxy.public_id))
