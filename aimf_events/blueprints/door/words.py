"""The words of a verdict: one word to read at two metres, one line of advice. The scan page carries the same table."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ...checkin.incidents import IncidentKind
from ...checkin.models import ScanReason, Way
from ...checkin.outcomes import Bearer, Outcome
from ...i18n import format_hour, pick
from ...people.models import Civility
from ...people.titles import title_of


def verdict_words() -> dict[str, tuple[str, str]]:
    """Return, for each reason, the word and the advice, in the reader's language."""
    return {
        ScanReason.WELCOME: (_("Entrez"), _("Bienvenue au congrès.")),
        ScanReason.LET_IN: (_("Entrez"), _("Laissez-passer noté : le responsable des portes écrira la suite.")),
        ScanReason.GOODBYE: (_("Au revoir"), _("La sortie est notée. Le badge pourra entrer de nouveau.")),
        ScanReason.ALREADY_IN: (
            _("Déjà entré"),
            _("Demandez si la personne était sortie. Si oui, touchez « Sortie non notée »."),
        ),
        ScanReason.NOT_IN_LIST: (_("Badge inconnu"), _("Accompagnez la personne au bureau d’accueil.")),
        ScanReason.OTHER_CATEGORY: (
            _("Pas cette salle"),
            _("Ce badge n’ouvre pas cette porte. Le programme dit la bonne salle."),
        ),
        ScanReason.OTHER_ZONE: (
            _("Pas cette salle"),
            _("Cette zone n’est pas ouverte à ce badge. Demandez au responsable des portes."),
        ),
        ScanReason.OTHER_CAPACITY: (
            _("Autre qualité"),
            _(
                "Cette séance n’est ouverte qu’à certaines qualités, et pas à la sienne. La vérification des pouvoirs en décide."
            ),
        ),
        ScanReason.OTHER_DAY: (_("Autre jour"), _("Ce badge ne vaut pas aujourd’hui. Voyez le bureau d’accueil.")),
        ScanReason.OTHER_CONGRESS: (
            _("Autre congrès"),
            _("Ce badge vient d’un autre congrès. Le bureau d’accueil donnera le bon."),
        ),
        ScanReason.FULL: (_("Salle pleine"), _("Proposez la retransmission, ou attendez qu’une personne sorte.")),
        ScanReason.DELEGATION_FULL: (
            _("Sièges pris"),
            _(
                "Les sièges de sa délégation sont occupés ici, ou gardés à son titulaire. Proposez la retransmission, ou attendez qu’un collègue sorte."
            ),
        ),
        ScanReason.NOT_SIGNED_UP: (
            _("Sans place"),
            _(
                "Cette séance est sur inscription, et cette personne n’y a pas de place. S’il reste des sièges quand elle commence, le responsable des portes peut la laisser entrer."
            ),
        ),
        ScanReason.WRONG_WAY: (
            _("Autre sens"),
            _("Cette porte ne note qu’un sens, et pas celui-ci : montrez l’autre porte à la personne."),
        ),
        ScanReason.REVOKED: (
            _("Badge annulé"),
            _("Accompagnez la personne au bureau d’accueil, sans discuter à la porte."),
        ),
        ScanReason.REPLACED: (
            _("Badge remplacé"),
            _("Un badge plus récent existe : demandez-le, ou voyez le bureau d’accueil."),
        ),
        ScanReason.FORGED: (_("Faux badge"), _("La signature n’est pas la nôtre. Appelez le responsable des portes.")),
        ScanReason.UNREADABLE: (
            _("Code illisible"),
            _(
                "Recommencez, ou tapez le code court imprimé à côté du carré. Déjà tapé ? Relisez-le, un caractère diffère."
            ),
        ),
        ScanReason.CLOSED: (
            _("Porte fermée"),
            _("Cette porte ne reçoit personne pour l’instant. Demandez au responsable des portes."),
        ),
        ScanReason.LIST_TOO_OLD: (
            _("Liste ancienne"),
            _("Ce badge est bon, mais la liste a plus d’une heure : demandez au responsable des portes."),
        ),
        ScanReason.UNCHECKED: (
            _("À vérifier"),
            _(
                "Sans réseau, un code tapé ne dit rien : lisez le carré du badge, ou demandez au responsable des portes."
            ),
        ),
        ScanReason.NEARLY_FULL: (
            _("Salle presque pleine"),
            _(
                "D’après la liste. Sans réseau, les autres portes ne se voient pas : comptez les places avant de laisser entrer."
            ),
        ),
    }


