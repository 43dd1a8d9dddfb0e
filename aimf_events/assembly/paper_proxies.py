"""Proxies on paper: scanned and entered by one person, confirmed or refused by another.

A paper counts from its confirmation. Of two proxies of one giver the statutes say what remains (`rules/proxies.py: TwoOfOne`);
which is the later is the moment of the deposit, not that of the entry.
"""

from datetime import datetime, timedelta

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from .. import crypto
from ..clock import now
from ..database import db, lock, transaction
from ..errors import Refusal
from ..people.models import Person
from ..registration.document_files import PreparedDocument
from .mandates import Seat
from .parameters import Parameter
from .proxies import LIVE, ProxyMoved, check_rules, end_others, end_proxy, new_proxy, record
from .proxy_letters import tell
from .proxy_models import Proxy, ProxyState, ProxyWay
from .proxy_register import sealed_for
from .rules.proxies import BlankPaper, TwoOfOne
from .sitting_models import Sitting
from .sittings import lock_in, profile_of


class PaperTooLate(Refusal):
    """The paper was deposited after the statutes' last moment."""

    code = "proxy_paper_too_late"

    def __init__(self, last: datetime, article: str) -> None:
        reason = _l("Ce pouvoir a été déposé trop tard : les statuts ferment le dépôt avant l’ouverture de la séance.")
        super().__init__(
            _l("%(reason)s (%(article)s)", reason=reason, article=article) if article else reason,
            advice=_l(
                "Le membre peut encore donner pouvoir sur la page de sa convocation, jusqu’à la fin de la séance."
            ),
        )
        self.last = last


class BlankRefused(Refusal):
    """The paper names nobody, and the statutes refuse it."""

    code = "proxy_blank"

    def __init__(self, article: str) -> None:
        reason = _l("Ce pouvoir ne nomme personne, et les statuts le refusent.")
        super().__init__(
            _l("%(reason)s (%(article)s)", reason=reason, article=article) if article else reason,
            advice=_l("Demandez au mandant d’écrire un nom, ou de donner pouvoir sur la page de sa convocation."),
        )


class SamePersonConfirms(Refusal):
    """Whoever entered a paper does not confirm it."""

    code = "proxy_same_person"

    def __init__(self) -> None:
        super().__init__(
            _l("Une autre personne confirme ou refuse ce que vous avez saisi."),
            advice=_l("Demandez à un collègue du secrétariat de séance d’ouvrir cette page, avec le papier."),
        )


def enter_paper(
    sitting: Sitting,
    giver: Seat,
    holder: Seat,
    scan: PreparedDocument,
    *,
    deposited_at: datetime | None = None,
    is_blank: bool = False,
    by: Person | None,
) -> Proxy:
    """Enter a paper proxy with its scan: it counts once another person has confirmed it. The same scan twice is one entry.

    Args:
        holder: whom the paper names; for a blank one, whoever presides, where the statutes give it to the chair.
        deposited_at: when the paper was handed in (UTC); now by default.

    Raises:
        SittingMoved: the sitting is a draft or over.
        PaperTooLate, BlankRefused.
        ProxyRefused: the rules do not allow it.
    """
    with transaction():
        lock_in(sitting, *LIVE)
        profile, at = profile_of(sitting), deposited_at or now()
        last = last_deposit(sitting)
        if at > last:
            raise PaperTooLate(last, profile.article(Parameter.PROXY_PAPER_HOURS))
        if is_blank and profile.choice(Parameter.PROXY_BLANK, BlankPaper) is BlankPaper.REFUSED:
            raise BlankRefused(profile.article(Parameter.PROXY_BLANK))
        same = select(Proxy).filter_by(sitting_id=sitting.id, giver_id=giver.mandate.id, scan_sha256=scan.sha256)
        known = db.session.scalars(same.where(Proxy.state.in_((ProxyState.ENTERED, ProxyState.ACCEPTED)))).first()
        if known is not None:
            return known
        check_rules(sitting, giver, holder)
        proxy = new_proxy(
            sitting,
            giver,
            holder,
            way=ProxyWay.PAPER,
            state=ProxyState.ENTERED,
            by=by,
            given_at=at,
            is_blank=is_blank,
            scan_type=scan.media_type,
            scan_name=scan.file_name,
            scan_size=len(scan.content),
            scan_sha256=scan.sha256,
        )
        proxy.scan = crypto.encrypt(scan.content, sealed_for(proxy, "scan"))
        db.session.flush()
        record("proxy_entered", proxy, by=by, sha256=scan.sha256, is_blank=is_blank)
        return proxy


def confirm_paper(proxy: Proxy, giver: Seat, holder: Seat, *, by: Person | None) -> Proxy:
    """Confirm, as the second person: it counts from this moment, unless the giver gave a later one. Twice is harmless.

    Raises:
        SittingMoved, ProxyMoved.
        SamePersonConfirms: the first person again.
        ProxyRefused: the last place was taken meanwhile, or the rules do not allow it any more.
    """
    with transaction():
        lock_in(proxy.sitting, *LIVE)
        lock(proxy)
        if proxy.stands:
            return proxy
        _second_person(proxy, by)
        rule = profile_of(proxy.sitting).choice(Parameter.PROXY_TWO_OF_ONE, TwoOfOne)
        rows = select(Proxy).filter_by(giver_id=proxy.giver_id, state=ProxyState.ACCEPTED)
        other = db.session.scalars(rows.with_for_update()).first()
        if other is not None and rule is TwoOfOne.NEITHER:
            end_proxy(other, ProxyState.VOID, by=by)
            end_proxy(proxy, ProxyState.VOID, by=by)
            return proxy
        if other is not None and other.given_at > proxy.given_at:
            end_proxy(proxy, ProxyState.REPLACED, by=by)
            return proxy
        check_rules(proxy.sitting, giver, holder)
        end_others(proxy, by=by)
        proxy.state, proxy.accepted_at, proxy.accepted_by_id = ProxyState.ACCEPTED, now(), by.id if by else None
        db.session.flush()
        record("proxy_confirmed", proxy, by=by)
        tell("proxy_accepted", proxy, giver, other=holder)
        tell("proxy_recorded", proxy, holder, other=giver)
        return proxy


def refuse_paper(proxy: Proxy, *, reason: str, by: Person | None) -> Proxy:
    """Refuse, as the second person, what does not stand: a signature, a name, a date. Twice is harmless.

    Raises:
        SittingMoved, ProxyMoved, SamePersonConfirms.
    """
    with transaction():
        lock_in(proxy.sitting, *LIVE)
        lock(proxy)
        if proxy.state is ProxyState.REFUSED:
            return proxy
        _second_person(proxy, by)
        end_proxy(proxy, ProxyState.REFUSED, reason=reason, by=by)
        return proxy


def last_deposit(sitting: Sitting) -> datetime:
    """Return the last moment at which a paper may be handed in (UTC): some hours before the hour of the convocation.

    Zero hours: until the sitting opens, whenever that is.
    """
    hours = profile_of(sitting).number(Parameter.PROXY_PAPER_HOURS)
    if hours == 0:
        return sitting.opened_at or max(sitting.starts_at, now())
    return sitting.starts_at - timedelta(hours=hours)


def _second_person(proxy: Proxy, by: Person | None) -> None:
    if proxy.state is not ProxyState.ENTERED:
        raise ProxyMoved(proxy.state)
    if by is None or by.id == proxy.recorded_by_id:
        raise SamePersonConfirms
