"""Proxies given on the member's page: offered, accepted or declined, given back, taken back. On paper: `paper_proxies.py`.

Whoever has the link of a member's convocation acts for its mandate, registered at the congress or not. The rules are
`rules/proxies.py`; each refusal names the article of the statutes that the sitting keeps. Everything that a rule counts is
decided under the lock of the sitting: places under the cap, the first holder who accepts, the chain that there must not be.
"""

from datetime import timedelta
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select, update

from .. import crypto, journal
from ..clock import now
from ..database import db, lock, new_public_id, transaction
from ..errors import NotFound, Refusal
from ..jobs import periodic
from ..mail.models import OutgoingMessage
from ..members.models import Standing
from ..people.models import Person
from .mandates import Seat
from .parameters import Parameter
from .profiles import Profile
from .proxy_letters import suggest_proxy, tell
from .proxy_models import Proxy, ProxyState, ProxyWay
from .proxy_register import given_by, sealed_for, standing_at
from .rehearsal_limits import demand_counted
from .rolls import Roll, roll_of
from .rules.proxies import TwoOfOne, Why, why_not
from .sitting_models import Sitting, SittingState
from .sittings import lock_in, profile_of

LIVE = (SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED)
OFFERS_AT_ONCE = 3
"""Colleagues who may be asked at the same time: the first who accepts carries the voice."""
OFFERS_IN_ALL = 20
"""Offers of one member at one sitting, ended ones too: each writes letters to others."""
LONGEST_INSTRUCTIONS = 1000
KEPT_AFTER = timedelta(days=1)


class ProxyRefused(Refusal):
    """The statutes, or who gave what already, do not let this proxy be. `why` and the article that says so."""

    code = "proxy_refused"

    def __init__(self, why: Why, reason: Any, advice: Any, article: str) -> None:
        super().__init__(
            _l("%(reason)s (%(article)s)", reason=reason, article=article) if article else reason,
            advice=advice,
        )
        self.why, self.article = why, article


class ProxyMoved(Refusal):
    """Somebody acted on this proxy meanwhile: it is no longer in the state that this act needs."""

    code = "proxy_state"

    def __init__(self, state: ProxyState) -> None:
        taken = state is ProxyState.TAKEN
        super().__init__(
            _l("Un autre membre porte déjà cette voix.")
            if taken
            else _l("Ce pouvoir n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez sa page : elle dit où il en est."),
        )
        self.state = state


class TooManyOffers(Refusal):
    """Several colleagues were asked already, and none has answered; or very many were, one after the other."""

    code = "proxy_too_many_offers"

    def __init__(self) -> None:
        super().__init__(
            _l(
                "Vous avez déjà proposé votre pouvoir à %(count)d collègues, qui n’ont pas répondu.",
                count=OFFERS_AT_ONCE,
            ),
            advice=_l("Retirez l’une de ces propositions, ou appelez l’un d’eux."),
        )


class HolderUnreached(Refusal):
    """No letter reaches the member who would carry the voice: it could not accept."""

    code = "proxy_holder_unreached"

    def __init__(self, holder: Seat) -> None:
        super().__init__(
            _l("Nous n’avons pas d’adresse à laquelle écrire à %(member)s.", member=holder.member.name),
            advice=_l("Choisissez un autre membre, ou remettez un pouvoir sur papier au Secrétariat permanent."),
        )


class GivenAlready(Refusal):
    """A proxy stands, and the statutes let no second one replace it."""

    code = "proxy_given_already"

    def __init__(self, article: str) -> None:
        reason = _l("Un pouvoir est déjà donné : deux pouvoirs d’un même mandant ne comptent ni l’un ni l’autre.")
        super().__init__(
            _l("%(reason)s (%(article)s)", reason=reason, article=article) if article else reason,
            advice=_l("Retirez d’abord le premier."),
        )


