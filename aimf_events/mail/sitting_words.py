"""The letters of the sittings among those that can be rewritten (`merge_fields.py`): when each leaves, to whom, what it can say."""

from flask_babel import lazy_gettext as _l

from . import proxy_words

KIND = (
    "sitting_convened",
    _l("Quand vous convoquez les membres à une séance de l’Assemblée ou du Bureau."),
    _l("au maire en titre, ou au chef de sa délégation, une lettre par membre"),
    "",
)
FIELDS = (
    ("membre", "member_name", _l("le membre que la lettre convoque")),
    ("séance", "sitting_name", _l("Assemblée générale ou Bureau")),
    ("jour et heure", "sitting_when", _l("le jour et l’heure de la séance, avec leur ville")),
    ("lieu", "sitting_place", _l("la salle ou l’adresse de la séance")),
    ("ordre du jour", "agenda_text", _l("les points de l’ordre du jour, un par ligne")),
    (
        "lien",
        "papers_url",
        _l("la page du membre, avec les documents de la séance"),
        _l("Lire les documents de la séance"),
    ),
)
REQUIRED = ("séance", "jour et heure", "ordre du jour", "lien")

REBOUND = (
    "voting_device_rebound",
    _l("Quand un autre appareil est enregistré pour voter au nom d’un membre."),
    _l("à qui la convocation du membre est partie, et à la personne qui vote"),
    "",
)
REBOUND_FIELDS = (
    ("membre", "member_name", _l("le membre dont c’est la voix")),
    ("séance", "sitting_name", _l("Assemblée générale ou Bureau")),
    ("électeur", "voter_name", _l("la personne qui vote")),
    ("enregistré le", "bound_when", _l("le jour et l’heure, avec leur ville")),
)
REBOUND_REQUIRED = ("membre", "électeur", "enregistré le")

TELLER = (
    "teller_named",
    _l("Quand vous désignez quelqu’un pour compter un vote secret."),
    _l("au scrutateur ou à la scrutatrice"),
    "",
)
TELLER_FIELDS = (
    ("séance", "sitting_name", _l("Assemblée générale ou Bureau")),
    ("jour et heure", "sitting_when", _l("le jour et l’heure de la séance, avec leur ville")),
    ("question", "question", _l("la question mise aux voix")),
    ("lien", "teller_url", _l("la page de scrutateur de cette personne"), _l("Ouvrir ma page de scrutateur")),
)
TELLER_REQUIRED = ("séance", "lien")

LETTERS = (
    (KIND, FIELDS, REQUIRED),
    (REBOUND, REBOUND_FIELDS, REBOUND_REQUIRED),
    (TELLER, TELLER_FIELDS, TELLER_REQUIRED),
    *(
        ((fact, leaves, reaches, ""), proxy_words.fields(fact, action), ("lien",))
        for fact, leaves, reaches, action in proxy_words.KINDS
    ),
)
