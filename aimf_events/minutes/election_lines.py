"""What minutes say of the elections under an item: each round with its roll, its papers, its figures, its rule and who is elected."""

from collections.abc import Iterable

from ..assembly.election_models import Election
from ..assembly.election_round_models import ElectionRound, RoundCandidate, RoundState, RoundWay
from ..assembly.rules.election import Stage
from ..assembly.rules.majority import Base
from ..assembly.rules.tie import TieBreak
from ..assembly.share_words import share_words
from ..i18n import format_hour, list_words, pick
from ..people.titles import called
from .ballot_lines import quorum_paragraph
from .french import fr

BASES = {
    Base.EXPRESSED: "des suffrages exprimés, les bulletins blancs et nuls n’étant pas comptés",
    Base.CAST: "des votes émis, bulletins blancs compris",
    Base.PRESENT: "des membres présents",
    Base.PRESENT_OR_REPRESENTED: "des membres présents ou représentés",
    Base.MEMBERS: "des membres à jour de leur cotisation",
}
TIES = {
    TieBreak.SENIORITY: "au bénéfice du membre le plus ancien",
    TieBreak.AGE: "au bénéfice de la personne la plus âgée",
    TieBreak.LOT: "par tirage au sort",
}


def told_rounds(election: Election, rounds: Iterable[ElectionRound]) -> Iterable[tuple[str, str, str]]:
    """Return the rounds that were proclaimed or annulled, in order: (key, heading, text)."""
    title = pick(election.title)
    for round_ in rounds:
        if round_.state not in (RoundState.PROCLAIMED, RoundState.ANNULLED):
            continue
        heading = fr("Élection : %(title)s (tour %(number)d)", title=title, number=round_.number)
        lines = _annulled(round_) if round_.state is RoundState.ANNULLED else _proclaimed(round_)
        yield f"round-{round_.public_id}", heading, "\n".join(lines)


def vacancy(election: Election) -> str:
    """Return how many seats stay vacant once an election is over; nothing where all are filled."""
    if not election.seats_vacant:
        return ""
    title = pick(election.title)
    return fr("%(title)s : sièges restés vacants, %(count)d.", title=title, count=election.seats_vacant)


def _proclaimed(round_: ElectionRound) -> list[str]:
    zone, found = round_.election.item.sitting.time_zone, round_.concluded
    names = {each.candidacy.public_id: _who(each) for each in round_.candidates}
    said = [
        fr(
            "Tour ouvert à %(opened)s, résultat proclamé à %(proclaimed)s. Sièges à pourvoir : %(seats)d.",
            opened=format_hour(round_.opened_at, zone),
            proclaimed=format_hour(round_.proclaimed_at, zone) if round_.proclaimed_at else "",
            seats=round_.seats,
        ),
        quorum_paragraph(round_.frozen),
        _papers(round_),
    ]
    ranked = sorted(round_.candidates, key=lambda each: (-(each.votes or 0), each.place))
    said += [fr("%(name)s : %(votes)d voix.", name=_who(each), votes=each.votes or 0) for each in ranked]
    said.append(_rule(round_, found.needed, found.base))
    if found.elected:
        elected = list_words([names[key] for key in found.elected])
        said.append(fr("La présidence proclame l’élection de %(names)s.", names=elected))
    else:
        said.append(fr("Personne n’est élu à ce tour."))
    if round_.tied_by is not None:
        how = TIES[round_.tied_by]
        said.append(fr("L’égalité est départagée %(how)s : %(note)s", how=how, note=round_.tie_note))
    elif found.tied:
        tied = list_words([names[key] for key in found.tied])
        said.append(fr("Sont à égalité %(names)s\u202f; un tour est organisé entre ces candidats.", names=tied))
    return said


def _papers(round_: ElectionRound) -> str:
    count = round_.count
    if round_.way is RoundWay.EN_BLOC:
        return fr(
            "La liste entière est mise aux voix par une seule question\u202f; votes émis : %(papers)d.",
            papers=count.papers,
        )
    return fr(
        "Vote à bulletin secret, sur papier. Voix émargées et bulletins trouvés dans l’urne : %(papers)d, "
        "dont %(valid)d valables, %(blanks)d blancs et %(spoiled)d nuls. Le compte des scrutateurs a été saisi deux fois et comparé.",
        papers=count.papers,
        valid=count.valid,
        blanks=count.blanks,
        spoiled=count.spoiled,
    )


def _rule(round_: ElectionRound, needed: int, base: int) -> str:
    if round_.stage is Stage.SECOND:
        return fr("L’élection est acquise à la majorité relative.")
    if round_.stage is Stage.TIED:
        return fr("Le tour départage les candidats à égalité.")
    frozen = round_.frozen
    article = f" ({frozen.article})" if frozen.article else ""
    return fr(
        "Majorité requise : %(share)s %(base_words)s%(article)s, soit %(needed)d voix sur %(base)d.",
        share=share_words(frozen.majority.threshold),
        base_words=BASES[frozen.majority.base],
        article=article,
        needed=needed,
        base=base,
    )


def _annulled(round_: ElectionRound) -> list[str]:
    zone = round_.election.item.sitting.time_zone
    return [
        fr(
            "Tour ouvert à %(opened)s, annulé à %(annulled)s sur décision de la présidence. Motif : %(reason)s",
            opened=format_hour(round_.opened_at, zone),
            annulled=format_hour(round_.annulled_at, zone) if round_.annulled_at else "",
            reason=round_.reason,
        ),
        fr("Aucun de ses bulletins ne compte\u202f; le tour est recommencé sous le même numéro."),
    ]


def _who(each: RoundCandidate) -> str:
    return f"{called(each.candidacy.person)} ({each.candidacy.member.name})"