def offer_proxy(sitting: Sitting, giver: Seat, holder: Seat, *, instructions: str = "", by: Person | None) -> Proxy:
    """Offer the voice of a mandate to the holder of another, who accepts or not. The same offer twice is one.

    Args:
        instructions: what the giver asks of the holder, for the holder's eyes alone.

    Raises:
        SittingMoved: the sitting is a draft or over.
        ProxyRefused: the rules do not allow it.
        GivenAlready, TooManyOffers, HolderUnreached.
    """
    with transaction():
        lock_in(sitting, *LIVE)
        given = [each for each in given_by(giver.mandate) if each.way is ProxyWay.ONLINE]
        known = [each for each in given if each.state is ProxyState.OFFERED]
        same = next((each for each in known if each.holder_id == holder.mandate.id), None)
        if same is not None:
            _seal(same, instructions)
            return same
        check_rules(sitting, giver, holder)
        refuse_second(sitting, giver)
        if len(known) >= OFFERS_AT_ONCE or len(given) >= OFFERS_IN_ALL:
            raise TooManyOffers
        proxy = new_proxy(sitting, giver, holder, way=ProxyWay.ONLINE, state=ProxyState.OFFERED, by=by)
        _seal(proxy, instructions)
        db.session.flush()
        record("proxy_offered", proxy, by=by)
        if tell("proxy_offered", proxy, holder, other=giver) is None:
            raise HolderUnreached(holder)
        tell("proxy_given", proxy, giver, other=holder)
        return proxy


def accept_proxy(proxy: Proxy, giver: Seat, holder: Seat, *, by: Person | None) -> Proxy:
    """Accept, for the holder: from this moment the voice is carried whenever the holder is there and the giver is not.

    Raises:
        SittingMoved: the sitting is over.
        ProxyMoved: it was taken back, or another holder accepted first.
        ProxyRefused: the last place was taken, or the rules do not allow it any more.
    """
    with transaction():
        lock_in(proxy.sitting, *LIVE)
        lock(proxy)
        if proxy.stands:
            return proxy
        if proxy.state is not ProxyState.OFFERED:
            raise ProxyMoved(proxy.state)
        check_rules(proxy.sitting, giver, holder)
        refuse_second(proxy.sitting, giver)
        end_others(proxy, by=by)
        proxy.state, proxy.accepted_at, proxy.accepted_by_id = ProxyState.ACCEPTED, now(), by.id if by else None
        db.session.flush()
        record("proxy_accepted", proxy, by=by)
        tell("proxy_accepted", proxy, giver, other=holder)
        return proxy


def decline_proxy(proxy: Proxy, giver: Seat, holder: Seat, *, by: Person | None) -> Proxy:
    """Decline an offer, or give back what was accepted, for the holder. Twice is harmless.

    Raises:
        SittingMoved, ProxyMoved.
    """
    with transaction():
        lock_in(proxy.sitting, *LIVE)
        lock(proxy)
        if proxy.state in (ProxyState.DECLINED, ProxyState.RETURNED):
            return proxy
        if proxy.state not in (ProxyState.OFFERED, ProxyState.ACCEPTED):
            raise ProxyMoved(proxy.state)
        end_proxy(proxy, ProxyState.RETURNED if proxy.stands else ProxyState.DECLINED, by=by)
        tell("proxy_declined", proxy, giver, other=holder)
        return proxy


def revoke_proxy(proxy: Proxy, giver: Seat, holder: Seat, *, reason: str = "", by: Person | None) -> Proxy:
    """Take a proxy back, for the giver. A ballot that has opened keeps its roll. Twice is harmless.

    Args:
        reason: what the desk acts upon, where the giver asked it to: a letter, a call.

    Raises:
        SittingMoved, ProxyMoved.
    """
    with transaction():
        lock_in(proxy.sitting, *LIVE)
        lock(proxy)
        if proxy.state is ProxyState.REVOKED:
            return proxy
        if proxy.state not in (ProxyState.OFFERED, ProxyState.ACCEPTED):
            raise ProxyMoved(proxy.state)
        end_proxy(proxy, ProxyState.REVOKED, reason=reason, by=by)
        tell("proxy_ended", proxy, holder, other=giver)
        return proxy