def card_words() -> dict[str, tuple[str, str]]:
    """Return the same for a transferable card, where a badge's words would mislead."""
    return {
        ScanReason.WELCOME: (_("Entrez"), _("Carte de la délégation : une personne à la fois.")),
        ScanReason.GOODBYE: (_("Au revoir"), _("La sortie est notée. La carte peut passer à une autre personne.")),
        ScanReason.ALREADY_IN: (
            _("Déjà entrée"),
            _(
                "Demandez si la personne d’avant est sortie. Si oui, touchez « Sortie non notée ». Sinon, gardez la carte."
            ),
        ),
        ScanReason.OTHER_ZONE: (
            _("Autre zone"),
            _("Cette carte n’ouvre que les portes de sa zone. Demandez le badge de la personne."),
        ),
        ScanReason.REVOKED: (_("Carte retirée"), _("Gardez-la, et accompagnez la personne au bureau d’accueil.")),
        ScanReason.REPLACED: (_("Carte remplacée"), _("Gardez-la : une carte plus récente a pris sa place.")),
    }


def words_of(outcome: Outcome) -> tuple[str, str]:
    """Return the word and the advice of a verdict."""
    assert outcome.reason is not None
    said = verdict_words()[outcome.reason]
    return card_words().get(outcome.reason, said) if outcome.bearer and outcome.bearer.is_card else said


def incident_words() -> dict[str, tuple[str, str]]:
    """Return, for each kind of incident, its name and what the supervisor does about it."""
    return {
        IncidentKind.LET_IN: (_("Laissez-passer"), _("Écrivez qui est entré, et pourquoi.")),
        IncidentKind.TWICE: (
            _("Entré deux fois"),
            _("Le même badge est entré par deux portes pendant que le réseau manquait : qui le porte à présent ?"),
        ),
        IncidentKind.WRONGLY_IN: (
            _("Entré à tort"),
            _("La porte a laissé entrer un badge qui ne valait pas : retrouvez la personne dans la salle."),
        ),
        IncidentKind.FORGED: (_("Faux badge"), _("Un badge que nous n’avons pas signé s’est présenté.")),
    }


def page_words() -> dict[str, Any]:
    """Return all that the scan page says without asking the server."""
    return {
        "reasons": {reason: list(words) for reason, words in verdict_words().items()},
        "cards": {reason: list(words) for reason, words in card_words().items()},
        "once": once_words(),
        "nearlyFull": _("Presque pleine. Places restantes : {count}."),
        "lastPlace": _("La salle est pleine à présent : c’était la dernière place."),
        "excellency": _("S.E."),
        "civility": {Civility.MADAM: _("Mme"), Civility.SIR: _("M.")},
        "atHour": _("à {hour}"),
        "dayPass": _("laissez-passer du jour"),
        "aim": _("Présentez le code du badge devant l’appareil."),
        "noCamera": _("Pas d’appareil photo : tapez le code court du badge, ou utilisez une douchette."),
        "refusedCamera": _(
            "L’appareil photo n’est pas autorisé. Autorisez-le dans le navigateur, ou tapez le code court."
        ),
        "online": _("en ligne"),
        "sending": _("envoi…"),
        "noReader": _(
            "Ce navigateur ne sait pas lire les codes : tapez le code court du badge, ou utilisez une douchette."
        ),
        "offline": _(
            "Le réseau ne répond pas. Ce passage est gardé et partira dès son retour : restez sur cette page, et regardez le badge."
        ),
        "sentLater": _("{count} passages gardés sont partis, dont {wrong} à revoir avec le responsable des portes."),
        "signedOut": _("Vous n’êtes plus connecté. Rechargez la page pour vous reconnecter."),
        "revoked": _("Cet appareil n’est plus écouté. Voyez le responsable des portes."),
    }


