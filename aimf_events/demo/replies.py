"""What the agendas of speakers answered: most said yes, some no, and three letters wait for a person."""

import random
from datetime import timedelta

from flask import current_app
from sqlalchemy import select

from ..clock import now
from ..congress.models import Congress
from ..database import db
from ..mail import incoming
from ..mail.models import OutgoingMessage
from ..programme.models import ProgrammeSession, SessionInvitation
from ..programme.session_invitations import ARRIVED

ASSISTANT, LATER, ELSEWHERE = 0, 9, 17  # of all invitations: three that wait for a person
SAID = (*("ACCEPTED",) * 6, "TENTATIVE", "DECLINED")
WORDS = {
    "ACCEPTED": "",
    "TENTATIVE": "Mon vol arrive le matin même.",
    "DECLINED": "Le conseil municipal siège ce jour-là.",
}
_LETTER = """From: {sender}
To: {organizer}
Subject: Re: {title}
MIME-Version: 1.0
Content-Type: text/calendar; charset=utf-8; method={method}
Content-Transfer-Encoding: 8bit

BEGIN:VCALENDAR
PRODID:-//Agenda//FR
VERSION:2.0
METHOD:{method}
BEGIN:VEVENT
UID:{uid}
DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}
SEQUENCE:{sequence}
COMMENT:{words}
ATTENDEE;PARTSTAT={said}:mailto:{attendee}
END:VEVENT
END:VCALENDAR
"""


def take_replies(congress: Congress) -> None:
    """Two in three have answered; an assistant answered for one, one proposes another hour, one answers an invitation of others."""
    chance = random.Random(congress.number)  # noqa: S311 -- of its own: what is drawn elsewhere stays as it was
    config = current_app.config["AIMF"]
    rows = select(SessionInvitation, OutgoingMessage).join(
        OutgoingMessage,
        (OutgoingMessage.about_kind == "SessionInvitation") & (OutgoingMessage.about_id == SessionInvitation.id),
    )
    rows = rows.join(ProgrammeSession, ProgrammeSession.id == SessionInvitation.session_id)
    asked = rows.where(ProgrammeSession.congress_id == congress.id, OutgoingMessage.state.in_(ARRIVED))
    for number, (held, letter) in enumerate(db.session.execute(asked.order_by(SessionInvitation.id)).all()):
        if number not in (ASSISTANT, LATER, ELSEWHERE) and chance.random() > 0.66:
            continue
        said = chance.choice(SAID)
        written = _LETTER.format(
            sender="cabinet.du.maire@example.org" if number == ASSISTANT else letter.recipient,
            organizer=config.mail_from,
            title=letter.data["session_title"],
            method="COUNTER" if number == LATER else "REPLY",
            uid=f"{held.uid}@{'autre-congres.example' if number == ELSEWHERE else config.instance_id}",
            stamp=now() - timedelta(minutes=chance.randint(5, 3000)),
            sequence=held.sequence,
            words=WORDS[said],
            said=said,
            attendee=letter.recipient,
        )
        incoming.take(written.encode())
