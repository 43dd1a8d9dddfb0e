"""What minutes and extracts say of a ballot: its count, the rule that decided, its quorum, in the words of an official paper.

In the language being written: French for what has effect, English where a translation is given for courtesy.
"""

from flask_babel import gettext as _
from flask_babel import ngettext

from ..assembly.ballot_models import Ballot
from ..assembly.ballot_opening import Opening
from ..assembly.rules.majority import Base, Outcome, Tally, base_of
from ..assembly.share_words import share_words
from ..i18n import list_words


def count_line(tally: Tally) -> str:
    """Return the figures: who voted what, and who did not vote."""
    said = [
        ngettext("%(num)d voix pour", "%(num)d voix pour", tally.in_favour),
        ngettext("%(num)d voix contre", "%(num)d voix contre", tally.against),
        ngettext("%(num)d abstention", "%(num)d abstentions", tally.abstentions),
    ]
    if tally.blanks:
        said.append(ngettext("%(num)d bulletin blanc", "%(num)d bulletins blancs", tally.blanks))
    if tally.not_voted:
        said.append(ngettext("%(num)d voix non exprimée", "%(num)d voix non exprimées", tally.not_voted))
    return _("Ont été recensées %(figures)s.", figures=list_words(said))


def rule_line(ballot: Ballot) -> str:
    """Return the majority asked, its article, and how many votes for it took."""
    frozen = ballot.frozen
    base = base_of(frozen.majority, ballot.tally, frozen.hall, members=frozen.members)
    needed = max(1, frozen.majority.threshold.needed(base))
    return _(
        "Majorité requise : %(share)s %(base_words)s%(article)s, soit %(needed)d voix pour sur %(base)d.",
        share=share_words(frozen.majority.threshold),
        base_words=_base_words(frozen.majority.base),
        article=_in_brackets(frozen.article),
        needed=needed,
        base=base,
    )


def quorum_paragraph(opening: Opening) -> str:
    """Return the quorum under which a ballot was opened."""
    hall, state = opening.hall, opening.quorum
    said = _(
        "Voix inscrites : %(voices)d, dont %(present)d dans la salle, %(remote)d à distance et %(represented)d par un pouvoir.",
        voices=hall.voices, present=hall.present, remote=hall.remote, represented=hall.represented,
    )  # fmt: skip
    if not opening.quorum_asked:
        return said + " " + _("Aucun quorum n’est exigé à la seconde convocation.")
    said += " " + _(
        "Quorum : %(count)d voix, %(needed)d étant requises sur %(base)d%(article)s.",
        count=state.counted, needed=state.needed, base=state.base, article=_in_brackets(opening.quorum_article),
    )  # fmt: skip
    if opening.chair_decided:
        said += " " + _(
            "Le quorum n’étant pas réuni, la présidence a décidé de poursuivre, ainsi que les statuts le permettent."
        )
    return said


def result_line(ballot: Ballot) -> str:
    """Return what the ballot decides, the chair's casting vote included."""
    decided = ballot.decision
    if decided is not ballot.before_chair:
        article = _in_brackets(ballot.frozen.casting_article)
        if decided is Outcome.ADOPTED:
            return _(
                "Les voix étant à égalité, la voix prépondérante de la présidence%(article)s l’emporte : la proposition est adoptée.",
                article=article,
            )
        return _(
            "Les voix étant à égalité, la voix prépondérante de la présidence%(article)s l’emporte : la proposition n’est pas adoptée.",
            article=article,
        )
    return {
        Outcome.ADOPTED: _("La proposition est adoptée."),
        Outcome.REJECTED: _("La proposition n’est pas adoptée."),
        Outcome.TIED: _("Les voix étant à égalité, la proposition n’est pas adoptée."),
    }[decided]


def _base_words(base: Base) -> str:
    return {
        Base.EXPRESSED: _("des suffrages exprimés, les abstentions et les bulletins blancs n’étant pas comptés"),
        Base.CAST: _("des votes émis"),
        Base.PRESENT: _("des membres présents"),
        Base.PRESENT_OR_REPRESENTED: _("des membres présents ou représentés"),
        Base.MEMBERS: _("des membres à jour de leur cotisation"),
    }[base]


def _in_brackets(article: str) -> str:
    return f" ({article})" if article else ""