def scanner_words() -> dict[str, Any]:
    """Return all that the scanner of a paired telephone says, with or without the network."""
    return {
        **page_words(),
        "start": _("Ce téléphone n’est pas apparié"),
        "startAdvice": _(
            "Demandez au responsable des portes de montrer le code d’appariement, puis lisez-le avec l’appareil photo de ce téléphone."
        ),
        "compare": _("Comparez ce numéro"),
        "compareAdvice": _(
            "Le responsable des portes doit voir le même sur son écran. S’il en voit un autre, dites-le-lui."
        ),
        "over": _("Appariement impossible"),
        "overAdvice": _(
            "Ce code a déjà servi, a été refusé, ou ses deux minutes sont passées. Demandez-en un nouveau au responsable des portes."
        ),
        "wiped": _("Ce téléphone n’est plus écouté"),
        "wipedAdvice": _(
            "Tout ce qu’il gardait est effacé. S’il doit servir encore, le responsable des portes peut l’apparier de nouveau."
        ),
        "leaving": _("Ce téléphone n’est plus écouté"),
        "leavingAdvice": _(
            "Ses derniers passages partent au serveur : gardez le réseau, et cette page, encore un instant."
        ),
        "leftovers": _("Passages que le serveur n’a pas pris"),
        "leftoversAdvice": _(
            "Montrez cette page au responsable des portes avant de l’effacer : elle n’existe nulle part ailleurs."
        ),
        "leftoversButton": _("Le responsable les a vus : effacer ce téléphone"),
        "otherTab": _("Le contrôle tourne dans un autre onglet"),
        "otherTabAdvice": _(
            "Ce téléphone lit déjà les badges dans un autre onglet. Vous pouvez y retourner, ou continuer ici : l’autre s’arrête."
        ),
        "otherTabButton": _("Continuer ici"),
        "notKnown": _(
            "le serveur ne connaît plus ce téléphone : faites-le apparier de nouveau, ses passages sont gardés"
        ),
        "unable": _("Ce navigateur ne peut pas servir"),
        "unableAdvice": _(
            "Il faut un navigateur récent et une adresse en https. Connectez-vous plutôt avec votre compte, et tenez la porte depuis la liste des portes."
        ),
        "unsure": {
            ScanReason.NOT_SIGNED_UP: [
                verdict_words()[ScanReason.NOT_SIGNED_UP][0],
                _(
                    "D’après la liste de ce téléphone, cette personne n’a pas de place à la séance, qui est sur inscription. Demandez au responsable des portes."
                ),
            ],
            ScanReason.FULL: [
                verdict_words()[ScanReason.FULL][0],
                _("D’après la liste : proposez la retransmission, ou attendez qu’une personne sorte."),
            ],
        },
        "deskUntil": _("Liste ouverte jusqu’à {hour}."),
        "deskLocked": _("La liste est verrouillée. Le réseau, et un service ouvert, la rendent."),
        "deskClosed": _("Le service n’est pas ouvert : le responsable des portes l’ouvre sur la page des appareils."),
        "deskAlone": _("Sans réseau, la liste ne peut pas s’ouvrir. Les badges se lisent toujours."),
        "deskNobody": _("Personne de ce nom dans la liste."),
        "deskFound": _("Trouvés : {count}. Touchez la personne."),
        "deskMore": _("Plus de {count} personnes : écrivez un peu plus."),
        "deskStates": [_("badge à remettre"), _("badge remis"), _("badge annulé")],
        "blankGiven": _("Badge de secours attribué : {name}. Les portes le sauront dès que le réseau le permet."),
        "cardName": _("Carte transférable {number}"),
        "account": _("J’ai un compte : tenir une porte"),
        "sent": _("passages partis : {count}"),
        "sentToReview": _("passages partis : {count}, à revoir avec le responsable des portes : {wrong}"),
        "notKept": _("Ce passage n’a pas pu être gardé : recommencez, ou appelez le responsable des portes."),
        "loading": _("Préparation…"),
        "loadingAdvice": _("La liste arrive : gardez le réseau encore un instant."),
        "doors": _("Choisissez la porte"),
        "noDoor": _("Aucune porte n’est encore ouverte. Le responsable des portes les prépare."),
        "closed": _("fermée"),
        "alone": _("sans réseau"),
        "waiting": _("{count} à envoyer"),
        "ageNow": _("liste à jour"),
        "age": _("liste d’il y a {minutes} min"),
        "ageHours": _("liste de plus d’une heure : faites confirmer par le responsable"),
        "kept": _("{count} passages inutilisables restent sur ce téléphone : montrez-le au responsable des portes."),
        "lampOn": _("Éteindre la lampe"),
        "lampOff": _("Allumer la lampe"),
    }


def once_words() -> str:
    """Return what is said of a badge already in at a door that notes no exit."""
    return _("Ce badge est déjà passé ici, où l’on entre une seule fois. Demandez au responsable des portes.")


def places_words(left: int) -> str:
    """Return the warning of a room that is nearly full."""
    if left == 0:
        return _("La salle est pleine à présent : c’était la dernière place.")
    return ngettext("Presque pleine : il reste %(num)d place.", "Presque pleine : il reste %(num)d places.", left)


def bearer_name(bearer: Bearer) -> str:
    """Return « Mme Soumanou Bio », « S.E. M. ... »."""
    title = title_of(Civility(bearer.civility) if bearer.civility else None, bearer.honorific)
    return " ".join(part for part in (title, bearer.name) if part)


def shown(outcome: Outcome, zone: str, way: Way = Way.BOTH) -> dict[str, Any]:
    """Return what the verdict's page shows of an outcome, hours in the congress's zone."""
    if outcome.reason is None:
        return {
            "kind": "look",
            "word": _("Code illisible"),
            "advice": _("Recommencez."),
            "name": None,
            "detail": None,
            "bearer": None,
        }
    word, advice = words_of(outcome)
    if outcome.reason is ScanReason.ALREADY_IN and way is Way.IN:
        advice = once_words()
    if outcome.places_left is not None:
        advice = places_words(outcome.places_left)
    bearer, details = outcome.bearer, []
    if bearer:
        details.append(bearer.delegation)
        if bearer.is_pass:
            details.append(_("laissez-passer du jour"))
    if outcome.since:
        details.append(_("à %(hour)s", hour=format_hour(outcome.since, zone)))
    if outcome.first_door:
        details.append(outcome.first_door)
    return {
        "kind": str(outcome.verdict),
        "word": word,
        "advice": advice,
        "name": bearer_name(bearer) if bearer else None,
        "detail": " · ".join(details),
        "bearer": bearer,
        "category": pick(bearer.category_label) if bearer else "",
    }
