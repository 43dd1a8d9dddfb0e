"""Writes docs/privacy.md, the register of processing, from the questions that a congress begins with.

`python -m tools.privacy_register` writes it; a test compares (GDPR, article 30).
"""

from pathlib import Path

from aimf_events.programme.replies import KEPT as REPLIES_KEPT
from aimf_events.reception.receipts import KEPT_DAYS as RECEIPTS_KEPT_DAYS
from aimf_events.registration.default_fields import DEFAULT_FIELDS, DefaultField
from aimf_events.registration.models import FieldPhase, LegalBasis
from aimf_events.registration.purge import (
    DOCUMENTS_KEPT_DAYS,
    SUPPORT_KEPT_YEARS,
    SUPPORT_WORDS_KEPT_DAYS,
    TRAVEL_KEPT_DAYS,
)
from aimf_events.registration.security_lists import KEPT_DAYS

TARGET = Path(__file__).parent.parent / "docs" / "privacy.md"
PHASES = {
    FieldPhase.REGISTRATION: "With the registration",
    FieldPhase.TRAVEL: "With the journey",
    FieldPhase.VISA: "For the visa letter",
}
BASES = {
    LegalBasis.CONSENT: "consent (articles 6(1)(a) and 9(2)(a))",
    LegalBasis.CONTRACT: "what hosting the person needs (article 6(1)(b))",
    LegalBasis.LEGAL_OBLIGATION: "legal obligation (article 6(1)(c))",
    LegalBasis.LEGITIMATE_INTEREST: "legitimate interest (article 6(1)(f))",
}
HEADINGS = ("Question", "Why", "Legal basis", "Asked of", "Readers", "Comes out in", "Days kept", "Encrypted")
INTRODUCTION = """# Register of processing

Written by `python -m tools.privacy_register` from `aimf_events/registration/default_fields.py`: the questions that every
congress begins with. The secretariat changes them on screen (Réglages, Questions posées); a question without a reader
or an output is refused, and so is a consent that is required. Days are counted from the last day of the congress.
"""
TRAVEL = f"""## Journeys, rooms and lists for the host's security

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| Journeys of a group: means, number, place, hour, who travels | to fetch people | contract | secretariat, host_team | {TRAVEL_KEPT_DAYS} days |
| Rooms: hotel, nights, who sleeps there | to book and to pay nights | contract | secretariat, host_team | {TRAVEL_KEPT_DAYS} days |
| Lists for the host's security: an encrypted workbook, its recipient, its SHA-256 | safety of the congress | legitimate interest | accreditation, secretariat | the file {KEPT_DAYS} days, the line that says to whom it went as long as the journal |

## Papers of delegations and what the association pays

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| Nomination letters, mandates, proofs: the file, sealed, and its name | to accredit, and to answer who contests an accreditation, a head of delegation or a vote | legitimate interest | accreditation, secretariat; the delegation, or the claimant, who sent it | {DOCUMENTS_KEPT_DAYS} days; then the bytes and the name of the file go, and the line stays that says of which kind, when it came and its SHA-256, so that a copy shown later can be recognised |
| What is paid for a participant: ticket, nights, ceiling and currency, day of the decision | the accounts of the association | legal obligation (Code de commerce, article L. 123-22) | secretariat; the delegation, while it is granted | {SUPPORT_KEPT_YEARS} years after the end of the year of the congress, then the line is deleted |
| Who decided it, where it is written, why it ended, in words | to settle it | legitimate interest | secretariat | {SUPPORT_WORDS_KEPT_DAYS} days; the minutes themselves are the association's own record |

## Following a session from afar

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| Entries into rooms online: which session, which room, when; the language listened to | to let in one person once, and to keep the language | what hosting the person needs | nobody on screen; the person, in the export | as long as the registration; an erasure deletes them |
| Pages kept open: from when to when | the quorum of a sitting; how many follow, for the operators | the statutory record; legitimate interest | secretariat, sitting_secretary; the operators see the number alone | with the statutory record |

A provider of a room is told an opaque id, made for one session, a role and a language: no name, no mailbox, no city.

## Those who speak

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| Invitation to speak: address, role, answer with its word, reminders | to build the programme | legitimate interest | secretariat, programme | as long as the programme; an erasure deletes it |
| Biography and portrait given for the programme | to present who speaks | consent, withdrawn on the person's own page: what was published leaves every version at once | secretariat, programme; everyone, while the person agrees | as long as the programme |
| Slides, sealed, version by version | to show them in the room; published after the session where the person agrees | legitimate interest; consent for publishing | secretariat, programme | as long as the programme; a version taken back is deleted at once |

## At the welcome desk

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| Receipts of badges: receiver, function, signature drawn on the screen (encrypted) | to know who took a delegation's badges | legitimate interest | accreditation, desk, door_supervisor, secretariat | {RECEIPTS_KEPT_DAYS} days; number, day and badges stay |
| The paper pack: names, delegations, short codes, telephones of the team, of heads and of the adults of minors, as an encrypted PDF | to go on when nothing works | legitimate interest | door_supervisor, secretariat; the journal says who took it | until two days after the last day |

## Votes at a sitting

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| Voting sheets: whose voice, who made and handed it, which two officers recognised the person on video, when a device was bound; a slow hash of the code until it is used, then the device's public key | to prove who could vote, from one device each | legal obligation and legitimate interest: the statutory record | secretariat, sitting_secretary | with the statutory record; an erasure leaves the number alone |
| Proxies: which member gives its voice to which, when, what became of it; the giver's instructions (encrypted); of a paper, its scan (encrypted) and who entered and confirmed it | to count a voice that another carries | legal obligation and legitimate interest: the statutory record | secretariat, sitting_secretary; the instructions: the holder's page alone | with the statutory record; instructions until the proxy ends, and a day after the sitting |
| Decisions of the credentials committee: on whose nomination or which proxy, what, why | to know who could speak for a member | legal obligation and legitimate interest: the statutory record | secretariat, sitting_secretary; the report: the members | with the statutory record; an erasure blanks the reason |

## The Bureau

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| Who sits, at which office, from when to when, why it ended | the officers of the association are public, and declared | legal obligation (loi of 1 July 1901, article 5) | everyone | with the statutory record; an erasure leaves the office without the name |
| The portrait shown beside the name | to present the Bureau | consent, with its day; withdrawn, the picture is deleted at once | everyone, while the person sits and agrees | until the consent ends, or the person is erased |

## Cities that ask to join

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| The mailbox of the city, the name and office of its mayor, its papers (sealed) | to examine and to decide the application | pre-contractual steps, and the association's statutes | secretariat, sitting_secretary; whoever holds the link of the dossier | never handed in: 90 days; refused or withdrawn: the papers a year; admitted: with the member |

## Grants to members

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| What a member asks, what was decided and paid, its papers and report (sealed); who recorded it | the accounts of the association | legal obligation (Code de commerce, article L. 123-22) | secretariat, sitting_secretary, treasury; whoever holds the link of the grant | with the accounts |

## Answers of calendars

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| The answer to an invitation: yes, no, maybe, a word, the address that replies, when | to know whether a speaker comes | legitimate interest | programme, secretariat | as long as the invitation; replies that name none of ours, and those set aside, {REPLIES_KEPT.days} days |

## Ballots of the statutory sittings

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| The frozen roll of a ballot: who carried which member's voice, and how | to prove who could vote | legal obligation (the association's statutes) | secretariat, sitting_secretary; after publication, whoever was on the roll | as long as the minutes; an erasure leaves the line without the name |
| The three tellers of a secret ballot: who, their public keys, what each has done | the count is theirs to attest | legal obligation (the association's statutes) | secretariat, sitting_secretary | as long as the minutes; an erasure leaves the part without the name |
| Candidacies: who stands for which member and office, statement, document, sponsors, what was decided and why | to hold an election | legal obligation (the association's statutes) | secretariat, sitting_secretary; the members, once the list is published | with the statutory record, the document encrypted; that of whoever was refused, withdrew or fell goes a day after the sitting; an erasure blanks the words and the document |
| Profession, domicile, nationality of a candidate (encrypted) | the declaration of the officers to the prefecture (law of 1 July 1901, article 5) | legal obligation | secretariat, sitting_secretary, on demand: the journal says who read whose; the member's own page does not show them | a day after the sitting of whoever is not elected; 400 days of the elected |
| The roll of a round of an election: who carried which voice, and that its paper is in the urn | to prove who could vote, once | legal obligation (the association's statutes) | secretariat, sitting_secretary | as long as the minutes; an erasure leaves the line without the name |
| A vote by name | an open vote is said before all | legal obligation (the association's statutes) | the same, once the ballot has closed; nobody before | the same |

## Decisions and minutes of the statutory sittings

| What | Why | Legal basis | Readers | Kept |
|---|---|---|---|---|
| The register of decisions: who is in charge of what follows, in free text, and notes | to see decisions carried out | legal obligation and legitimate interest: the statutory record | secretariat, sitting_secretary; number, text and state of most: the members | with the statutory record |
| Minutes: who was there and for whom, from when to when; who chaired and kept them; what was said and decided; the scan of the signed copy (encrypted) | to prove what the association decided | legal obligation (the association’s statutes) | secretariat, sitting_secretary; once signed, the members | with the statutory record |
| Declarations to the prefecture: what changed, in one sentence, and the receipt (encrypted) | to meet a legal deadline | legal obligation (loi du 1er juillet 1901, article 5) | secretariat, sitting_secretary | with the statutory record |
| The archive of a sitting: all of the above in one encrypted file; an erasure does not reach into it | to prove later what was decided, whole and unaltered | legal obligation (the association’s statutes) | secretariat, sitting_secretary; the journal says that it was made | with the statutory record |

## How it is kept

- An encrypted answer is sealed (AES-256-GCM), bound to its question and its person. Whoever gave it sees its last two
  characters; a reader named by the question sees it on demand, one at a time; the journal says who read what of whom.
- An hourly job deletes what is over its days, on the clock of the congress's city, and says in the journal how much went.
- Who answers that no letter for the visa is needed has their passport deleted at once.
- Whoever takes a list away as a file leaves a line in the journal.
- The letter for the visa quotes the passport: it is sealed like it, never sent by mail, and goes with it; its number, its code
  and the initials stay, so that a check still tells the truth. The certificate of presence goes with the journeys.
- A person takes or erases their own data at /persons/me/data, after a code just received in a mailbox of their own; the
  secretariat does it with a reason. `aimf_events/dossier/tables.py` says of every table what is exported, what is erased and
  what stays, and why; tests hold it against the whole database. A full name is blanked wherever somebody wrote it; a family
  name alone names nobody for certain, so the notes that bear it are shown first, and those are blanked that are chosen.
  Who erases their own data is not shown what others wrote: the secretariat reads these notes over (/persons/reviews), and
  the name is kept encrypted until it has, 30 days at most.
- A paired telephone carries the list sealed badge by badge: it opens only the one that is shown to it. The trace of a pairing
  goes in a day; what a revoked telephone still sends is kept until a supervisor counts it, and then emptied.
- `flask verify-journal` recomputes the chain of the journal and names the first broken entry.
"""


def register() -> str:
    """Return the whole document."""
    parts = [INTRODUCTION]
    for phase, words in PHASES.items():
        rows = [_row(each) for each in DEFAULT_FIELDS if each.settings.phase is phase]
        parts.append("\n".join([f"## {words}", "", _line(HEADINGS), "|" + "---|" * len(HEADINGS), *rows, ""]))
    return "\n".join([*parts, TRAVEL])


def _row(each: DefaultField) -> str:
    said = each.settings
    need = "required" if each.is_required else "optional"
    question = f"{said.label['fr']} / {said.label['en']}"
    asked = f"{', '.join(each.asked)} ({need})"
    outputs = ", ".join(output.value for output in said.outputs)
    law, secret = BASES[said.legal_basis], "yes" if said.is_secret else "no"
    return _line(
        (question, said.purpose["en"], law, asked, ", ".join(said.readers), outputs, str(said.kept_days), secret)
    )


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    TARGET.write_text(register(), encoding="utf-8")
