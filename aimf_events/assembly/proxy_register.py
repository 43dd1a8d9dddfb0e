"""The register of the proxies of a sitting: reads only. What gives and ends them is `proxies.py` and `paper_proxies.py`."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from .. import crypto
from ..database import db
from ..errors import NotFound
from ..members.models import Member
from .proxy_models import WAITING, Proxy, ProxyState
from .rules import proxies as rules
from .sitting_models import Mandate, Sitting, SittingState

_LIVE = (SittingState.CONVENED, SittingState.OPEN, SittingState.SUSPENDED)
_BOTH = (
    joinedload(Proxy.giver).joinedload(Mandate.member),
    joinedload(Proxy.holder).joinedload(Mandate.member),
)


def ever_stood(sitting: Sitting) -> list[tuple[rules.Proxy, datetime | None]]:
    """Return the proxies that were ever accepted, each with the moment at which it ended; None while it stands. One query."""
    rows = select(Proxy).where(Proxy.sitting_id == sitting.id, Proxy.accepted_at.is_not(None))
    return [(each.as_rule, each.ended_at) for each in db.session.scalars(rows.order_by(Proxy.id))]


def standing_at(sitting: Sitting, moment: datetime) -> list[rules.Proxy]:
    """Return the proxies that stood at a moment: accepted before it, not ended yet. One query."""
    rows = select(Proxy).where(Proxy.sitting_id == sitting.id, Proxy.accepted_at <= moment)
    stood = rows.where(or_(Proxy.ended_at.is_(None), Proxy.ended_at > moment))
    return [each.as_rule for each in db.session.scalars(stood.order_by(Proxy.id))]


def proxies_of(sitting: Sitting) -> list[Proxy]:
    """Return all the proxies of a sitting: those that wait first, then those that stand, then the others. One query."""
    rows = select(Proxy).filter_by(sitting_id=sitting.id).order_by(Proxy.given_at.desc(), Proxy.id.desc())
    found = list(db.session.scalars(rows.options(*_BOTH)))
    return sorted(
        found, key=lambda each: 0 if each.state is ProxyState.ENTERED else 1 if each.waits else 3 - each.stands
    )


def given_by(mandate: Mandate) -> list[Proxy]:
    """Return what a mandate gave, the latest first."""
    rows = select(Proxy).filter_by(giver_id=mandate.id).order_by(Proxy.given_at.desc(), Proxy.id.desc())
    return list(db.session.scalars(rows.options(*_BOTH)))


def received_by(mandate: Mandate) -> list[Proxy]:
    """Return what a mandate was offered or carries, the latest first. A paper that a second person has not confirmed is not there."""
    rows = select(Proxy).filter_by(holder_id=mandate.id).where(Proxy.state != ProxyState.ENTERED)
    return list(db.session.scalars(rows.order_by(Proxy.given_at.desc(), Proxy.id.desc()).options(*_BOTH)))


def proxy_in(sitting: Sitting, public_id: str) -> Proxy:
    """Return a proxy of a sitting.

    Raises:
        NotFound: it is another sitting's, or does not exist.
    """
    rows = select(Proxy).filter_by(sitting_id=sitting.id, public_id=public_id)
    found = db.session.scalars(rows.options(*_BOTH)).first()
    if found is None:
        raise NotFound
    return found


def proxy_beside(mandate: Mandate, public_id: str) -> Proxy:
    """Return a proxy that a mandate gave or was given.

    Raises:
        NotFound: it is between others, or a paper that nobody has confirmed to its holder.
    """
    found = proxy_in(db.session.get_one(Sitting, mandate.sitting_id), public_id)
    is_mine = found.giver_id == mandate.id
    is_to_me = found.holder_id == mandate.id and found.state is not ProxyState.ENTERED
    if not is_mine and not is_to_me:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class Counts:
    """How many proxies of a sitting stand, wait for their holder's answer, and are papers that wait for a second person."""

    standing: int
    offered: int
    papers: int


def proxy_counts(sitting: Sitting) -> Counts:
    """Return how many proxies there are in each state that matters. One query."""
    rows = select(Proxy.state, func.count()).filter_by(sitting_id=sitting.id).group_by(Proxy.state)
    count: dict[ProxyState, int] = dict(db.session.execute(rows).tuples().all())
    return Counts(*(count.get(state, 0) for state in (ProxyState.ACCEPTED, ProxyState.OFFERED, ProxyState.ENTERED)))


def places_left(proxies: Collection[Proxy], cap: int) -> Mapping[int, int]:
    """Return how many more voices each mandate that carries some may carry; the others may carry the whole cap."""
    held = Counter(each.holder_id for each in proxies if each.stands)
    return {ident: max(0, cap - count) for ident, count in held.items()}


def live_proxies_of(member: Member) -> Sequence[Proxy]:
    """Return the proxies that wait or stand, given or carried by a member, at sittings that are not over."""
    mine = select(Mandate.id).where(Mandate.member_id == member.id)
    rows = select(Proxy).join(Sitting, Sitting.id == Proxy.sitting_id).where(Sitting.state.in_(_LIVE))
    rows = rows.where(Proxy.state.in_([*WAITING, ProxyState.ACCEPTED]))
    rows = rows.where(or_(Proxy.giver_id.in_(mine), Proxy.holder_id.in_(mine)))
    return list(db.session.scalars(rows.order_by(Sitting.day, Proxy.id).options(*_BOTH, joinedload(Proxy.sitting))))


def instructions_for(proxy: Proxy, reader: Mandate) -> str:
    """Return what the giver asks of the holder, for the holder alone and while the proxy is theirs; nothing for anybody else."""
    if reader.id != proxy.holder_id or proxy.state not in (ProxyState.OFFERED, ProxyState.ACCEPTED):
        return ""
    return crypto.decrypt(proxy.instructions, sealed_for(proxy, "instructions")).decode() if proxy.instructions else ""


def scan_of(proxy: Proxy) -> bytes:
    """Return the scan of a paper proxy.

    Raises:
        NotFound: it was given online.
    """
    if proxy.scan is None:
        raise NotFound
    return crypto.decrypt(proxy.scan, sealed_for(proxy, "scan"))


def sealed_for(proxy: Proxy, what: str) -> str:
    """Return the purpose under which a part of a proxy is sealed: its own, so that no row's bytes open in another."""
    return f"proxy {what} {proxy.public_id}"