def suggest(sitting: Sitting, seat: Seat, *, by: Person | None) -> OutgoingMessage | None:
    """Write to a member who does not come that it may give its voice to another; once a day. None where no letter reaches it.

    Raises:
        SittingMoved: the sitting is a draft or over.
    """
    with transaction():
        lock_in(sitting, *LIVE)
        letter = suggest_proxy(sitting, seat)
        if letter is not None:
            journal.record(
                "proxy_suggested", seat.mandate, by=by, congress_id=sitting.congress_id, member=seat.member.id
            )
        return letter


def check_rules(sitting: Sitting, giver: Seat, holder: Seat, roll: Roll | None = None) -> None:
    """Ask the rules whether the giver may give to the holder now. The caller holds the sitting.

    Raises:
        ProxyRefused: why not, and the article.
    """
    profile, roll = profile_of(sitting), roll or roll_of(sitting)
    why = why_not(
        str(giver.mandate.id),
        str(holder.mandate.id),
        voices={str(ident) for ident in roll.settled},
        given=standing_at(sitting, now()),
        cap=profile.number(Parameter.PROXY_CAP),
    )
    if why is not None:
        raise _refusal(why, giver, holder, roll, profile)


def refuse_second(sitting: Sitting, giver: Seat) -> None:
    """Stop a second proxy while one stands, where the statutes say that neither of two counts.

    Raises:
        GivenAlready.
    """
    profile = profile_of(sitting)
    if profile.choice(Parameter.PROXY_TWO_OF_ONE, TwoOfOne) is TwoOfOne.NEITHER and _standing_of(giver.mandate.id):
        raise GivenAlready(profile.article(Parameter.PROXY_TWO_OF_ONE))


def _seal(proxy: Proxy, instructions: str) -> None:
    """Keep what the giver asks, sealed; saying nothing leaves what was said."""
    if instructions:
        proxy.instructions = crypto.encrypt(instructions.encode(), sealed_for(proxy, "instructions"))


def new_proxy(
    sitting: Sitting, giver: Seat, holder: Seat, *, way: ProxyWay, state: ProxyState, by: Person | None, **values: Any
) -> Proxy:
    """Write the row of a proxy. The caller holds the transaction and the sitting.

    Raises:
        RehearsalCountsForNothing: it is a rehearsal.
    """
    demand_counted(sitting)
    given = {"given_at": now(), **values}
    proxy = Proxy(
        public_id=new_public_id(),
        sitting=sitting,
        giver=giver.mandate,
        holder=holder.mandate,
        way=way,
        state=state,
        recorded_at=now(),
        recorded_by_id=by.id if by else None,
        **given,
    )
    db.session.add(proxy)
    return proxy


def end_others(proxy: Proxy, *, by: Person | None) -> None:
    """End what the same giver gave to others: offers that nobody took, and the proxy that this one replaces."""
    rows = select(Proxy).where(Proxy.giver_id == proxy.giver_id, Proxy.id != proxy.id)
    rows = rows.where(Proxy.state.in_((ProxyState.OFFERED, ProxyState.ACCEPTED)))
    for other in db.session.scalars(rows.order_by(Proxy.id).with_for_update()).all():
        end_proxy(other, ProxyState.REPLACED if other.stands else ProxyState.TAKEN, by=by)
    db.session.flush()


def end_proxy(proxy: Proxy, state: ProxyState, *, reason: str = "", by: Person | None) -> None:
    """End a proxy now; its instructions are forgotten. The caller holds the transaction and the row."""
    proxy.state, proxy.ended_at, proxy.reason = state, now(), reason
    proxy.ended_by_id = by.id if by else None
    proxy.instructions = None
    record(f"proxy_{state.value}", proxy, by=by, reason=reason)


