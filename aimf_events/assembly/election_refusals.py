"""What the rules of an election answer instead of doing what was asked."""

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l

from ..errors import Refusal
from ..i18n import format_day
from .election_models import Obstacle
from .rules.election import Misfit

OBSTACLE_WORDS = {
    Obstacle.NO_VOICE: _l("Ce membre n’a pas de voix délibérative."),
    Obstacle.STANDING: _l("La cotisation de ce membre n’est pas à jour, ou ses droits sont suspendus."),
    Obstacle.NO_HOLDER: _l("Le titulaire de la fonction exécutive de ce membre n’est pas connu."),
    Obstacle.CONTESTED: _l(
        "Deux personnes disent représenter ce membre : la vérification des pouvoirs tranche d’abord."
    ),
    Obstacle.OTHER_HOLDER: _l("La personne candidate n’est plus titulaire de la fonction exécutive de ce membre."),
    Obstacle.SPONSORS: _l("Il manque des parrainages confirmés de membres à jour."),
    Obstacle.LATE: _l("La candidature est arrivée après le dernier jour du dépôt."),
}


class ElectionMoved(Refusal):
    """The election or its round is no longer in the state that this act needs."""

    code = "election_state"

    def __init__(self) -> None:
        super().__init__(
            _l("L’élection n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez sa page, puis choisissez de nouveau."),
        )


class NotAnElection(Refusal):
    """Elections are held under an item of the Assembly's agenda that says so."""

    code = "election_item"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce point de l’ordre du jour n’est pas une élection de l’Assemblée générale."),
            advice=_l("Ajoutez à l’ordre du jour un point « Scrutin électif »."),
        )


class CandidaciesClosed(Refusal):
    """The last day for candidacies is over, or they were not called for."""

    code = "candidacies_closed"

    def __init__(self, last: date | None) -> None:
        super().__init__(
            _l("Le dépôt des candidatures est clos depuis le %(day)s.", day=format_day(last))
            if last
            else _l("Le dépôt des candidatures n’est pas ouvert."),
            advice=_l("Pour toute question, écrivez au Secrétariat permanent."),
        )
        self.last = last


class CandidacyKnown(Refusal):
    """A member stands once for one office."""

    code = "candidacy_known"

    def __init__(self) -> None:
        super().__init__(
            _l("Ce membre est déjà candidat à cette élection."),
            advice=_l("Retirez d’abord la première candidature."),
        )


class CandidacyMoved(Refusal):
    """Somebody decided on the candidacy meanwhile."""

    code = "candidacy_state"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette candidature n’est plus dans l’état que vous aviez sous les yeux."),
            advice=_l("Relisez sa page : elle dit où elle en est."),
        )


class CandidacyLate(Refusal):
    """What came after the last day is not admitted."""

    code = "candidacy_late"

    def __init__(self, last: date | None) -> None:
        super().__init__(
            _l(
                "Cette candidature est arrivée après le %(day)s, dernier jour du dépôt.",
                day=format_day(last) if last else "",
            )
        )


class NotEligible(Refusal):
    """The statutes do not let this member stand, or not yet. `obstacles`: why, in words."""

    code = "candidacy_not_eligible"

    def __init__(self, obstacles: Sequence[Obstacle]) -> None:
        super().__init__(
            OBSTACLE_WORDS[obstacles[0]] if len(obstacles) == 1 else _l("Plusieurs conditions ne sont pas remplies."),
            advice=_l("La page de la candidature dit ce qui manque."),
        )
        self.obstacles = obstacles


class TooLateToWithdraw(Refusal):
    """The round is open: the name stays on its papers."""

    code = "candidacy_in_round"

    def __init__(self) -> None:
        super().__init__(
            _l("Un tour est en cours : une candidature ne se retire plus avant sa proclamation."),
            advice=_l("Dites-le à la présidence de séance."),
        )


class WithdrawnAtDesk(Refusal):
    """By the link of a convocation a candidacy is withdrawn until the last day for candidacies only."""

    code = "candidacy_withdrawn_at_desk"

    def __init__(self) -> None:
        super().__init__(
            _l("Le dépôt des candidatures est clos : une candidature ne se retire plus sur cette page."),
            advice=_l(
                "Écrivez au secrétariat de l’association, ou présentez-vous à son bureau : il enregistre le retrait."
            ),
        )


class NobodyStands(Refusal):
    """There is no candidate for the round."""

    code = "election_without_candidate"

    def __init__(self) -> None:
        super().__init__(
            _l("Aucune candidature n’est recevable : le tour ne s’ouvre pas."),
            advice=_l("Examinez d’abord les candidatures reçues."),
        )


