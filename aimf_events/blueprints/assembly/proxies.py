"""The proxies of a sitting: the list with its states, one proxy, and those on paper, entered by one person and confirmed by another."""

from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.convocation_letter import name_of
from ...assembly.mandates import Seat
from ...assembly.paper_proxies import confirm_paper, enter_paper, last_deposit, refuse_paper
from ...assembly.parameters import Parameter
from ...assembly.presence import seat_of
from ...assembly.proxies import LIVE, revoke_proxy, seat_of_mandate, suggest
from ...assembly.proxy_models import Proxy, ProxyState, ProxyWay
from ...assembly.proxy_register import proxies_of, proxy_in, scan_of
from ...assembly.rolls import Roll, roll_of
from ...assembly.rules.proxies import BlankPaper, Use
from ...assembly.sitting_models import Sitting, SittingState
from ...assembly.sittings import profile_of, sitting_in
from ...errors import NotFound
from ...i18n import format_moment, search_key
from ...web.asking import asked
from ...web.files import shown_file
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.proxy_words import PROXY_KINDS, rule_words
from ...web.wording import addressed, words_for
from . import blueprint
from .proxies_forms import PaperProxyForm, ReasonForm

SHOWN: dict[str, Callable[[Proxy, Use | None], bool]] = {
    "waiting": lambda proxy, _use: proxy.waits,
    "counting": lambda _proxy, use: use is Use.CARRIED,
    "standing": lambda proxy, _use: proxy.stands,
    "ended": lambda proxy, _use: not proxy.waits and not proxy.stands,
}


@blueprint.get("/sittings/<public_id>/proxies")
def list_proxies(public_id: str) -> Any:
    """The proxies, those that wait first, with the one thing to do."""
    sitting = _convened(public_id)
    roll, found = roll_of(sitting), proxies_of(sitting)
    worth = {each.id: roll.uses.get(each.as_rule) if each.stands else None for each in found}
    is_on = sitting.state is not SittingState.CONVENED or Use.CARRIED in worth.values()
    keys, shown = search_key(asked("q")).split(), SHOWN.get(asked("shown"))
    rows = [
        each
        for each in found
        if (shown is None or shown(each, worth[each.id]))
        and all(key in f"{each.giver.member.search_key} {each.holder.member.search_key}" for key in keys)
    ]
    return render_template(
        "assembly/proxies.html",
        title=_("Pouvoirs"),
        sitting=sitting,
        crumb=_crumb(sitting),
        sentence=_sentence(found, worth, is_on),
        rows=[(each, PROXY_KINDS[each.state], worth[each.id] if is_on else None) for each in rows],
        count=len(found),
        to_confirm=next((each for each in reversed(found) if _is_mine_to_confirm(each)), None),
        papers=sum(each.state is ProxyState.ENTERED for each in found),
        may_enter=sitting.state in LIVE,
        chosen={"q": asked("q"), "shown": asked("shown")},
        rule=rule_words(profile_of(sitting)),
    )


@blueprint.get("/sittings/<public_id>/proxies/new")
def new_paper(public_id: str) -> Any:
    """The form of a proxy on paper."""
    sitting = _convened(public_id)
    form = PaperProxyForm(formdata=None, giver=asked("giver"))
    _offer(sitting, form)
    return _paper_page(sitting, form)


@blueprint.post("/sittings/<public_id>/proxies/new")
def enter_proxy(public_id: str) -> Any:
    """Enter a proxy on paper."""
    sitting, form = _convened(public_id), PaperProxyForm()
    _offer(sitting, form)
    if not form.validate_on_submit():
        return _paper_page(sitting, form), 422
    giver, holder, scan = form.seats[form.giver.data], form.seats[form.holder.data], form.prepared
    assert scan is not None, "the form has read it"
    made = refused_on(
        form.holder,
        lambda: enter_paper(
            sitting,
            giver,
            holder,
            scan,
            deposited_at=form.deposited_at,
            is_blank=bool(form.is_blank.data),
            by=current_person(),
        ),
    )
    if made is None:
        return _paper_page(sitting, form), 422
    flash(_("Le pouvoir est saisi : une autre personne doit le confirmer."), "ok")
    return _to_proxy(sitting, made)


