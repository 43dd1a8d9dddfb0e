"""What is said of a ballot: its state, the rule and its article, the result, and the next sentence for the chair to read."""

from flask_babel import gettext as _
from flask_babel import ngettext

from ..assembly.ballot_models import Ballot, BallotKind, BallotState, Choice, HandsCount
from ..assembly.ballot_opening import Opening
from ..assembly.rules.majority import Outcome, Tally, base_of
from ..assembly.share_words import share_words
from ..i18n import format_hour, list_words, pick, zone_city
from .wording import words_for

CHOICE_KINDS = {Choice.FOR: "ok", Choice.AGAINST: "no", Choice.ABSTENTION: "wait"}
STATE_KINDS = {
    BallotState.DRAFT: "wait",
    BallotState.OPEN: "ok",
    BallotState.SUSPENDED: "warn",
    BallotState.CLOSED: "warn",
    BallotState.PUBLISHED: "ok",
    BallotState.ANNULLED: "no",
}


def way_words(ballot: Ballot) -> str:
    """Return how a ballot is voted."""
    return str(words_for(ballot.counted_by or ballot.kind))


def state_words(ballot: Ballot, *, turnout: tuple[int, int] | None = None) -> str:
    """Return where a ballot stands, in a sentence. Nothing of what was chosen before it closes."""
    if ballot.state is BallotState.DRAFT:
        return _("Ce scrutin est préparé. Personne n’est encore interrogé.")
    if ballot.state is BallotState.SUSPENDED:
        return _("Le scrutin est suspendu : aucune voix n’est reçue. Celles qui sont données restent.")
    if ballot.state is BallotState.ANNULLED:
        return _("La présidence a annulé ce scrutin. Motif : %(reason)s", reason=ballot.reason)
    if ballot.state is BallotState.OPEN:
        voices = ballot.frozen.voices + ballot.frozen.provisional
        said = ngettext(
            "Le scrutin est ouvert : %(num)d voix inscrite.", "Le scrutin est ouvert : %(num)d voix inscrites.", voices
        )
        if turnout is not None and ballot.kind is not BallotKind.HANDS:
            some = ngettext("%(num)d s’est exprimée.", "%(num)d se sont exprimées.", turnout[0])
            said += " " + (some if turnout[0] else _("Aucune ne s’est encore exprimée."))
        return said
    return f"{decision_words(ballot)} {count_words(ballot.tally)}"


def decision_words(ballot: Ballot) -> str:
    """Return what a counted ballot decides."""
    decided = ballot.decision
    if decided is not ballot.before_chair:
        article = _in_brackets(ballot.frozen.casting_article)
        if decided is Outcome.ADOPTED:
            return _(
                "À égalité, la voix prépondérante de la présidence adopte la proposition%(article)s.", article=article
            )
        return _(
            "À égalité, la voix prépondérante de la présidence rejette la proposition%(article)s.", article=article
        )
    return {
        Outcome.ADOPTED: _("La proposition est adoptée."),
        Outcome.REJECTED: _("La proposition n’est pas adoptée."),
        Outcome.TIED: _("Les voix sont à égalité : la proposition n’est pas adoptée."),
    }[decided]


def count_words(tally: Tally) -> str:
    """Return « 81 voix pour, 80 voix contre et 40 abstentions. » Who said nothing is named where there is somebody."""
    said = [
        ngettext("%(num)d voix pour", "%(num)d voix pour", tally.in_favour),
        ngettext("%(num)d voix contre", "%(num)d voix contre", tally.against)
        if tally.against
        else _("aucune voix contre"),
        ngettext("%(num)d abstention", "%(num)d abstentions", tally.abstentions),
    ]
    if tally.blanks:
        said.append(ngettext("%(num)d bulletin blanc", "%(num)d bulletins blancs", tally.blanks))
    if tally.not_voted:
        said.append(ngettext("%(num)d voix non exprimée", "%(num)d voix non exprimées", tally.not_voted))
    return f"{list_words(said)}."


def figures_of(tally: Tally) -> list[tuple[str, str, int]]:
    """Return the figures of a count as the drawing shows them: (kind of seat, words, number)."""
    found = [
        ("for", _("Pour"), tally.in_favour),
        ("against", _("Contre"), tally.against),
        ("none", _("Abstentions"), tally.abstentions),
    ]
    if tally.blanks:
        found.append(("none", _("Blancs"), tally.blanks))
    return [*found, ("none", _("Non exprimées"), tally.not_voted)]


def rule_words(opening: Opening) -> str:
    """Return the majority that adopts, with its article."""
    majority = opening.majority
    return f"{share_words(majority.threshold)} {words_for(majority.base)}{_in_brackets(opening.article)}"


def needed_words(ballot: Ballot) -> str:
    """Return what the rule asked of the count: how many votes for, of how many."""
    frozen = ballot.frozen
    base = base_of(frozen.majority, ballot.tally, frozen.hall, members=frozen.members)
    needed = max(1, frozen.majority.threshold.needed(base))
    return ngettext(
        "Il fallait %(num)d voix pour, sur %(base)d.", "Il fallait %(num)d voix pour, sur %(base)d.", needed, base=base
    )


