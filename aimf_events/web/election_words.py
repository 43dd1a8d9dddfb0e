"""What is said of an election: where it stands, the rule of a round with its article, who is elected, what the chair reads."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from ..assembly.election_models import Candidacy, CandidacyState, Election
from ..assembly.election_round_models import ElectionRound, RoundCandidate, RoundState
from ..assembly.rules.election import Stage
from ..assembly.rules.majority import Base
from ..assembly.share_words import share_words
from ..i18n import format_day, list_words, pick
from ..people.models import Civility
from .ballot_words import count_words
from .wording import addressed, words_for

CANDIDACY_KINDS = {
    CandidacyState.RECEIVED: "warn",
    CandidacyState.ADMITTED: "ok",
    CandidacyState.REFUSED: "no",
    CandidacyState.WITHDRAWN: "wait",
    CandidacyState.FALLEN: "no",
}
ROUND_KINDS = {
    RoundState.OPEN: "ok",
    RoundState.CLOSED: "warn",
    RoundState.COUNTED: "warn",
    RoundState.PROCLAIMED: "ok",
    RoundState.ANNULLED: "no",
}


def candidate_words(candidacy: Candidacy) -> str:
    """Return « Mme Awa Diop (Dakar) »."""
    return f"{addressed(candidacy.person)} ({candidacy.member.name})"


def elected_word(candidacy: Candidacy) -> str:
    """Return « élue » or « élu »."""
    return _("élue") if candidacy.person.civility is Civility.MADAM else _("élu")


def not_elected_word(candidacy: Candidacy) -> str:
    """Return « non élue » or « non élu »."""
    return _("non élue") if candidacy.person.civility is Civility.MADAM else _("non élu")


def seats_words(election: Election) -> str:
    """Return how many seats there are."""
    return ngettext("%(num)d siège", "%(num)d sièges", election.seats)


def election_sentence(
    election: Election,
    round_: ElectionRound | None,
    *,
    received: int,
    admitted: int,
    turnout: tuple[int, int] | None = None,
) -> str:
    """Return where an election stands. Nothing of a count before it is proclaimed.

    Args:
        round_: the last that stands.
        received, admitted: candidacies that wait, and those on the list.
    """
    if election.ended_at is not None:
        return ended_words(election, round_)
    if round_ is None:
        return candidacies_words(election, received, admitted)
    if round_.state is RoundState.PROCLAIMED:
        left = round_.concluded.seats_left
        return _("Le tour %(number)d est proclamé.", number=round_.number) + " " + left_words(left)
    return round_sentence(round_, turnout=turnout)


def candidacies_words(election: Election, received: int, admitted: int) -> str:
    """Return until when one may stand, and who does."""
    if election.called_at is None or election.candidacies_until is None:
        return _("L’appel à candidatures n’est pas lancé.")
    said = _("Candidatures jusqu’au %(day)s.", day=format_day(election.candidacies_until))
    some = ngettext("%(num)d recevable", "%(num)d recevables", admitted)
    waits = ngettext("%(num)d à examiner", "%(num)d à examiner", received)
    return f"{said} {some}, {waits}."


def left_words(seats: int) -> str:
    """Return how many seats are left."""
    return ngettext("Il reste %(num)d siège à pourvoir.", "Il reste %(num)d sièges à pourvoir.", seats)


def ended_words(election: Election, round_: ElectionRound | None) -> str:
    """Return how an election ended."""
    vacant = election.seats_vacant or 0
    if not vacant:
        return _("L’élection est terminée : tous les sièges sont pourvus.")
    return ngettext(
        "L’élection est terminée : %(num)d siège reste vacant.",
        "L’élection est terminée : %(num)d sièges restent vacants.",
        vacant,
    )


def round_sentence(round_: ElectionRound, *, turnout: tuple[int, int] | None = None) -> str:
    """Return where a round stands."""
    number = round_.number
    if round_.state is RoundState.OPEN:
        voted, lines = turnout or (0, 0)
        return _(
            "Le tour %(number)d est ouvert : %(voted)d voix ont émargé sur %(lines)d.",
            number=number,
            voted=voted,
            lines=lines,
        )
    if round_.state is RoundState.CLOSED:
        return _("L’urne du tour %(number)d est close. Deux personnes saisissent le dépouillement.", number=number)
    if round_.state is RoundState.ANNULLED:
        return _("La présidence a annulé le tour %(number)d. Motif : %(reason)s", number=number, reason=round_.reason)
    if round_.waits_for_tie:
        return _("Des candidats restent à égalité après un tour entre eux : la règle des statuts les départage.")
    return result_words(round_)


def result_words(round_: ElectionRound) -> str:
    """Return who is elected, and what follows."""
    found, names = round_.concluded, {each.candidacy.public_id: each for each in round_.candidates}
    elected = [candidate_words(names[key].candidacy) for key in found.elected]
    if len(elected) == 1:
        is_madam = names[found.elected[0]].candidacy.person.civility is Civility.MADAM
        said = _("Est élue : %(name)s.", name=elected[0]) if is_madam else _("Est élu : %(name)s.", name=elected[0])
    elif elected:
        said = _("Sont élus : %(names)s.", names=list_words(elected))
    else:
        said = _("Personne n’est élu à ce tour.")
    if found.tied:
        tied = list_words([candidate_words(names[key].candidacy) for key in found.tied])
        said += " " + _("À égalité : %(names)s. Un tour les départage.", names=tied)
    elif found.seats_left:
        said += " " + left_words(found.seats_left)
    return said


def rule_of_round(round_: ElectionRound, *, with_figures: bool = False) -> str:
    """Return the sentence of the rule, with its article; `with_figures`: what it asked for, which tells how many papers name somebody."""
    if round_.stage is Stage.SECOND:
        said = _("Majorité relative : les candidats qui ont le plus de voix sont élus, dans la limite des sièges.")
    elif round_.stage is Stage.TIED:
        said = _("Tour entre les candidats à égalité : ceux qui ont le plus de voix sont élus.")
    else:
        frozen = round_.frozen
        article = f" ({frozen.article})" if frozen.article else ""
        said = _(
            "Premier tour : il faut %(share)s %(base)s%(article)s.",
            share=share_words(frozen.majority.threshold),
            base=base_words(frozen.majority.base),
            article=article,
        )
        if with_figures:
            found = round_.by_votes
            said += " " + ngettext(
                "Il fallait %(num)d voix, sur %(base)d.",
                "Il fallait %(num)d voix, sur %(base)d.",
                found.needed,
                base=found.base,
            )
    return said


def tie_words(round_: ElectionRound) -> str:
    """Return how a tie was settled, or will be."""
    article = f" ({round_.tie_article})" if round_.tie_article else ""
    if round_.tied_by is None:
        return _(
            "En cas d’égalité qui demeure, le siège va %(how)s%(article)s.",
            how=words_for(round_.tie_break),
            article=article,
        )
    return _(
        "Égalité départagée %(how)s%(article)s : %(note)s",
        how=words_for(round_.tied_by),
        article=article,
        note=round_.tie_note,
    )


def base_words(base: Base) -> str:
    """Return what the votes of a candidate are measured against."""
    if base is Base.EXPRESSED:
        return _("des suffrages exprimés, sans les bulletins blancs ni nuls")
    if base is Base.CAST:
        return _("des votes émis, bulletins blancs compris")
    return str(words_for(base))


def papers_words(round_: ElectionRound) -> str:
    """Return the figures of the urn."""
    count = round_.count
    if round_.ballot is not None:
        return _("La liste entière a été mise aux voix. %(count)s", count=count_words(round_.ballot.tally))
    figures = list_words(
        [
            ngettext("%(num)d valable", "%(num)d valables", count.valid),
            ngettext("%(num)d blanc", "%(num)d blancs", count.blanks),
            ngettext("%(num)d nul", "%(num)d nuls", count.spoiled),
        ]
    )
    return ngettext(
        "%(num)d bulletin dans l’urne, autant que de voix émargées : %(figures)s.",
        "%(num)d bulletins dans l’urne, autant que de voix émargées : %(figures)s.",
        count.papers,
        figures=figures,
    )


def to_read(round_: ElectionRound) -> list[str]:
    """Return what the chair reads now."""
    title = pick(round_.election.title)
    if round_.state is RoundState.OPEN:
        return [
            _(
                "Tour %(number)d : %(title)s. %(seats)s",
                number=round_.number,
                title=title,
                seats=seats_to_fill(round_.seats),
            ),
            rule_of_round(round_),
            _("Chaque voix émarge, puis met son bulletin dans l’urne."),
        ]
    if round_.state is RoundState.COUNTED and not round_.waits_for_tie:
        lines: Sequence[str] = [
            f"{candidate_words(each.candidacy)} : {votes_words(each.votes or 0)}" for each in by_votes(round_)
        ]
        return [papers_words(round_), *lines, result_words(round_)]
    return []


def seats_to_fill(seats: int) -> str:
    """Return how many seats a round fills, and so how many names a paper may bear."""
    return ngettext(
        "%(num)d siège à pourvoir : un nom par bulletin.",
        "%(num)d sièges à pourvoir : %(num)d noms au plus par bulletin.",
        seats,
    )


def votes_words(number: int) -> str:
    """Return a number of votes."""
    return ngettext("%(num)d voix", "%(num)d voix", number)


def by_votes(round_: ElectionRound) -> list[RoundCandidate]:
    """Return the candidates of a counted round, the one with the most votes first."""
    return sorted(round_.candidates, key=lambda each: (-(each.votes or 0), each.place))


def outcome_rows(round_: ElectionRound) -> list[tuple[str, str, str, str]]:
    """Return the candidates with their votes and what becomes of each: (name, votes, kind, words). Of a counted round."""
    found = round_.concluded
    rows = []
    for each in by_votes(round_):
        key = each.candidacy.public_id
        if key in found.elected:
            kind, words = "ok", elected_word(each.candidacy)
        elif key in found.tied:
            kind, words = "warn", _("à égalité")
        elif key in found.stay:
            kind, words = "wait", _("peut se maintenir")
        else:
            kind, words = "no", not_elected_word(each.candidacy)
        rows.append((candidate_words(each.candidacy), votes_words(each.votes or 0), kind, words))
    return rows