def record(verb: str, proxy: Proxy, *, by: Person | None, **more: Any) -> None:
    """Write an act on a proxy into the journal. The caller holds the transaction."""
    journal.record(
        verb, proxy, by=by, congress_id=proxy.sitting.congress_id, giver=proxy.giver_id, holder=proxy.holder_id, **more
    )


def _standing_of(giver_id: int) -> Proxy | None:
    return db.session.scalars(select(Proxy).filter_by(giver_id=giver_id, state=ProxyState.ACCEPTED)).first()


def _refusal(why: Why, giver: Seat, holder: Seat, roll: Roll, profile: Profile) -> ProxyRefused:
    """The sentence of a refusal: whose fault it is nobody's, what the statutes say, and where."""
    who = giver if why is Why.NO_VOICE else holder
    cap = profile.number(Parameter.PROXY_CAP)
    rule = profile.article(Parameter.PROXY_CAP)
    if why in (Why.NO_VOICE, Why.HOLDER_WITHOUT_VOICE):
        return ProxyRefused(why, *_without_voice(who, roll, profile))
    names = {"giver": giver.member.name, "holder": holder.member.name}
    reasons = {
        Why.ONESELF: _l("On ne se donne pas pouvoir à soi-même."),
        Why.GIVER_HOLDS: _l("%(giver)s porte déjà la voix d’un autre membre : un pouvoir ne se transmet pas.", **names),
        Why.HOLDER_GAVE: _l("%(holder)s a donné sa propre voix : un pouvoir ne se transmet pas.", **names),
        Why.FULL: _l("%(holder)s porte déjà %(cap)d pouvoirs, le nombre que les statuts permettent.", cap=cap, **names)
        if cap
        else _l("Les statuts ne permettent pas de donner pouvoir."),
    }
    advice = {
        Why.GIVER_HOLDS: _l("Rendez d’abord le pouvoir que vous portez, puis donnez le vôtre."),
    }.get(why, _l("Choisissez un autre membre."))
    return ProxyRefused(why, reasons[why], advice, rule)


def _without_voice(who: Seat, roll: Roll, profile: Profile) -> tuple[Any, Any, str]:
    name = who.member.name
    standing = roll.out.get(who.mandate.id)
    if who.mandate.votes_from is None:
        return _l("%(member)s a une voix consultative.", member=name), _l("Choisissez un membre qui vote."), ""
    if who.holder.is_contested:
        return (
            _l("%(member)s : le mandat attend la décision de la vérification des pouvoirs.", member=name),
            _l("Le Secrétariat permanent vous écrira quand elle sera prise."),
            "",
        )
    if standing is Standing.IN_ARREARS:
        says = profile.article(Parameter.DUES_YEARS_BACK) if profile.says(Parameter.DUES_YEARS_BACK) else ""
        return (
            _l("%(member)s : la cotisation est due, et la voix ne compte pas encore.", member=name),
            _l("Elle compte dès que la trésorerie a enregistré le paiement, ou l’exemption."),
            says,
        )
    return _l("%(member)s n’a pas de voix à cette séance.", member=name), _l("Écrivez au Secrétariat permanent."), ""


def seat_of_mandate(roll: Roll, ident: int) -> Seat:
    """Return the seat of a mandate among those of a roll.

    Raises:
        NotFound: it is another sitting's.
    """
    found = next((seat for seat in roll.seats if seat.mandate.id == ident), None)
    if found is None:
        raise NotFound
    return found


@periodic(seconds=3600)
def forget_instructions() -> None:
    """Forget what givers asked of their holders, a day after the sitting is over: it served for its votes alone."""
    over = select(Sitting.id).where(Sitting.closed_at <= now() - KEPT_AFTER)
    with transaction():
        db.session.execute(
            update(Proxy).where(Proxy.sitting_id.in_(over), Proxy.instructions.is_not(None)).values(instructions=None)
        )