@blueprint.get("/sittings/<public_id>/proxies/<proxy_id>")
def show_proxy(public_id: str, proxy_id: str) -> Any:
    """One proxy: where it stands, its paper, what can be done. What its giver asked of its holder is not here."""
    sitting = _convened(public_id)
    return _proxy_page(sitting, proxy_in(sitting, proxy_id), ReasonForm(formdata=None))


@blueprint.get("/sittings/<public_id>/proxies/<proxy_id>/documents/scan")
def read_scan(public_id: str, proxy_id: str) -> Any:
    """The scan of a paper."""
    proxy = proxy_in(_convened(public_id), proxy_id)
    return shown_file(scan_of(proxy), proxy.scan_type, proxy.scan_name)


@blueprint.post("/sittings/<public_id>/proxies/<proxy_id>/confirmation")
def confirm_proxy(public_id: str, proxy_id: str) -> Any:
    """Confirm a paper, as the second person."""
    sitting = _convened(public_id)
    proxy = proxy_in(sitting, proxy_id)
    confirm_paper(proxy, *_seats(sitting, proxy), by=current_person())
    flash(
        _("Le pouvoir est confirmé : il compte quand le porteur est là.")
        if proxy.stands
        else _("Ce pouvoir ne compte pas : %(state)s.", state=words_for(proxy.state)),
        "ok" if proxy.stands else "warn",
    )
    return redirect(url_for("assembly.list_proxies", public_id=public_id))


@blueprint.post("/sittings/<public_id>/proxies/<proxy_id>/refusal")
def refuse_proxy(public_id: str, proxy_id: str) -> Any:
    """Refuse a paper, as the second person."""
    sitting, form = _convened(public_id), ReasonForm()
    proxy = proxy_in(sitting, proxy_id)
    if not form.validate_on_submit():
        return _proxy_page(sitting, proxy, form), 422
    refuse_paper(proxy, reason=form.reason.data, by=current_person())
    flash(_("Le papier est refusé, et le motif est au registre."), "ok")
    return _to_proxy(sitting, proxy)


@blueprint.post("/sittings/<public_id>/proxies/<proxy_id>/revocation")
def revoke(public_id: str, proxy_id: str) -> Any:
    """End a proxy that its giver takes back by a letter or a call."""
    sitting, form = _convened(public_id), ReasonForm()
    proxy = proxy_in(sitting, proxy_id)
    if not form.validate_on_submit():
        return _proxy_page(sitting, proxy, form), 422
    revoke_proxy(proxy, *_seats(sitting, proxy), reason=form.reason.data, by=current_person())
    flash(_("Le pouvoir est retiré. Le porteur en est averti."), "ok")
    return _to_proxy(sitting, proxy)


@blueprint.post("/sittings/<public_id>/suggestions/<mandate_id>")
def suggest_to(public_id: str, mandate_id: str) -> Any:
    """Write to a member who does not come that it may give its voice to another."""
    sitting = _convened(public_id)
    seat = seat_of(roll_of(sitting).seats, mandate_id)
    letter = suggest(sitting, seat, by=current_person())
    if letter is None:
        flash(
            _(
                "%(member)s n’a pas d’adresse ou n’est pas convoqué : appelez, et proposez un pouvoir sur papier.",
                member=seat.member.name,
            ),
            "warn",
        )
    else:
        flash(
            _("La lettre part à %(member)s : une minute lui suffit pour donner pouvoir.", member=seat.member.name), "ok"
        )
    return redirect(url_for("assembly.show_weather", public_id=public_id))


def _sentence(found: list[Proxy], worth: dict[int, Use | None], is_on: bool) -> str:
    """How many stand, how many count now (once somebody is there), how many wait."""
    standing = sum(each.stands for each in found)
    counting = sum(use is Use.CARRIED for use in worth.values())
    offered = sum(each.state is ProxyState.OFFERED for each in found)
    said = [ngettext("%(num)d pouvoir est donné.", "%(num)d pouvoirs sont donnés.", standing)]
    if is_on:
        said.append(ngettext("%(num)d compte en ce moment.", "%(num)d comptent en ce moment.", counting))
    if offered:
        said.append(
            ngettext("%(num)d attend la réponse du porteur.", "%(num)d attendent la réponse du porteur.", offered)
        )
    return " ".join(said)


