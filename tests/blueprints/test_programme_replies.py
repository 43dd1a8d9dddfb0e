"""The pages of the answers of agendas: who said what, what waits, what a colleague decides; and who may not."""

import pytest

from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from aimf_events.programme import replies
from aimf_events.programme.models import ProgrammeSession, SessionInvitation
from tests.factories import make_congress, make_staff
from tests.programme.test_change_letters import posted, speaker
from tests.programme.test_replies import Invited
from tests.statements import statements_sent


@pytest.fixture
def invited(app):
    return Invited()


@pytest.fixture
def desk(invited, browser_of):
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=invited.congress))


def base(congress):
    return f"/{congress.name}/programme-desk/"


def test_page_without_invitations_says_when_answers_come(app, browser_of):
    congress = make_congress()
    page = browser_of(make_staff(CongressRole.PROGRAMME, congress=congress)).get(base(congress) + "replies")
    assert "Aucune invitation n’est partie" in page.text


def test_who_said_yes_and_who_was_asked_again_is_shown_where_speakers_are(desk, invited):
    invited.take("ACCEPTED", lines=["COMMENT:Avec plaisir"])
    page = desk.get(base(invited.congress) + "replies")
    assert "Aucune réponse n’est à regarder." in page.text
    assert desk.get(base(invited.congress)).link("Réponses des agendas") == base(invited.congress) + "replies"
    for path in (f"sessions/{invited.planned.public_id}", f"sessions/{invited.planned.public_id}/speakers"):
        page = desk.get(base(invited.congress) + path)
        assert "Avec plaisir" in page.text
        assert "oui" in page.text
    invited.move()
    page = desk.get(base(invited.congress) + f"sessions/{invited.planned.public_id}/speakers")
    assert "avait répondu avant un changement" in page.text
    assert "Avec plaisir" not in page.text


def test_colleague_reads_the_facts_and_decides_once(desk, invited):
    invited.take("DECLINED", sender="cabinet@example.org", lines=["COMMENT:<script>alert(1)</script>"])
    page = desk.get(base(invited.congress) + "replies")
    assert "1 réponse est à regarder." in page.text
    [waiting] = replies.waiting_replies(invited.congress)
    path = base(invited.congress) + f"replies/{waiting.public_id}"
    page = desk.get(path)
    assert "La lettre vient d’une autre adresse que celle qui répond." in page.text
    assert "cabinet@example.org" in page.text
    page = desk.post(path + "/keeping", {})
    assert "La réponse est prise en compte." in page.text
    assert invited.standing().intention == "no"
    assert desk.post(path + "/setting-aside", {}, status=409).h1


def test_reply_that_names_nothing_of_ours_can_only_be_set_aside(desk, invited):
    invited.take(uid="nobody@elsewhere")
    [waiting] = replies.waiting_replies(invited.congress)
    path = base(invited.congress) + f"replies/{waiting.public_id}"
    assert "prendre en compte" not in desk.get(path).text.casefold()
    assert desk.post(path + "/keeping", {}, status=409).h1
    assert "Aucune réponse n’est à regarder." in desk.post(path + "/setting-aside", {}).text


def test_reply_of_another_congress_is_not_found_and_others_may_not_read(desk, invited, browser_of):
    invited.take("DECLINED", sender="cabinet@example.org")
    [waiting] = replies.waiting_replies(invited.congress)
    other = make_congress()
    there = browser_of(make_staff(CongressRole.PROGRAMME, congress=other))
    assert there.get(base(other) + f"replies/{waiting.public_id}", status=404).h1
    assert there.post(base(other) + f"replies/{waiting.public_id}/keeping", {}, status=404).h1
    assert there.get(base(invited.congress) + "replies", status=403).h1
    door = browser_of(make_staff(CongressRole.DOOR, congress=invited.congress))
    assert door.get(base(invited.congress) + f"replies/{waiting.public_id}", status=403).h1


def test_page_costs_the_same_with_one_reply_and_with_many(desk, invited):
    path, congress, planned = base(invited.congress) + "replies", invited.congress.id, invited.planned.id

    def cost():
        db.session.remove()
        with statements_sent() as sent:
            desk.get(path)
        return len(sent)

    invited.take(sender="cabinet@example.org")
    few = (cost(), cost())[1]
    invited.congress, invited.planned = db.session.get(Congress, congress), db.session.get(ProgrammeSession, planned)
    for n in range(12):
        speaker(invited.planned, f"Orateur{n}")
    invited.tell()
    for held in db.session.query(SessionInvitation).all():
        address = next(each.recipient for each in posted() if each.about_id == held.id)
        invited.take(uid=f"{held.uid}@localhost", attendee=address, sender="secretariat.du.maire@example.org")
    assert cost() == few
    assert len(replies.waiting_replies(db.session.get(Congress, congress))) == 14
