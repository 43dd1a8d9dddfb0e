"""The letters about proxies among those that can be rewritten (`merge_fields.py`): when each leaves, to whom, what it can say."""

from typing import Any

from flask_babel import lazy_gettext as _l

_GIVER, _HOLDER = _l("au membre qui donne pouvoir"), _l("au membre qui porte la voix")
KINDS: tuple[tuple[str, Any, Any, Any], ...] = (
    (
        "proxy_offered",
        _l("Quand un membre demande à un autre de porter sa voix."),
        _HOLDER,
        _l("Répondre à cette demande"),
    ),
    (
        "proxy_given",
        _l("Quand un membre propose sa voix : ce qu’il a fait, et comment y revenir."),
        _GIVER,
        _l("Voir ou retirer ce pouvoir"),
    ),
    (
        "proxy_accepted",
        _l("Quand le porteur accepte, ou quand un papier est confirmé."),
        _GIVER,
        _l("Voir ou retirer ce pouvoir"),
    ),
    ("proxy_declined", _l("Quand le porteur décline, ou rend le pouvoir."), _GIVER, _l("Choisir un autre membre")),
    ("proxy_ended", _l("Quand le mandant reprend sa voix."), _HOLDER, _l("Voir votre page")),
    ("proxy_recorded", _l("Quand un pouvoir sur papier est confirmé."), _HOLDER, _l("Voir ce pouvoir")),
    (
        "proxy_suggested",
        _l("Quand la météo du quorum propose à un membre de donner pouvoir."),
        _l("au membre que personne ne représente"),
        _l("Donner pouvoir à un autre membre"),
    ),
)


def fields(fact: str, action: Any) -> tuple[tuple[Any, ...], ...]:
    """Return what a letter can say: (name, word of its data, what it is, words of its link)."""
    other = (("autre membre", "other_member", _l("l’autre membre : le porteur, ou le mandant")),)
    return (
        ("membre", "member_name", _l("le membre à qui l’on écrit")),
        *(other if fact != "proxy_suggested" else ()),
        ("séance", "sitting_name", _l("Assemblée générale ou Bureau")),
        ("jour et heure", "sitting_when", _l("le jour et l’heure de la séance, avec leur ville")),
        ("lieu", "sitting_place", _l("la salle ou l’adresse de la séance")),
        ("lien", "page_url", _l("la page du membre, où il répond"), action),
    )
