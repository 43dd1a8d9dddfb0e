"""A ballot as the minutes tell it: question, hours, quorum, figures, rule and result, or why it was annulled. In official French."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from ..assembly.ballot_models import Ballot, BallotKind, BallotState, Choice, HandsCount
from ..assembly.sitting_models import Sitting
from ..assembly.teller_models import TELLERS, Teller, UrnCount
from ..assembly.urn_models import Urn
from ..i18n import DEFAULT_LANGUAGE, format_hour, list_words, pick
from ..people.titles import called
from .ballot_lines import count_line, quorum_paragraph, result_line, rule_line
from .decision_models import RegisteredDecision
from .french import fr


def ballot_lines(
    ballot: Ballot, urn: Urn | None, named: Mapping[Choice, list[str]], decided: Sequence[RegisteredDecision]
) -> list[str]:
    """Return what is said of a ballot. Nothing of its count before it is published.

    Args:
        named: who voted against or abstained by name.
        decided: what the sitting decided.
    """
    sitting, frozen = ballot.item.sitting, ballot.frozen
    said = [
        fr("Question mise aux voix : %(question)s", question=pick(ballot.question, DEFAULT_LANGUAGE)),
        fr("%(way)s, ouvert à %(hour)s.", way=_way(ballot), hour=hour_of(sitting, ballot.opened_at)),
        quorum_paragraph(frozen),
    ]
    if urn is not None:
        said.append(fr("Empreinte d’ouverture de l’urne (SHA-256) : %(hash)s", hash=urn.opening_hash.hex()))
    if ballot.state is BallotState.ANNULLED:
        hour = hour_of(sitting, ballot.annulled_at)
        return [
            *said,
            fr("La présidence annule ce scrutin à %(hour)s. Motif : %(reason)s", hour=hour, reason=ballot.reason),
        ]
    if ballot.state is not BallotState.PUBLISHED:
        return [*said, fr("Le résultat de ce scrutin n’est pas publié.")]
    said.append(
        fr("Clos à %(hour)s. %(count)s", hour=hour_of(sitting, ballot.closed_at), count=count_line(ballot.tally))
    )
    if urn is not None and urn.root is not None:
        said.append(fr("Empreinte de l’urne close (SHA-256) : %(hash)s", hash=urn.root.hex()))
    said += _names(named)
    if ballot.provisional:
        said.append(
            fr(
                "Voix provisoires, comptées à part : %(for)d pour, %(against)d contre, %(abstention)d abstentions, "
                "%(not_voted)d non exprimées.",
                **ballot.provisional,
            )
        )
    said += [rule_line(ballot), result_line(ballot)]
    said += [
        fr("Décision %(decision)s", decision=decision_line(each)) for each in decided if each.ballot_id == ballot.id
    ]
    return said


def teller_lines(tellers: Sequence[Teller], counts: Sequence[UrnCount]) -> list[str]:
    """Return who counted a secret ballot, and which pairs attest the count."""
    if not tellers:
        return []
    by_place = {teller.place: called(teller.person) for teller in tellers}
    said = [fr("Scrutateurs : %(names)s.", names=list_words([by_place[each.place] for each in tellers]))]
    for count in counts:
        pair = [by_place.get(count.first, ""), by_place.get((count.first + 1) % TELLERS, "")]
        said.append(fr("Dépouillement attesté par %(names)s.", names=list_words([name for name in pair if name])))
    return said


def _names(named: Mapping[Choice, list[str]]) -> list[str]:
    said = []
    if named.get(Choice.AGAINST):
        said.append(fr("Ont voté contre : %(members)s.", members=list_words(named[Choice.AGAINST])))
    if named.get(Choice.ABSTENTION):
        said.append(fr("Se sont abstenus : %(members)s.", members=list_words(named[Choice.ABSTENTION])))
    return said


def _way(ballot: Ballot) -> str:
    if ballot.kind is BallotKind.SECRET:
        return fr("Scrutin secret")
    if ballot.kind is BallotKind.OPEN:
        return fr("Scrutin public, par appel nominal électronique")
    return {
        HandsCount.TOTALS: fr("Vote à main levée, compté par les scrutateurs"),
        HandsCount.DISSENTERS: fr("Vote à main levée, les voix contre et les abstentions étant relevées par leur nom"),
        HandsCount.UNANIMITY: fr("Adoption sans vote, une minute étant laissée à qui voudrait s’y opposer"),
        None: fr("Vote"),
    }[ballot.counted_by]


def decision_line(decision: RegisteredDecision) -> str:
    """Return a decision with its number, on one line."""
    return f"{decision.reference}. {pick(decision.text, DEFAULT_LANGUAGE)}".replace("\n", " ")


def hour_of(sitting: Sitting, at: datetime | None) -> str:
    """Return an hour on the clock of the sitting's city."""
    return format_hour(at, sitting.time_zone) if at else "—"
