"""What the rules of a ballot answer instead of doing what was asked."""

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from flask_babel import lazy_gettext as _l

from ..errors import Refusal


class BallotMoved(Refusal):
    """The ballot is no longer in the state that this act needs."""

    code = "ballot_state"

    def __init__(self) -> None:
        super().__init__(
            _l("Le scrutin n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez la page du scrutin, puis choisissez de nouveau."),
        )


class QuorumWanting(Refusal):
    """The quorum is not there, and the statutes refuse the vote."""

    code = "ballot_without_quorum"

    def __init__(self, missing: int) -> None:
        super().__init__(
            _l("Le quorum n’est pas atteint : il manque %(missing)d voix. Le scrutin ne s’ouvre pas.", missing=missing),
            advice=_l("Faites rentrer les membres, refaites l’appel, ou préparez une seconde convocation."),
        )
        self.missing = missing


class QuorumForChair(Refusal):
    """The quorum is not there, and the statutes leave it to the chair, who has not said so."""

    code = "ballot_quorum_for_chair"

    def __init__(self, missing: int) -> None:
        super().__init__(
            _l(
                "Le quorum n’est pas atteint : il manque %(missing)d voix. La présidence doit dire qu’elle poursuit.",
                missing=missing,
            ),
            advice=_l("Cochez la décision de la présidence : le procès-verbal la dira."),
        )


class NobodyOnRoll(Refusal):
    """Nobody could vote."""

    code = "ballot_without_voices"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucune voix n’est présente ni représentée : le scrutin ne s’ouvre pas."),
            advice=_l("Faites d’abord l’appel."),
        )


class TooSoonToClose(Refusal):
    """Whoever votes at a distance, or may object, has not had the time that is due to them."""

    code = "ballot_too_soon"

    def __init__(self, left: timedelta) -> None:
        seconds = max(1, ceil(left.total_seconds()))
        super().__init__(
            _l("Le temps laissé pour voter ou s’opposer n’est pas écoulé : encore %(seconds)d s.", seconds=seconds),
            advice=_l("Attendez, puis fermez le scrutin."),
        )


class NoLastCall(Refusal):
    """Somebody votes at a distance and was not called a last time."""

    code = "ballot_without_last_call"

    def __init__(self) -> None:
        super().__init__(
            _l("Des voix s’expriment à distance : faites d’abord le dernier appel."),
            advice=_l("Le scrutin se ferme une minute après."),
        )


class CountDoesNotFit(Refusal):
    """More hands than voices."""

    code = "ballot_count"

    def __init__(self, counted: int, roll: int) -> None:
        super().__init__(
            _l(
                "Le compte dépasse les voix inscrites : %(counted)d mains pour %(roll)d voix.",
                counted=counted,
                roll=roll,
            ),
            advice=_l("Recomptez, puis écrivez les totaux."),
        )


class ChairHasNoCastingVote(Refusal):
    """There is no tie, or the statutes give the chair no casting vote."""

    code = "ballot_no_casting_vote"

    def __init__(self) -> None:
        super().__init__(_l("La présidence n’a pas de voix prépondérante pour ce scrutin."))


class RunAgainAlready(Refusal):
    """The annulled ballot has its next round."""

    code = "ballot_run_again"

    def __init__(self) -> None:
        super().__init__(_l("Ce scrutin est déjà recommencé."), advice=_l("Le nouveau tour est dans la liste."))


class BallotStillOpen(Refusal):
    """A sitting does not close over a running ballot."""

    code = "ballot_still_open"

    def __init__(self) -> None:
        super().__init__(
            _l("Un scrutin est encore ouvert ou suspendu : la séance ne se lève pas."),
            advice=_l("Fermez-le, ou faites-le annuler par la présidence avec son motif."),
        )


class ItemHasBallots(Refusal):
    """An item that was put to the vote, or is about to be, stays."""

    code = "item_has_ballots"

    def __init__(self) -> None:
        super().__init__(
            _l("Un scrutin est préparé ou tenu sur ce point : il ne se retire pas."),
            advice=_l("Supprimez d’abord le scrutin en préparation."),
        )


class VoteGiven(Refusal):
    """The voice was given, and given otherwise."""

    code = "vote_given"

    def __init__(self, at: datetime) -> None:
        super().__init__(
            _l("Cette voix est déjà exprimée : elle ne se change pas."),
            advice=_l("Votre premier vote est enregistré. En cas d’erreur, dites-le à la présidence avant la clôture."),
        )
        self.at = at


class BallotNotTaking(Refusal):
    """The ballot takes no voice: not open yet, suspended, closed or annulled. Nothing was recorded."""

    code = "vote_too_late"

    def __init__(self, reason: Any) -> None:
        super().__init__(reason, advice=_l("Rien n’a été enregistré. Votre page dit les scrutins ouverts."))


class BallotDecides(Refusal):
    """The request is being voted on, or its ballot adopted it: nobody decides in the place of the body."""

    code = "ballot_decides"

    def __init__(self) -> None:
        super().__init__(
            _l("Un scrutin porte sur cette demande, ou l’a adoptée : elle ne se refuse ni ne se reporte ici."),
            advice=_l("Proclamez d’abord le résultat, puis enregistrez ce qu’il décide."),
        )