def quorum_line(opening: Opening) -> str:
    """Return the quorum under which a ballot was opened, with its article."""
    state = opening.quorum
    if not opening.quorum_asked:
        return _("aucun quorum exigé à la seconde convocation")
    said = _(
        "%(count)d voix, il en fallait %(needed)d sur %(base)d",
        count=state.counted,
        needed=state.needed,
        base=state.base,
    )
    if opening.chair_decided:
        said += " ; " + _("la présidence a décidé de poursuivre")
    return said + _in_brackets(opening.quorum_article)


def hall_words(opening: Opening) -> str:
    """Return how the voices of the roll are there."""
    hall = opening.hall
    said = _(
        "dans la salle %(present)d, par un pouvoir %(represented)d, à distance %(remote)d",
        present=hall.present, represented=hall.represented, remote=hall.remote,
    )  # fmt: skip
    if opening.provisional:
        said += " ; " + ngettext("%(num)d provisoire, à part", "%(num)d provisoires, à part", opening.provisional)
    if opening.without_vote:
        said += " ; " + ngettext(
            "%(num)d à distance compte au quorum et ne vote pas",
            "%(num)d à distance comptent au quorum et ne votent pas",
            opening.without_vote,
        )
    return said


def provisional_words(ballot: Ballot) -> str | None:
    """Return what the contested voices said, and whether they would decide; None where there are none."""
    apart = ballot.provisional
    if not apart:
        return None
    said = _(
        "Voix provisoires, à part : %(for)d pour, %(against)d contre, %(abstention)d abstentions, %(not_voted)d non exprimées.",
        **apart,
    )
    if ballot.hangs_on_provisional:
        return (
            said
            + " "
            + _("Le résultat en dépend : la vérification des pouvoirs doit trancher avant qu’il soit publié.")
        )
    return said + " " + _("Elles ne changent pas le résultat.")


def reading(ballot: Ballot) -> str | None:
    """Return the next sentence for the chair to read; None where there is nothing to say."""
    question = pick(ballot.question)
    if ballot.state is BallotState.DRAFT:
        return _asking(ballot, question)
    if ballot.state is BallotState.OPEN and ballot.last_call_at is not None:
        return _(
            "Dernier appel. Le scrutin va se fermer : que celles et ceux qui n’ont pas voté le fassent maintenant."
        )
    if ballot.state is BallotState.OPEN:
        return _("Le scrutin est ouvert. %(asking)s", asking=_asking(ballot, question))
    if ballot.state is BallotState.SUSPENDED:
        return _("Le scrutin est suspendu. Les voix déjà données restent acquises.")
    if ballot.waits_for_chair if ballot.is_counted else False:
        return _("Les voix sont à égalité. Les statuts donnent à la présidence une voix prépondérante.")
    if ballot.is_counted:
        return _(
            "Le scrutin est clos. %(count)s %(decision)s",
            count=_sentence(count_words(ballot.tally)),
            decision=decision_words(ballot),
        )
    return _("Le scrutin est annulé : %(reason)s", reason=ballot.reason)


def hour_words(ballot: Ballot) -> str:
    """Return when a ballot was opened and closed, at the hour of the sitting's city."""
    sitting = ballot.item.sitting
    said = [
        (ballot.opened_at, _("ouvert à %(hour)s")),
        (ballot.closed_at, _("clos à %(hour)s")),
        (ballot.published_at, _("publié à %(hour)s")),
        (ballot.annulled_at, _("annulé à %(hour)s")),
    ]
    hours = [words.replace("%(hour)s", format_hour(at, sitting.time_zone)) for at, words in said if at is not None]
    return _("%(hours)s (heure de %(city)s)", hours=", ".join(hours), city=zone_city(sitting.time_zone))


def _asking(ballot: Ballot, question: str) -> str:
    if ballot.counted_by is HandsCount.UNANIMITY:
        return _(
            "%(question)s Quelqu’un s’y oppose-t-il ? Sans objection dans la minute, la décision est adoptée.",
            question=question,
        )
    if ballot.counted_by is HandsCount.DISSENTERS:
        return _(
            "Je mets aux voix : %(question)s Qui est contre ? Qui s’abstient ? Toutes les autres voix sont pour.",
            question=question,
        )
    if ballot.kind is BallotKind.HANDS:
        return _("Je mets aux voix : %(question)s Qui est pour ? Qui est contre ? Qui s’abstient ?", question=question)
    if ballot.kind is BallotKind.SECRET:
        return _(
            "Je mets aux voix : %(question)s Le vote est secret : chacun vote sur son appareil, à l’isoloir ou sur papier.",
            question=question,
        )
    return _(
        "Je mets aux voix : %(question)s Le vote est public : chacun répond à l’écran, pour, contre ou abstention.",
        question=question,
    )


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _in_brackets(article: str) -> str:
    return f" ({article})" if article else ""
