"""The next sentence for the chair to say, and how speakers are called."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from ..assembly.agenda_live import Planned
from ..assembly.ballot_models import Ballot, BallotState
from ..assembly.floor_list import Speakers, Spoken
from ..assembly.quorum_words import quorum_words
from ..assembly.rolls import Roll
from ..assembly.sitting_models import AgendaItem, Sitting, SittingState
from ..i18n import list_words, pick
from ..members.regions import Region
from .ballot_words import reading
from .wording import addressed, words_for


def speaker_words(spoken: Spoken) -> str:
    """Return who speaks and for whom: « Mme Awa Diop (Maire, Saint-Louis) », the title where it is this person's own."""
    if spoken.person is None:
        return spoken.seat.member.name
    title = spoken.seat.holder.titular_title
    own = title is not None and spoken.seat.holder.executive is spoken.person
    said = f"{pick(title)}, {spoken.seat.member.name}" if own and title else spoken.seat.member.name
    return f"{addressed(spoken.person)} ({said})"


def duration_words(seconds: int) -> str:
    """Return a time as it is said: « trois minutes » is written with figures, « 3 minutes 30 secondes »."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = []
    if hours:
        rest = 0
        parts.append(ngettext("%(num)d heure", "%(num)d heures", hours))
    if minutes:
        parts.append(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    if rest or not (minutes or hours):
        parts.append(ngettext("%(num)d seconde", "%(num)d secondes", rest))
    return " ".join(parts)


def balance_words(speakers: Speakers) -> str | None:
    """Return the balance of those heard and waiting, in a sentence; None where nobody asked. It orders nobody."""
    if not speakers.heard and not speakers.waiting:
        return None
    people, regions = speakers.balance()
    said = []
    if people:
        women, men = people.get("madam", 0), people.get("sir", 0)
        said.append(ngettext("%(num)d femme", "%(num)d femmes", women))
        said.append(ngettext("%(num)d homme", "%(num)d hommes", men))
    most_first = sorted(regions.items(), key=lambda one: (-one[1], one[0]))
    where = [f"{words_for(Region(region))} {count}" for region, count in most_first]
    return _(
        "Entendus et inscrits\u00a0: %(people)s\u202f; %(regions)s.",
        people=list_words(said) if said else _("civilités inconnues"),
        regions=", ".join(where),
    )


def next_sentence(
    sitting: Sitting,
    roll: Roll,
    current: Planned | None,
    coming: AgendaItem | None,
    ballots: Sequence[Ballot],
    speakers: Speakers | None,
) -> str:
    """Return the sentence that the chair says next: the sitting, then the vote that runs, then the floor, then the item."""
    if sitting.state is SittingState.CONVENED:
        opening = _("Je déclare la séance ouverte.")
        return f"{quorum_words(roll)} {opening}" if roll.quorum.is_reached else quorum_words(roll)
    if sitting.state is SittingState.SUSPENDED:
        return _("La séance est reprise. Il est procédé à l’appel.")
    if sitting.state is SittingState.CLOSED:
        return _("La séance est levée. Je vous remercie.")
    running = next((each for each in ballots if each.is_running or each.state is BallotState.CLOSED), None)
    if running is not None:
        return reading(running) or ""
    if speakers is not None and (said := _floor_sentence(speakers)):
        return said
    ready = next((each for each in ballots if each.is_draft), None)
    if ready is not None:
        if not roll.may_vote:
            return quorum_words(roll)
        return reading(ready) or ""
    if current is not None and coming is not None:
        return _(
            "Le point %(number)d est clos. Nous passons au point suivant\u00a0: %(title)s.",
            number=current.number,
            title=coming.title,
        )
    if coming is not None:
        return _("%(quorum)s Nous abordons le point\u00a0: %(title)s.", quorum=quorum_words(roll), title=coming.title)
    return _("L’ordre du jour est épuisé. La séance est levée.")


def _floor_sentence(speakers: Speakers) -> str | None:
    if speakers.speaking is not None:
        if speakers.waiting:
            return _(
                "Je vous remercie. La parole sera ensuite à %(speaker)s.", speaker=speaker_words(speakers.waiting[0])
            )
        return _("Je vous remercie de conclure. Quelqu’un d’autre demande-t-il la parole\u202f?")
    if not speakers.waiting:
        return None
    first = speakers.waiting[0]
    if first.speech.is_order:
        return _("Motion d’ordre. La parole est à %(speaker)s, pour une minute.", speaker=speaker_words(first))
    return _(
        "La parole est à %(speaker)s, pour %(time)s.",
        speaker=speaker_words(first),
        time=duration_words(speakers.floor.seconds),
    )


def item_state_words(planned: Planned) -> str:
    """Return what became of an item, in a word."""
    if planned.times.is_open:
        return _("en cours")
    if planned.times.is_postponed:
        return _("reporté")
    return _("clos") if planned.times.is_done else _("à venir")


def ballot_line(ballot: Ballot) -> str:
    """Return a ballot in a line: its question and its state."""
    return f"{pick(ballot.question)} — {words_for(ballot.state)}"
