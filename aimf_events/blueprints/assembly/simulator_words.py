"""The simulator's answer in sentences, each with the article of the statutes that it rests on."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.parameters import Parameter
from ...assembly.profiles import Profile
from ...assembly.rules.majority import Outcome
from ...assembly.rules.quorum import QuorumState
from ...assembly.share_words import share_words
from ...assembly.simulator import QUORUM_OF, Answer, Question
from ...assembly.voices import VotingMember
from ...i18n import list_words
from ...members.models import Standing
from ...web.wording import words_for
from .words import value_words

Step = tuple[str, str, str]
"""(kind of the sign, sentence, article or nothing)."""


def headline(question: Question, found: Answer) -> str:
    """Return the answer in one sentence."""
    if found.threshold is None:
        return _("À la seconde convocation, la séance se tient avec %(count)d voix.", count=found.after.counted)
    state, said = found.after, {"count": found.after.counted, "needed": found.after.needed}
    if state.is_reached:
        return _("Le quorum tient : %(count)d voix, il en faut %(needed)d.", **said)
    if found.vote_refused:
        return _("Le quorum manque : %(count)d voix, il en faut %(needed)d. Aucun vote ne s’ouvre.", **said)
    return _("Le quorum manque : %(count)d voix, il en faut %(needed)d. La présidence décide de la suite.", **said)


def gauge_rows(found: Answer) -> list[dict[str, Any]]:
    """Return the hall before and after as rows of the gauge; one row where nothing happened to it."""
    rows = [_gauge_row(_("Au départ"), found.before), _gauge_row(_("Ensuite"), found.after)]
    return rows if found.before != found.after else [_gauge_row(_("La salle"), found.after)]


def steps(question: Question, found: Answer, profile: Profile) -> list[Step]:
    """Return every step of the answer, in the order of the rules."""
    return [
        *_base(found, profile),
        *_quorum(question, found, profile),
        *_leaving(question, found, profile),
        *_vote(question, found, profile),
    ]


def _gauge_row(label: str, state: QuorumState) -> dict[str, Any]:
    return {"label": label, "counted": state.counted, "needed": state.needed, "base": max(state.base, state.counted, 1)}


def _base(found: Answer, profile: Profile) -> Iterator[Step]:
    dues = profile.article(Parameter.DUES_YEARS_BACK)
    out = found.standings[Standing.IN_ARREARS], found.standings[Standing.SUSPENDED]
    said = _(
        "Aujourd’hui, %(good)d membres votants sur %(all)d sont à jour.",
        good=found.standings[Standing.GOOD],
        all=found.members,
    )
    if any(out):
        said += " " + _(
            "En sont exclus : cotisation due, %(late)d ; suspendus, %(suspended)d.", late=out[0], suspended=out[1]
        )
    yield "info", said, dues
    if found.excluded:
        yield "warn", _leaves_base(found), dues
    if found.already_out:
        yield "info", _("Déjà hors de la base, rien ne change : %(names)s.", names=_names(found.already_out)), ""
    if found.already_good:
        yield "info", _("Déjà à jour, rien ne change : %(names)s.", names=_names(found.already_good)), ""
    if found.joined:
        yield (
            "ok",
            _("La cotisation est réglée, la voix entre dans la base : %(names)s.", names=_names(found.joined)),
            dues,
        )
    if found.still_out:
        said = _("Payer ne lève pas une suspension : %(names)s reste hors de la base.", names=_names(found.still_out))
        yield "info", said, ""


def _leaves_base(found: Answer) -> str:
    said = _("Sans droit de vote, hors de la base : %(names)s.", names=_names(found.excluded))
    if found.out_of_hall:
        said += " " + ngettext(
            "%(num)d voix annoncée au congrès sort aussi de la salle.",
            "%(num)d voix annoncées au congrès sortent aussi de la salle.",
            found.out_of_hall,
        )
    return said


def _quorum(question: Question, found: Answer, profile: Profile) -> Iterator[Step]:
    if found.threshold is None:
        said = _("À la seconde convocation, aucun quorum n’est exigé.")
        yield "info", said, profile.article(Parameter.SECOND_CALL_NEEDS_QUORUM)
    else:
        said = _(
            "La base est de %(base)d voix. Il en faut %(needed)d : %(share)s.",
            base=found.base,
            needed=found.before.needed,
            share=share_words(found.threshold),
        )
        yield "info", said, profile.article(QUORUM_OF[question.kind])
    if found.remote_ignored:
        said = ngettext(
            "%(num)d voix à distance n’est pas admise.",
            "%(num)d voix à distance ne sont pas admises.",
            found.remote_ignored,
        )
        yield "warn", said, profile.article(Parameter.REMOTE_PARTICIPATION)
    counted = value_words(Parameter.QUORUM_COUNTS, profile.value(Parameter.QUORUM_COUNTS))
    said = _("Le quorum compte les membres %(ways)s : %(count)d voix.", ways=counted, count=found.before.counted)
    yield "info", said, profile.article(Parameter.QUORUM_COUNTS)
    if found.threshold is not None:
        yield _state(found.before)


def _state(state: QuorumState) -> Step:
    if not state.is_reached:
        return (
            "no",
            ngettext(
                "Le quorum manque : il faut %(num)d voix de plus.",
                "Le quorum manque : il faut %(num)d voix de plus.",
                state.missing,
            ),
            "",
        )
    if not state.spare:
        return "warn", _("Le quorum est atteint exactement : la première voix qui part le fait perdre."), ""
    return (
        "ok",
        ngettext(
            "Le quorum est atteint : %(num)d voix peut encore partir.",
            "Le quorum est atteint : %(num)d voix peuvent encore partir.",
            state.spare,
        ),
        "",
    )


def _leaving(question: Question, found: Answer, profile: Profile) -> Iterator[Step]:
    if question.leaving or question.leaving_proxies:
        said = ngettext("%(num)d membre part.", "%(num)d membres partent.", question.leaving)
        if question.leaving_proxies:
            held = ngettext(
                "%(num)d pouvoir part avec eux.", "%(num)d pouvoirs partent avec eux.", question.leaving_proxies
            )
            said = f"{said} {held}"
        left = ngettext("Il reste %(num)d voix.", "Il reste %(num)d voix.", found.hall.voices)
        said = f"{said} {left}"
        yield "info", said, profile.article(Parameter.PROXY_CAP) if question.leaving_proxies else ""
        if found.threshold is not None:
            yield _state(found.after)
    if not found.after.is_reached:
        said = _(
            "Quand le quorum manque : %(rule)s.",
            rule=value_words(Parameter.QUORUM_LOST, profile.value(Parameter.QUORUM_LOST)),
        )
        yield "no", said, profile.article(Parameter.QUORUM_LOST)


def _vote(question: Question, found: Answer, profile: Profile) -> Iterator[Step]:
    tally, vote = question.tally, found.vote
    if tally is None:
        return
    if vote is None:
        yield "no", _("Le vote n’est donc pas compté."), ""
        return
    yield (
        "info",
        _(
            "Pour %(yes)d, contre %(no)d, abstentions %(abstained)d, blancs %(blank)d ; n’ont pas voté : %(silent)d.",
            yes=tally.in_favour,
            no=tally.against,
            abstained=tally.abstentions,
            blank=tally.blanks,
            silent=max(0, found.hall.voices - tally.roll),
        ),
        "",
    )
    rule = value_words(question.majority, profile.value(question.majority))
    said = _("Il faut %(rule)s : %(needed)d sur %(base)d.", rule=rule, needed=vote.needed, base=vote.base)
    yield "info", said, profile.article(question.majority)
    kinds = {Outcome.ADOPTED: "ok", Outcome.REJECTED: "no", Outcome.TIED: "warn"}
    yield (
        kinds[vote.outcome],
        _("Avec %(count)d voix pour : %(outcome)s.", count=vote.in_favour, outcome=words_for(vote.outcome)),
        "",
    )
    if vote.outcome is Outcome.TIED:
        grants = profile.flag(Parameter.CASTING_VOTE)
        said = (
            _("La présidence départage, au vote public.")
            if grants
            else _("La présidence n’a pas de voix prépondérante : la proposition n’est pas adoptée.")
        )
        yield "warn", said, profile.article(Parameter.CASTING_VOTE)


def _names(members: Sequence[VotingMember]) -> str:
    return list_words([member.name for member in members])
