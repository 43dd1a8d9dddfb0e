"""What was promised to go goes, proven by a search for it in every column of the database; what the law needs stays."""

from datetime import date, timedelta

import pytest
from sqlalchemy import String, Text, cast

from aimf_events.accounts.models import Role
from aimf_events.clock import now, set_for_tests
from aimf_events.database import db
from aimf_events.errors import NotFound
from aimf_events.journal import JournalEntry
from aimf_events.registration.document_files import prepare_document
from aimf_events.registration.documents import attach_document, content_of, documents_of, remove_document
from aimf_events.registration.models import Document, DocumentKind, Support
from aimf_events.registration.purge import (
    DOCUMENTS_KEPT_DAYS,
    SUPPORT_KEPT_YEARS,
    SUPPORT_WORDS_KEPT_DAYS,
    purge_congress,
    purge_personal_data,
)
from aimf_events.registration.support import Grant, grant_support, past_supports, support_of, withdraw_support
from tests.factories import make_congress, make_delegation, make_registration, make_staff
from tests.registration.files import pdf

NAME, DECIDED, SOURCE, WHY = (
    "lettre-de-zafindraibe",
    "M. Rakotomalala",
    "courriel de Mme Vestergaard",
    "M. Quenum renonce",
)


@pytest.fixture
def registration(app):
    return make_registration(make_delegation(make_congress("tunis"), "Cotonou"))


@pytest.fixture
def desk(app):
    return make_staff(Role.SECRETARIAT)


def attach(sender, content=None, **values):
    prepared = prepare_document(content or pdf(), f"{NAME}.pdf")
    return attach_document(sender.delegation, prepared, kind=DocumentKind.NOMINATION, by=None, **values)


def after(congress, days):
    """At noon, so many days after the congress."""
    on(congress.ends_on + timedelta(days=days))


def on(day):
    set_for_tests(now().replace(hour=12, year=day.year, month=day.month, day=day.day))


def places_of(word):
    """Where a word stands: every table, every column, as text."""
    found = []
    for table in db.metadata.sorted_tables:
        for column in table.columns:
            said = cast(column, Text if not isinstance(column.type, String) else String).icontains(word)
            if db.session.scalar(db.select(db.func.count()).select_from(table).where(said)):
                found.append(f"{table.name}.{column.name}")
    return found


def test_papers_go_with_their_bytes_and_their_names_and_the_line_stays(registration):
    kept, taken_back = attach(registration, registration=registration), attach(registration, pdf(2))
    remove_document(taken_back, by=None)
    removed_at = taken_back.removed_at
    after(registration.congress, DOCUMENTS_KEPT_DAYS)
    assert purge_congress(registration.congress) == {}
    assert places_of(NAME) == ["document.file_name"]
    assert content_of(kept) == pdf()
    after(registration.congress, DOCUMENTS_KEPT_DAYS + 1)
    assert purge_congress(registration.congress) == {"documents": 2}
    db.session.expire_all()
    assert places_of(NAME) == []
    assert db.session.scalars(db.select(Document.sealed)).all() == [None, None]
    assert (kept.kind, len(kept.sha256), kept.registration_id) == (DocumentKind.NOMINATION, 64, registration.id)
    assert taken_back.removed_at == removed_at
    assert documents_of(registration.delegation) == []
    with pytest.raises(NotFound):
        content_of(kept)


def test_figures_of_a_support_stay_for_the_accounts_and_its_words_go(registration, desk):
    first = grant_support(registration, Grant(True, 3, 1200, "XOF", DECIDED, date(2026, 6, 2), SOURCE), by=desk)
    withdraw_support(first, reason=WHY, by=desk)
    grant_support(registration, Grant(False, 4, None, "EUR", DECIDED, date(2026, 7, 2), SOURCE), by=desk)
    after(registration.congress, SUPPORT_WORDS_KEPT_DAYS)
    assert purge_congress(registration.congress) == {}
    assert places_of(SOURCE) == ["support.source"]
    after(registration.congress, SUPPORT_WORDS_KEPT_DAYS + 1)
    assert purge_congress(registration.congress) == {"support_words": 2}
    assert purge_congress(registration.congress) == {}
    db.session.expire_all()
    assert [places_of(word) for word in (DECIDED, SOURCE, WHY)] == [[], [], []]
    [past], today = past_supports(registration), support_of(registration)
    assert (past.pays_ticket, past.nights, past.ceiling, past.currency) == (True, 3, 1200, "XOF")
    assert (today.nights, today.decided_on) == (4, date(2026, 7, 2))


def test_figures_of_a_support_go_when_the_accounts_may_go(registration, desk):
    grant_support(registration, Grant(True, 3, 1200, "EUR", DECIDED, date(2026, 6, 2), SOURCE), by=desk)
    last = registration.congress.ends_on.year + SUPPORT_KEPT_YEARS
    on(date(last, 12, 31))
    assert purge_congress(registration.congress) == {"support_words": 1}
    on(date(last + 1, 1, 1))
    assert purge_congress(registration.congress) == {"supports": 1}
    assert db.session.scalars(db.select(Support)).all() == []


def test_another_congress_keeps_its_own_and_the_journal_says_how_much_went(registration, desk):
    later = make_registration(make_delegation(make_congress("lausanne", starts_on=now().date() + timedelta(days=200))))
    for each in (registration, later):
        attach(each)
        grant_support(each, Grant(True, 0, None, "EUR", DECIDED, date(2026, 6, 2), SOURCE), by=desk)
    after(registration.congress, DOCUMENTS_KEPT_DAYS + 1)
    purge_personal_data()
    assert content_of(documents_of(later.delegation)[0]) == pdf()
    assert support_of(later).source == SOURCE
    [entry] = db.session.scalars(db.select(JournalEntry).filter_by(verb="personal_data_purged"))
    assert entry.details == {"documents": 1, "support_words": 1}