def _is_mine_to_confirm(proxy: Proxy) -> bool:
    me = current_person()
    return proxy.state is ProxyState.ENTERED and me is not None and me.id != proxy.recorded_by_id


def _paper_page(sitting: Sitting, form: PaperProxyForm) -> str:
    profile = profile_of(sitting)
    return render_template(
        "assembly/paper_proxy.html",
        title=_("Enregistrer un pouvoir sur papier"),
        sitting=sitting,
        crumb=_crumb(sitting),
        form=form,
        last=format_moment(last_deposit(sitting), sitting.time_zone)
        if profile.number(Parameter.PROXY_PAPER_HOURS)
        else None,
        takes_blank=profile.choice(Parameter.PROXY_BLANK, BlankPaper) is BlankPaper.CHAIR,
        rule=rule_words(profile),
    )


def _offer(sitting: Sitting, form: PaperProxyForm) -> None:
    form.offer(roll_of(sitting).seats, zone=sitting.time_zone, last=last_deposit(sitting))


def _proxy_page(sitting: Sitting, proxy: Proxy, form: ReasonForm) -> str:
    roll = roll_of(sitting)
    giver, holder = seat_of_mandate(roll, proxy.giver_id), seat_of_mandate(roll, proxy.holder_id)
    return render_template(
        "assembly/proxy.html",
        title=_("Pouvoir : %(giver)s", giver=giver.member.name),
        sitting=sitting,
        crumb=_crumb(sitting),
        proxy=proxy,
        kind=PROXY_KINDS[proxy.state],
        worth=roll.uses.get(proxy.as_rule) if proxy.stands else None,
        giver=_named(giver),
        holder=_named(holder),
        facts=_facts(sitting, proxy, giver, holder),
        steps=_steps(sitting, proxy),
        is_mine_to_confirm=_is_mine_to_confirm(proxy),
        is_live=sitting.state in LIVE,
        form=form,
        rule=rule_words(profile_of(sitting)),
    )


def _facts(sitting: Sitting, proxy: Proxy, giver: Seat, holder: Seat) -> list[Any]:
    rows: list[Any] = [
        (_("Mandant"), _named(giver)),
        (_("Porteur"), _named(holder)),
        (_("Donné"), words_for(proxy.way)),
    ]
    if proxy.way is ProxyWay.PAPER:
        rows.append(
            {
                "label": _("Papier"),
                "text": proxy.scan_name,
                "url": url_for("assembly.read_scan", public_id=sitting.public_id, proxy_id=proxy.public_id),
                "change": _("Lire"),
            }
        )
        rows.append((_("Déposé le"), format_moment(proxy.given_at, sitting.time_zone)))
        if proxy.is_blank:
            rows.append((_("En blanc"), _("le papier ne nomme personne : il va à la présidence")))
    if proxy.reason:
        rows.append((_("Motif"), proxy.reason))
    return rows


def _steps(sitting: Sitting, proxy: Proxy) -> list[dict[str, Any]]:
    moments = [(_("Proposé") if proxy.way is ProxyWay.ONLINE else _("Saisi"), proxy.recorded_at, "wait")]
    if proxy.accepted_at:
        moments.append((_("Accepté") if proxy.way is ProxyWay.ONLINE else _("Confirmé"), proxy.accepted_at, "ok"))
    if proxy.ended_at:
        moments.append((str(words_for(proxy.state)), proxy.ended_at, "no"))
    return [
        {"title": title, "when": format_moment(at, sitting.time_zone), "iso": at.isoformat(), "kind": kind}
        for title, at, kind in moments
    ]


def _named(seat: Seat) -> str:
    person = seat.holder.titular
    return f"{seat.member.name} ({addressed(person)})" if person else seat.member.name


def _seats(sitting: Sitting, proxy: Proxy) -> tuple[Seat, Seat]:
    roll: Roll = roll_of(sitting)
    return seat_of_mandate(roll, proxy.giver_id), seat_of_mandate(roll, proxy.holder_id)


def _convened(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    return sitting


def _crumb(sitting: Sitting) -> tuple[str, str]:
    return name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)


def _to_proxy(sitting: Sitting, proxy: Proxy) -> Any:
    return redirect(url_for("assembly.show_proxy", public_id=sitting.public_id, proxy_id=proxy.public_id))
