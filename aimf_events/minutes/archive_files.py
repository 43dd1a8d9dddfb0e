"""The files of a sitting's archive: minutes, attendance, convocations with their proof, papers, ballots with roll and result, elections, decisions,
the journal's lines with their place in the chain. Secret votes have no line of who voted what: there is none.

Papers are as they are read; records are JSON, so that they can be read without this platform.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import joinedload, undefer

from ..assembly.attendance_sheet import attendance_pdf
from ..assembly.ballot_models import Ballot, BallotLine, Vote
from ..assembly.ballots import ballots_of
from ..assembly.convocation import register_of
from ..assembly.mandates import seats_of
from ..assembly.sitting_models import AgendaItem, ItemDocument, Mandate, Sitting
from ..assembly.sittings import moments_of
from ..assembly.urn_models import Urn
from ..database import db
from ..journal import JournalEntry
from ..registration.document_files import ENDINGS
from .archive_elections import elections_told, things_of
from .drafting import texts_of
from .extracts import extract_pdf
from .minutes_models import Minutes
from .minutes_pdf import minutes_docx, minutes_pdf
from .register import decisions_of
from .writing import minutes_of, scan_of

READ_ME = """Archive d'une séance statutaire / Archive of a statutory sitting

SHA256SUMS : sha256sum -c SHA256SUMS
manifest.json : chaque fichier, sa taille, son empreinte ; l'empreinte de ce fichier est la racine (« root »).
Comparez la racine à celle de la page de la séance et du journal. / Compare the root with the page of the sitting and the journal.
flask --app app verify-archive FILE --root HASH
"""


def files_of(sitting: Sitting) -> dict[str, bytes]:
    """Return the files by their path in the archive."""
    ballots = [each for each in ballots_of(sitting) if not each.is_draft]
    files = {
        "READ-ME.txt": READ_ME.encode(),
        "sitting.json": _json(_sitting(sitting)),
        "attendance.pdf": attendance_pdf(sitting),
        "convocations.json": _json([_convocation(line) for line in register_of(sitting)]),
        "journal.json": _json(_journal(sitting, ballots)),
    }
    files |= _minutes(sitting)
    files |= _papers(sitting)
    files |= _ballots(ballots)
    files["elections.json"] = _json(elections_told(sitting))
    decisions = decisions_of(sitting)
    files["decisions.json"] = _json([_decision(each) for each in decisions])
    files |= {f"decisions/{each.reference}.pdf": extract_pdf(each) for each in decisions}
    return files


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: Any) -> str:
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return str(value)


def _sitting(sitting: Sitting) -> dict[str, Any]:
    return {
        "body": sitting.body,
        "kind": sitting.kind,
        "day": sitting.day,
        "starts": sitting.starts,
        "time_zone": sitting.time_zone,
        "place": sitting.place,
        "convened_at": sitting.convened_at,
        "opened_at": sitting.opened_at,
        "closed_at": sitting.closed_at,
        "moments": [{"what": each.what, "at": each.at} for each in moments_of(sitting)],
        "agenda": [
            {"number": number, "title": item.title, "kind": item.kind, "text": item.text, "added_at": item.added_at}
            for number, item in enumerate(sitting.items, start=1)
        ],
        "mandates": [
            {"member": seat.member.name, "country": seat.member.country, "votes_from": seat.mandate.votes_from}
            for seat in seats_of(sitting)
        ],
    }


def _convocation(line: Any) -> dict[str, Any]:
    convocation = line.convocation
    return {
        "member": convocation.member.name,
        "recipient": convocation.recipient,
        "proof": line.proof,
        "post": convocation.proof,
        "left_at": line.at,
    }


def _minutes(sitting: Sitting) -> dict[str, bytes]:
    minutes = minutes_of(sitting)
    if minutes is None:
        return {}
    files = {"minutes/minutes.pdf": minutes_pdf(minutes), "minutes/minutes.docx": minutes_docx(minutes)}
    if minutes.content is not None:
        files["minutes/text.json"] = _json({"sha256": minutes.sha256, "content": minutes.content})
    written = [
        {"block": each.key, "text": each.text, "facts": each.based_on, "at": each.at} for each in texts_of(minutes)
    ]
    files["minutes/written.json"] = _json(written)
    if minutes.is_signed:
        files[f"minutes/signed{ENDINGS[minutes.scan_type]}"] = scan_of(minutes)
    return files


def _papers(sitting: Sitting) -> dict[str, bytes]:
    rows = select(ItemDocument).join(AgendaItem).where(AgendaItem.sitting_id == sitting.id)
    shown = (undefer(ItemDocument.content), joinedload(ItemDocument.item))
    papers = list(db.session.scalars(rows.order_by(AgendaItem.position, ItemDocument.id).options(*shown)))
    files, told = {}, []
    for number, paper in enumerate(papers, start=1):
        path = f"papers/{number:03d}{ENDINGS[paper.media_type]}"
        files[path] = paper.content
        told.append({"path": path, "item": paper.item.title, "name": paper.name, "version": paper.version,
                     "sha256_as_sent": paper.sha256, "added_at": paper.added_at})  # fmt: skip
    return {**files, "papers.json": _json(told)}


def _ballots(ballots: list[Ballot]) -> dict[str, bytes]:
    idents = [ballot.id for ballot in ballots]
    member = joinedload(BallotLine.mandate).joinedload(Mandate.member)
    carried = joinedload(BallotLine.carried_by).joinedload(Mandate.member)
    rows = (
        select(BallotLine)
        .where(BallotLine.ballot_id.in_(idents))
        .options(member, carried, joinedload(BallotLine.person))
    )
    lines: dict[int, list[BallotLine]] = defaultdict(list)
    for line in db.session.scalars(rows):
        lines[line.ballot_id].append(line)
    votes = select(Vote).join(BallotLine).where(BallotLine.ballot_id.in_(idents))
    said = {vote.line_id: vote for vote in db.session.scalars(votes)}
    urns = {urn.ballot_id: urn for urn in db.session.scalars(select(Urn).where(Urn.ballot_id.in_(idents)))}
    return {
        f"ballots/{number:02d}.json": _json(_ballot(ballot, lines[ballot.id], said, urns.get(ballot.id)))
        for number, ballot in enumerate(ballots, start=1)
    }


def _ballot(ballot: Ballot, lines: Iterable[BallotLine], said: dict[int, Vote], urn: Urn | None) -> dict[str, Any]:
    told = {
        "item": ballot.item.title,
        "question": ballot.question,
        "kind": ballot.kind,
        "counted_by": ballot.counted_by,
        "state": ballot.state,
        "round": ballot.round,
        "opening": ballot.opening,
        "opened_at": ballot.opened_at,
        "closed_at": ballot.closed_at,
        "published_at": ballot.published_at,
        "annulled_at": ballot.annulled_at,
        "reason": ballot.reason,
        "result": None,
        "roll": [_line(line, said.get(line.id) if ballot.is_counted else None) for line in _sorted(lines)],
    }
    if ballot.is_counted:
        tally = ballot.tally
        told["result"] = {
            "decision": ballot.decision,
            "for": tally.in_favour,
            "against": tally.against,
            "abstentions": tally.abstentions,
            "blanks": tally.blanks,
            "not_voted": tally.not_voted,
            "provisional": ballot.provisional,
            "chair_votes": ballot.chair_votes,
        }
    if urn is not None:
        told["urn"] = {"opening_hash": urn.opening_hash, "root": urn.root, "papers": urn.papers}
    return told


def _sorted(lines: Iterable[BallotLine]) -> list[BallotLine]:
    return sorted(lines, key=lambda line: (line.mandate.member.sort_key, line.id))


def _line(line: BallotLine, vote: Vote | None) -> dict[str, Any]:
    told: dict[str, Any] = {
        "member": line.mandate.member.name,
        "carrier": line.carrier,
        "carried_by": line.carried_by.member.name,
        "person": line.person.full_name if line.person else "",
        "remote": line.is_remote,
        "provisional": line.is_provisional,
    }
    if vote is not None:
        told["vote"] = {"choice": vote.choice, "channel": vote.channel, "at": vote.at, "signature": vote.signature}
    return told


def _decision(decision: Any) -> dict[str, Any]:
    return {
        "reference": decision.reference,
        "title": decision.title,
        "text": decision.text,
        "adopted": decision.is_adopted,
        "taken_at": decision.taken_at,
    }


def _journal(sitting: Sitting, ballots: list[Ballot]) -> list[dict[str, Any]]:
    """The lines about the sitting, its items, its ballots, its elections, its decisions and its minutes, each with its place in the chain."""
    minutes: Minutes | None = minutes_of(sitting)
    things = [("Sitting", sitting.id)]
    things += [("AgendaItem", item.id) for item in sitting.items] + [("Ballot", ballot.id) for ballot in ballots]
    things += things_of(sitting)
    things += [("RegisteredDecision", each.id) for each in decisions_of(sitting)]
    things += [("Minutes", minutes.id)] if minutes is not None else []
    rows = select(JournalEntry).where(tuple_(JournalEntry.thing_kind, JournalEntry.thing_id).in_(things))
    return [
        {
            "position": entry.position,
            "at": entry.at,
            "verb": entry.verb,
            "thing": f"{entry.thing_kind} {entry.thing_id}",
            "payload": entry.payload,
            "salt": entry.salt,
            "seal": entry.seal,
            "chain": entry.chain,
        }
        for entry in db.session.scalars(rows.order_by(JournalEntry.id))
    ]
