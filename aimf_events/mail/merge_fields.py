"""What may stand between braces in a letter written on screen: a closed list for each letter, in the secretariat's words."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import starmap
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from ..i18n import pick
from . import prose, sitting_words

GREETING = "appel"


@dataclass(frozen=True)
class MergeField:
    """A name between braces, the word of the letter's data that it stands for, and what it says. `action`: words of its link."""

    name: str
    word: str
    says: Any
    action: Any = ""


@dataclass(frozen=True)
class LetterKind:
    """A letter that can be rewritten: when it leaves, to whom, what it can say, and what it cannot leave out.

    `about`: "delegation" (its category is the member's) or "registration" (the participant's) or "" (no category).
    """

    fact: str
    leaves: Any
    reaches: Any
    about: str
    fields: tuple[MergeField, ...]
    required: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of its fields."""
        return [field.name for field in self.fields]


_GREETED = MergeField(GREETING, "salutation", _l("Madame la Maire, Excellence, … selon la personne"))
_READER = MergeField("civilité et nom", "reader_name", _l("la personne à qui l’on écrit, avec sa civilité"))
_CONGRESS = MergeField("congrès", "congress", _l("le titre du congrès"))
_CITY = MergeField("ville", "congress_city", _l("la ville du congrès"))
_DATES = MergeField("dates", "congress_when", _l("du premier au dernier jour"))
_DELEGATION = MergeField("délégation", "delegation_name", _l("le nom de la délégation"))
_LINK = MergeField(
    "lien", "delegation_url", _l("l’adresse propre à la délégation"), _l("Ouvrir la page de la délégation")
)
_THEME = MergeField("thème", "congress_theme", _l("le thème du congrès"))
_HEAD = MergeField("chef de délégation", "head_name", _l("le chef de délégation, si l’on écrit à un correspondant"))
_DEADLINE = MergeField("date limite", "deadline", _l("dernier jour et heure des inscriptions"))
_THEIR_DEADLINE = MergeField(
    "date limite chez eux", "deadline_yours", _l("la même, à l’heure de la délégation ; vide si c’est la même heure")
)
_PLACES = MergeField("places", "places", _l("les places de la délégation, par catégorie"))
_PERSON = MergeField("personne", "person_name", _l("la personne inscrite, avec sa civilité"))
_CATEGORY = MergeField("catégorie", "category_label", _l("la catégorie de la personne inscrite"))
_REASON = MergeField("motif", "reason", _l("le motif donné ; vide s’il n’y en a pas"))
_TICKET = MergeField(
    "page personnelle", "ticket_url", _l("l’adresse du billet de la personne"), _l("Ouvrir la page personnelle")
)
_PAPER_NUMBER = MergeField("numéro", "number", _l("le numéro de la lettre pour le visa"))
_VISITOR = MergeField("visiteur", "visitor_name", _l("la personne qui a ouvert la page"))
_VISITOR_MAILBOX = MergeField("adresse du visiteur", "visitor_email", _l("son adresse électronique"))
_COLLEAGUE = MergeField("collègue", "name", _l("le ou la collègue invitée"))
_BY = MergeField("par", "by", _l("la personne qui donne l’accès"))
_SIGN_IN = MergeField("lien", "sign_in_url", _l("la page de connexion"), _l("Se connecter"))

_SUPERVISOR = MergeField("responsable", "name", _l("le ou la responsable des portes"))
_PACKS = MergeField("lien", "packs_url", _l("la page des dossiers papier"), _l("Ouvrir les dossiers papier"))
_ROUND = MergeField("numéro du rappel", "round", _l("1 pour le premier rappel, 2 pour le deuxième"))

_WHERE = (_CONGRESS, _CITY, _DATES)
_TO_DELEGATION = (_GREETED, _READER, _DELEGATION, *_WHERE, _LINK)
_TO_PERSON = (_GREETED, _READER, _PERSON, _CATEGORY, _DELEGATION, *_WHERE)
_INVITED = (*_TO_DELEGATION, _THEME, _HEAD, _DEADLINE, _THEIR_DEADLINE, _PLACES)
_CLAIMANT = _l("à la personne qui prétend conduire la délégation")
_CORRESPONDENTS = _l("au chef de délégation et à ses correspondants, chacun une fois")
_THE_PERSON = _l("à la personne inscrite ; sans adresse, au chef de sa délégation")

_SESSION = MergeField("séance", "session_title", _l("le titre de la séance"))
_SESSION_WHEN = MergeField("heure et lieu", "session_when", _l("le jour, l’heure, la ville et la salle de la séance"))
_ROLES = MergeField("rôle", "roles", _l("ce que la personne y fait"))
_CHANGES = MergeField("changements", "changes_text", _l("ce qui a changé, une phrase par chose"))
_SESSION_URL = MergeField(
    "lien",
    "session_url",
    _l("la page personnelle ; sans inscription, la page publique de la séance"),
    _l("Voir la séance"),
)

_PLACE = MergeField("place", "place_words", _l("dans la salle, ou à distance"))
_MESSAGE = MergeField("votre mot", "message", _l("ce que vous avez écrit à cette personne ; vide sinon"))
_ANSWER_BY = MergeField("réponse avant", "answer_by", _l("le jour et l’heure où la réponse est attendue"))
_ANSWER_CITY = MergeField("ville de l’heure", "answer_city", _l("la ville dont c’est l’heure"))
_SPEAKER_URL = MergeField(
    "lien", "speaker_url", _l("l’adresse de la page de cette personne"), _l("Ouvrir la page de l’intervenant")
)
_OF_SESSION = (_GREETED, _READER, *_WHERE, _SESSION)
_TO_SPEAKER = _l("à qui prend part à la séance, une lettre par séance")

_ASKED_TO_SPEAK = (*_OF_SESSION, _SESSION_WHEN, _ROLES, _MESSAGE, _ANSWER_BY, _ANSWER_CITY, _SPEAKER_URL)

KINDS: tuple[LetterKind, ...] = (
    LetterKind(
        "delegation_invited",
        _l("Quand vous invitez une délégation."),
        _CORRESPONDENTS,
        "delegation",
        _INVITED,
        ("lien",),
    ),
    LetterKind(
        "delegation_reminded",
        _l("Quand vous rappelez celles qui n’ont pas répondu."),
        _CORRESPONDENTS,
        "delegation",
        (*_INVITED, _ROUND),
        ("lien",),
    ),
    LetterKind(
        "delegation_informed",
        _l("Quand vous écrivez à un choix de délégations."),
        _CORRESPONDENTS,
        "delegation",
        _INVITED,
    ),
    LetterKind(
        "participant_informed",
        _l("Quand vous écrivez à un choix de personnes inscrites."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _TICKET),
    ),
    LetterKind(
        "participant_thanked",
        _l("Quand vous remerciez celles et ceux qui sont venus."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _TICKET),
    ),
    LetterKind(
        "delegation_completed",
        _l("Quand la délégation se dit complète."),
        _CORRESPONDENTS,
        "delegation",
        _TO_DELEGATION,
        ("lien",),
    ),
    LetterKind(
        "delegation_declined",
        _l("Quand la délégation fait savoir qu’elle ne viendra pas."),
        _CORRESPONDENTS,
        "delegation",
        (*_TO_DELEGATION, _REASON),
        ("lien",),
    ),
    LetterKind(
        "delegation_visited",
        _l("Quand quelqu’un d’inconnu ouvre la page d’une délégation."),
        _l("au chef de délégation, à ses correspondants et au Secrétariat permanent"),
        "delegation",
        (*_TO_DELEGATION, _VISITOR, _VISITOR_MAILBOX),
        ("visiteur",),
    ),
    LetterKind(
        "head_claim_opened",
        _l("Quand deux personnes prétendent conduire une délégation : à chacune, son propre dossier."),
        _CLAIMANT,
        "delegation",
        _TO_DELEGATION,
        ("lien",),
    ),
    LetterKind(
        "head_claim_recognised",
        _l("Quand le Secrétariat reconnaît qui conduit une délégation contestée."),
        _CLAIMANT,
        "delegation",
        _TO_DELEGATION,
        ("lien",),
    ),
    LetterKind(
        "head_claim_closed",
        _l("Quand le dossier d’une autre personne qui prétendait conduire la délégation est clos."),
        _CLAIMANT,
        "delegation",
        tuple(field for field in _TO_DELEGATION if field is not _LINK),
    ),
    LetterKind(
        "registration_confirmed",
        _l("Quand une personne est accréditée."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _TICKET),
        ("personne", "page personnelle"),
    ),
    LetterKind(
        "registration_refused",
        _l("Quand une inscription n’est pas retenue."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _REASON),
        ("personne", "motif"),
    ),
    LetterKind(
        "registration_promoted",
        _l("Quand une place se libère pour une personne de la liste d’attente."),
        _THE_PERSON,
        "registration",
        _TO_PERSON,
        ("personne",),
    ),
    LetterKind(
        "registration_reopened",
        _l("Quand une inscription accréditée est à examiner de nouveau."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _REASON),
        ("personne",),
    ),
    LetterKind(
        "registration_withdrawn",
        _l("Quand une inscription est retirée."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _REASON),
        ("personne",),
    ),
    LetterKind(
        "registration_substituted",
        _l("Quand une autre personne prend la place de quelqu’un : à qui part."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _REASON),
        ("personne",),
    ),
    LetterKind(
        "registration_replacing",
        _l("Quand une personne prend la place d’une autre : à qui vient."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON,),
        ("personne",),
    ),
    LetterKind(
        "visa_letter_ready",
        _l("Quand la lettre d’invitation pour le visa est établie ou corrigée : elle-même ne part pas par courriel."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _PAPER_NUMBER, _TICKET, _LINK),
        ("numéro",),
    ),
    LetterKind(
        "congress_invitation_cancelled",
        _l("Quand une personne accréditée ne vient plus : son agenda est libéré."),
        _l("à la personne qui avait reçu l’invitation d’agenda"),
        "",
        (_GREETED, _READER, _DELEGATION, *_WHERE),
    ),
    LetterKind(
        "place_given",
        _l(
            "Quand une place dans une séance est à une personne qui s’y est inscrite, aussitôt ou par la liste d’attente."
        ),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _SESSION, _SESSION_WHEN, _PLACE, _TICKET),
        ("personne", "séance"),
    ),
    LetterKind(
        "place_returned",
        _l("Quand une personne rend sa place dans une séance : son agenda est libéré."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _SESSION, _SESSION_WHEN, _TICKET),
        ("personne", "séance"),
    ),
    *(
        LetterKind(fact, leaves, _TO_SPEAKER, "", _ASKED_TO_SPEAK, ("séance", "lien"))
        for fact, leaves in (
            ("speaking_invited", _l("Quand vous invitez une personne à prendre la parole dans une séance.")),
            (
                "speaking_reminded",
                _l("Quand une personne invitée à prendre la parole n’a pas répondu, et que vous le lui rappelez."),
            ),
            ("speaking_accepted", _l("Quand une personne accepte de prendre la parole.")),
        )
    ),
    LetterKind(
        "speaker_asked",
        _l("Quand une version du programme appelle une personne dans une séance."),
        _TO_SPEAKER,
        "",
        (*_OF_SESSION, _SESSION_WHEN, _ROLES, _SESSION_URL),
        ("séance", "heure et lieu"),
    ),
    LetterKind(
        "speaker_informed",
        _l("Quand une version du programme change la séance à laquelle une personne prend part."),
        _TO_SPEAKER,
        "",
        (*_OF_SESSION, _SESSION_WHEN, _ROLES, _CHANGES, _SESSION_URL),
        ("séance", "changements"),
    ),
    LetterKind(
        "speaker_released",
        _l("Quand une version du programme annule la séance d’une personne, ou l’en retire."),
        _TO_SPEAKER,
        "",
        (*_OF_SESSION, _CHANGES),
        ("séance",),
    ),
    LetterKind(
        "programme_changed",
        _l("Quand une version du programme change des séances que quelqu’un suit."),
        _THE_PERSON,
        "registration",
        (*_TO_PERSON, _CHANGES, _TICKET),
        ("changements",),
    ),
    *(
        LetterKind(*kind, (_GREETED, _READER, *starmap(MergeField, fields)), needed)
        for kind, fields, needed in sitting_words.LETTERS
    ),
    LetterKind(
        "colleague_invited",
        _l("Quand vous donnez un rôle à un ou une collègue."),
        _l("à ce ou cette collègue"),
        "",
        (_COLLEAGUE, _BY, _CONGRESS, _SIGN_IN),
        ("lien",),
    ),
    LetterKind(
        "paper_pack_ready",
        _l("Chaque soir avant un jour du congrès, quand le dossier papier est fait."),
        _l("à chaque responsable des portes"),
        "",
        (_SUPERVISOR, _CONGRESS, _PACKS),
        ("lien",),
    ),
)
_BY_FACT = {kind.fact: kind for kind in KINDS}


def kind_of_letter(fact: str) -> LetterKind | None:
    """Return what is known of a letter that can be rewritten; None for the others (the code to sign in)."""
    return _BY_FACT.get(fact)


def values_of(kind: LetterKind, data: Mapping[str, Any], language: str, recipient_name: str) -> dict[str, str]:
    """Return what stands for each field of a letter, from the data frozen when it was posted. An unknown word is empty."""
    return {field.name: _said(field.word, data, language, recipient_name) for field in kind.fields}


def _said(word: str, data: Mapping[str, Any], language: str, recipient_name: str) -> str:
    value = data.get(word)
    if isinstance(value, dict):
        return pick(value, language)
    if not value and word == "reader_name":
        return recipient_name
    return "" if value is None else str(value)


def problems(kind: LetterKind, subject: str, body: str) -> dict[str, list[str]]:
    """Return what is wrong with the words of a letter, by part ("subject", "body"): unknown fields, fields left out."""
    found: dict[str, list[str]] = {"subject": [], "body": []}
    found["subject"] += [_unknown(name, kind.names) for name in prose.fields_in(subject) if name not in kind.names]
    for number, line in enumerate(body.splitlines(), 1):
        wrong = [_unknown(name, kind.names) for name in prose.fields_in(line) if name not in kind.names]
        found["body"] += [_("Ligne %(number)d : %(problem)s", number=number, problem=each) for each in wrong]
    said = set(prose.fields_in(body))
    for name in kind.required:
        if name not in said:
            found["body"].append(_("Cette lettre ne peut pas partir sans {%(name)s} : remettez-le.", name=name))
    return {part: lines for part, lines in found.items() if lines}


def _unknown(name: str, names: list[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1, cutoff=0.4)
    if near:
        return _(
            "Le champ {%(name)s} n’existe pas dans cette lettre. Vouliez-vous dire {%(near)s} ?",
            name=name,
            near=near[0],
        )
    return _(
        "Le champ {%(name)s} n’existe pas dans cette lettre. Choisissez parmi : %(names)s.",
        name=name,
        names=", ".join(f"{{{each}}}" for each in names),
    )
