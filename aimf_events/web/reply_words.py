"""Words for the answers of agendas, and for why one of them waits for a person."""

from typing import Any

from flask_babel import lazy_gettext as _l

from ..programme.reply_models import Intention, ReplyState, ReplyTrouble

REPLY_WORDS: tuple[tuple[Any, Any], ...] = (
    (Intention.YES, _l("oui")),
    (Intention.NO, _l("non")),
    (Intention.MAYBE, _l("peut-être")),
    (ReplyState.TAKEN, _l("prise en compte")),
    (ReplyState.WAITING, _l("à regarder")),
    (ReplyState.ASIDE, _l("laissée de côté")),
    (ReplyTrouble.TOO_LARGE, _l("La lettre est trop lourde : elle n’a pas été lue en entier.")),
    (ReplyTrouble.UNREADABLE, _l("La réponse est mal écrite : il y manque un élément, ou il est illisible.")),
    (ReplyTrouble.SEVERAL, _l("La lettre contient plusieurs réponses, ou plusieurs personnes qui répondent.")),
    (ReplyTrouble.RECURRING, _l("La réponse parle d’un rendez-vous qui se répète. Nos séances ne se répètent pas.")),
    (ReplyTrouble.OTHER_METHOD, _l("Ce n’est pas une réponse : quelqu’un nous envoie un rendez-vous.")),
    (ReplyTrouble.OTHER_HOUR_PROPOSED, _l("La personne propose une autre heure.")),
    (ReplyTrouble.OTHER_ANSWER, _l("Ni oui, ni non, ni peut-être : la personne envoie peut-être quelqu’un d’autre.")),
    (ReplyTrouble.UNKNOWN_ENTRY, _l("La réponse ne se rapporte à aucune invitation envoyée par nous.")),
    (ReplyTrouble.NOT_THEIRS, _l("L’adresse qui répond n’a pas reçu cette invitation.")),
    (ReplyTrouble.OTHER_SENDER, _l("La lettre vient d’une autre adresse que celle qui répond.")),
    (ReplyTrouble.NOT_GENUINE, _l("Le serveur de courrier dit que l’expéditeur est falsifié.")),
    (ReplyTrouble.UNKNOWN_REVISION, _l("La réponse porte sur un envoi que nous n’avons pas fait.")),
    (ReplyTrouble.FROM_THE_FUTURE, _l("La réponse est datée de l’avenir.")),
    (ReplyTrouble.CANCELLED_ENTRY, _l("L’invitation était déjà annulée.")),
    (ReplyTrouble.EARLIER_HOUR, _l("La réponse porte sur l’invitation d’avant : elle a changé depuis.")),
    (ReplyTrouble.OTHER_HOUR, _l("L’agenda de cette personne montre une autre heure que la nôtre.")),
    (ReplyTrouble.OVERTAKEN, _l("Une réponse plus récente est arrivée avant celle-ci.")),
)
