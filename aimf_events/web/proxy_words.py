"""How a proxy is shown: the tag of each state, and what the statutes say of proxies in a sentence."""

from flask_babel import gettext as _

from ..assembly.parameters import Parameter
from ..assembly.profiles import Profile
from ..assembly.proxy_models import ProxyState

PROXY_KINDS = {
    ProxyState.OFFERED: "wait",
    ProxyState.ENTERED: "wait",
    ProxyState.ACCEPTED: "ok",
    ProxyState.DECLINED: "no",
    ProxyState.RETURNED: "no",
    ProxyState.REFUSED: "no",
    ProxyState.REVOKED: "wait",
    ProxyState.REPLACED: "wait",
    ProxyState.TAKEN: "wait",
    ProxyState.VOID: "no",
}


def rule_words(profile: Profile) -> str:
    """Return what the statutes say of proxies, with the article."""
    cap, article = profile.number(Parameter.PROXY_CAP), profile.article(Parameter.PROXY_CAP)
    said = (
        _("Un membre porte au plus %(cap)d pouvoirs, et ne les transmet pas", cap=cap)
        if cap
        else _("Les statuts ne permettent pas de donner pouvoir")
    )
    return f"{said} ({article})." if article else f"{said}."