class CandidaciesWaiting(Refusal):
    """Candidacies wait for their admission."""

    code = "candidacies_waiting"

    def __init__(self, count: int) -> None:
        super().__init__(
            _l("Des candidatures attendent leur examen (%(count)d) : le tour ne s’ouvre pas.", count=count),
            advice=_l("Dites de chacune si elle est recevable."),
        )


class CandidatesNoLonger(Refusal):
    """Some who were admitted do not meet the conditions any more."""

    code = "candidates_no_longer"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            _l("Ne remplit plus les conditions : %(names)s.", names=", ".join(names)),
            advice=_l("Écartez cette candidature avec son motif, ou réglez ce qui manque."),
        )


class VotedAlready(Refusal):
    """The paper of this voice is in the urn."""

    code = "election_voted"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette voix a déjà émargé : son bulletin est dans l’urne."),
            advice=_l("Une voix vote une fois par tour. En cas de doute, dites-le à la présidence."),
        )


class CountRefused(Refusal):
    """What was written cannot be the count of this urn."""

    code = "election_count"

    def __init__(self, why: Misfit, *, papers: int, roll: int, seats: int) -> None:
        said = {
            Misfit.NOT_THE_ROLL: _l(
                "L’urne contient %(papers)d bulletins et %(roll)d voix ont émargé : les deux nombres doivent être égaux.",
                papers=papers,
                roll=roll,
            ),
            Misfit.MORE_THAN_PAPERS: _l("Les bulletins blancs et nuls sont plus nombreux que les bulletins de l’urne."),
            Misfit.CANDIDATE_TOO_HIGH: _l("Un candidat a plus de voix qu’il n’y a de bulletins valables."),
            Misfit.TOO_MANY_NAMES: _l(
                "Le total des voix dépasse ce que les bulletins valables peuvent porter : %(seats)d nom par bulletin au plus.",
                seats=seats,
            ),
            Misfit.TOO_FEW_NAMES: _l(
                "Le total des voix est inférieur au nombre de bulletins valables : un bulletin sans nom est blanc."
            ),
        }[why]
        super().__init__(
            said,
            advice=_l("Recomptez. Si l’écart demeure, la présidence annule le tour, et il est recommencé."),
        )
        self.why = why


class TwoCountersKnown(Refusal):
    """Two people have written the count already."""

    code = "election_two_counters"

    def __init__(self) -> None:
        super().__init__(
            _l("Deux personnes ont déjà saisi le compte de ce tour."),
            advice=_l("C’est à elles de corriger leur saisie."),
        )


class TieToSettle(Refusal):
    """Equals stay equal: the rule of the statutes is to be applied before anything is proclaimed."""

    code = "election_tie"

    def __init__(self) -> None:
        super().__init__(
            _l("Des candidats restent à égalité : appliquez d’abord la règle de départage des statuts."),
        )


class TieNotSettled(Refusal):
    """What was written does not tell the last from the next."""

    code = "election_tie_remains"

    def __init__(self) -> None:
        super().__init__(
            _l("Ces dates ne départagent pas les candidats."),
            advice=_l("Relisez-les\u202f; si elles sont égales, procédez au tirage au sort."),
        )


class ElectedFell(Refusal):
    """Somebody who would be elected does not stand any more."""

    code = "election_elected_fell"

    def __init__(self, name: str) -> None:
        super().__init__(
            _l(
                "La candidature de %(name)s est devenue caduque pendant le tour : le résultat ne se proclame pas.",
                name=name,
            ),
            advice=_l("La présidence annule le tour avec ce motif, et il est recommencé sans ce nom."),
        )


class RoundUnderWay(Refusal):
    """A sitting does not close over a round."""

    code = "election_round_under_way"

    def __init__(self) -> None:
        super().__init__(
            _l("Un tour d’une élection n’est pas proclamé : la séance ne se lève pas."),
            advice=_l("Proclamez-le, ou faites-le annuler par la présidence avec son motif."),
        )


class EnBlocRefused(Refusal):
    """The statutes do not let the whole list be elected by one question, or there are more candidates than seats."""

    code = "election_en_bloc"

    def __init__(self) -> None:
        super().__init__(
            _l("La liste entière ne peut pas être mise aux voix d’une seule question."),
            advice=_l("Les statuts doivent le permettre, et les candidats ne pas dépasser les sièges."),
        )
