"""Functions as badges bear them, in the form of the person's civility: Maire, Bourgmestre, Adjointe au maire, Conseiller."""

import random

from ..members.models import Member, MemberCategory
from ..people.models import Civility

Pair = tuple[str, str]
"""The form for a woman, the form for a man."""

EXECUTIVE: dict[str, Pair] = {
    "BE": ("Bourgmestre", "Bourgmestre"),
    "LU": ("Bourgmestre", "Bourgmestre"),
    "CH": ("Syndique", "Syndic"),
    "VN": ("Présidente du Comité populaire", "Président du Comité populaire"),
    "KH": ("Gouverneure", "Gouverneur"),
    "MA": ("Présidente du Conseil communal", "Président du Conseil communal"),
}
ENGLISH = {
    "Maire": "Mayor",
    "Bourgmestre": "Mayor",
    "Syndic": "Mayor",
    "Syndique": "Mayor",
    "Gouverneur": "Governor",
    "Gouverneure": "Governor",
    "Président du Comité populaire": "Chair of the People’s Committee",
    "Présidente du Comité populaire": "Chair of the People’s Committee",
    "Président du Conseil communal": "President of the Municipal Council",
    "Présidente du Conseil communal": "President of the Municipal Council",
    "Président de la délégation spéciale": "President of the special delegation",
    "Présidente de la délégation spéciale": "President of the special delegation",
    "Président": "President",
    "Présidente": "President",
    "Directeur général": "Director General",
    "Directrice générale": "Director General",
}
SPECIAL = ("Présidente de la délégation spéciale", "Président de la délégation spéciale")
SPECIAL_CODES = frozenset({"GN-KINDIA", "BF-MANGA"})
ELECTED: tuple[Pair, ...] = (
    ("Adjointe au maire chargée des finances", "Adjoint au maire chargé des finances"),
    ("Adjointe au maire", "Adjoint au maire"),
    ("Adjointe au maire chargée du numérique", "Adjoint au maire chargé du numérique"),
    (
        "Adjointe au maire chargée des relations internationales",
        "Adjoint au maire chargé des relations internationales",
    ),
    ("Conseillère municipale", "Conseiller municipal"),
    ("Conseillère municipale déléguée à l’état civil", "Conseiller municipal délégué à l’état civil"),
)
ALDERMEN: tuple[Pair, ...] = (
    ("Échevine", "Échevin"),
    ("Conseillère communale", "Conseiller communal"),
    ("Échevine du numérique", "Échevin du numérique"),
)
BESIDE_THE_EXECUTIVE: dict[str, tuple[Pair, ...]] = {
    "BE": ALDERMEN,
    "LU": ALDERMEN,
    "VN": (
        ("Vice-présidente du Comité populaire", "Vice-président du Comité populaire"),
        ("Membre du Conseil populaire", "Membre du Conseil populaire"),
    ),
    "KH": (("Vice-gouverneure", "Vice-gouverneur"), ("Conseillère municipale", "Conseiller municipal")),
    "MA": (
        ("Vice-présidente du Conseil communal", "Vice-président du Conseil communal"),
        ("Conseillère communale", "Conseiller communal"),
    ),
    "CH": (("Municipale", "Municipal"), ("Conseillère communale", "Conseiller communal")),
}
"""Elected functions where there is no mayor to be deputy of."""
OFFICERS: tuple[Pair, ...] = (
    ("Directrice de la coopération internationale", "Directeur de la coopération internationale"),
    ("Directrice des systèmes d’information", "Directeur des systèmes d’information"),
    ("Secrétaire générale", "Secrétaire général"),
    ("Cheffe de cabinet", "Chef de cabinet"),
    ("Chargée de mission", "Chargé de mission"),
    ("Directrice des services techniques", "Directeur des services techniques"),
)
ACCOMPANYING: tuple[Pair, ...] = (
    ("Attachée de protocole", "Attaché de protocole"),
    ("Attachée de presse", "Attaché de presse"),
    ("Assistante du cabinet", "Assistant du cabinet"),
    ("Conjointe", "Conjoint"),
)
PARTNERS: tuple[Pair, ...] = (
    ("Cheffe du service des collectivités", "Chef du service des collectivités"),
    ("Conseillère technique", "Conseiller technique"),
    ("Chargée de programme", "Chargé de programme"),
    ("Responsable des partenariats", "Responsable des partenariats"),
)


def executive_title(member: Member, civility: Civility) -> str:
    """Return the title of the executive office of a member: it depends on the country and on what the member is."""
    if member.category is MemberCategory.PARTNER:
        return said(("Directrice générale", "Directeur général"), civility)
    if member.category is MemberCategory.CITY_ASSOCIATION:
        return said(("Présidente", "Président"), civility)
    if member.code in SPECIAL_CODES:
        return said(SPECIAL, civility)
    return said(EXECUTIVE.get(member.country, ("Maire", "Maire")), civility)


def function_in(category: str, country: str, civility: Civility, chance: random.Random) -> tuple[str, bool]:
    """Return a function for a participant of a category (code), and whether it is an elected one."""
    if category == "accompanying":
        return said(chance.choice(ACCOMPANYING), civility), False
    if category == "partner":
        return said(chance.choice(PARTNERS), civility), False
    if chance.random() < 0.55:
        return said(chance.choice(BESIDE_THE_EXECUTIVE.get(country, ELECTED)), civility), True
    return said(chance.choice(OFFICERS), civility), False


def said(pair: Pair, civility: Civility) -> str:
    """Return the form of a function for a person."""
    return pair[0] if civility is Civility.MADAM else pair[1]
