"""Documents and videos of a congress: prepared, shown, for everyone or for the members alone; nothing else ever leaves."""

from io import BytesIO
from typing import Any

import pytest
from sqlalchemy.orm import undefer

from aimf_events.congress.models import Congress, CongressRole
from aimf_events.database import db
from aimf_events.members.models import MemberCategory
from aimf_events.publications.models import Access, Publication
from aimf_events.publications.publications import (
    ForMembers,
    NothingToShow,
    Words,
    add_publication,
    change_publication,
    is_of_member,
    open_publication,
    shown_to,
)
from aimf_events.registration.document_files import PreparedDocument, prepare_document
from aimf_events.registration.models import RegistrationState
from tests.factories import make_congress, make_delegation, make_member, make_person, make_registration, make_staff
from tests.registration.files import pdf


@pytest.fixture
def congress(app: Any) -> Congress:
    return make_congress()


@pytest.fixture
def desk(congress: Congress, browser_of: Any) -> Any:
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))


def paper(name: str = "Ordre du jour.pdf") -> PreparedDocument:
    return prepare_document(pdf(), name)


def words(title: str = "Ordre du jour", **values: Any) -> Words:
    return Words(**{"title": {"fr": title}, "about": {}, "access": Access.PUBLIC, "is_shown": True, **values})


def published(congress: Congress, title: str = "Ordre du jour", **values: Any) -> Publication:
    return add_publication(congress, words(title, **values), file=paper(), by=make_person())


def test_a_file_is_sealed_at_rest_and_given_back_as_it_came(congress: Congress, client: Any) -> None:
    made = published(congress)
    kept = db.session.scalars(db.select(Publication).options(undefer(Publication.sealed))).one()
    assert kept.sealed is not None
    assert not kept.sealed.startswith(b"%PDF")
    assert made.public_id in client.get(f"/{congress.name}/documents").get_data(as_text=True)
    answer = client.get(f"/{congress.name}/documents/{made.public_id}")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, "application/pdf", pdf())
    assert "script-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_publication_is_a_file_or_an_address(congress: Congress) -> None:
    by = make_person()
    for given in ({}, {"file": paper(), "address": "https://video.example.org/1"}):
        with pytest.raises(NothingToShow):
            add_publication(congress, words(), by=by, **given)  # type: ignore[arg-type]
    video = add_publication(congress, words(), address="https://video.example.org/1", by=by)
    change_publication(video, words("Autre"), by=by)
    assert (video.is_video, video.title) == (True, {"fr": "Autre"})
    change_publication(video, words(), file=paper(), address=video.address, by=by)
    assert (video.is_video, video.media_type) == (False, "application/pdf")


def test_a_draft_and_what_is_of_another_congress_are_not_found(congress: Congress, client: Any) -> None:
    draft, elsewhere = published(congress, is_shown=False), published(make_congress())
    for each in (draft, elsewhere):
        assert client.get(f"/{congress.name}/documents/{each.public_id}").status_code == 404
    assert shown_to(congress, None, sees_all=False) == ([], 0)


def test_what_is_for_members_asks_who_reads_it_and_opens_to_one_of_a_member(
    congress: Congress, client: Any, browser_of: Any
) -> None:
    made = published(congress, "Comptes", access=Access.MEMBERS)
    page, file = f"/{congress.name}/documents", f"/{congress.name}/documents/{made.public_id}"
    told = client.get(page).get_data(as_text=True)
    assert "réservée aux membres" in told
    assert "Comptes" not in told
    assert client.get(file).headers["Location"].startswith("/sign-in")
    stranger = browser_of(make_person(email="x@example.org"))
    assert stranger.client.get(file).status_code == 403
    delegate = make_registration(
        make_delegation(congress, member=make_member()), person=make_person(email="m@example.org")
    )
    reader = browser_of(delegate.person)
    assert "Comptes" in reader.get(page).text
    assert reader.client.get(file).status_code == 200


def test_a_partner_and_somebody_who_withdrew_are_not_of_a_member(congress: Congress) -> None:
    partner = make_delegation(congress, member=make_member(category=MemberCategory.PARTNER))
    assert not is_of_member(make_registration(partner).person)
    gone = make_registration(make_delegation(congress, member=make_member()), state=RegistrationState.WITHDRAWN)
    assert not is_of_member(gone.person)
    with pytest.raises(ForMembers):
        open_publication(congress, published(congress, access=Access.MEMBERS).public_id, gone.person, sees_all=False)


def test_the_desk_adds_replaces_and_removes(congress: Congress, desk: Any, client: Any) -> None:
    base = f"/{congress.name}/publications/"
    assert "Aucun document ni vidéo" in desk.get(base).text
    given = {"title_fr": "Rapport moral", "access": "public", "is_shown": "y"}
    desk.get(f"{base}new")
    assert "Donnez un fichier, ou l’adresse d’une vidéo" in desk.post(f"{base}new", given, status=422).text
    bad = {**given, "file": (BytesIO(b"MZ not a paper"), "rapport.pdf")}
    assert "Ce fichier n’est ni un PDF" in desk.post(f"{base}new", bad, status=422).text
    page = desk.post(f"{base}new", {**given, "file": (BytesIO(pdf()), "rapport.pdf")})
    assert "« Rapport moral » est enregistré." in page.text
    made = db.session.scalars(db.select(Publication)).one()
    unsafe = desk.post(f"{base}{made.public_id}", {**given, "address": "javascript:alert(1)"}, status=422)
    assert "qui commence par https://" in unsafe.text
    desk.post(f"{base}{made.public_id}", {**given, "address": "https://video.example.org/rapport"})
    assert "se regarde sur video.example.org" in desk.get(f"/{congress.name}/documents").text
    gone = made.public_id
    desk.post(f"{base}{gone}/removal")
    assert client.get(f"/{congress.name}/documents/{gone}").status_code == 404


def test_other_desks_and_other_congresses_do_not_publish(congress: Congress, browser_of: Any) -> None:
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    assert door.client.get(f"/{congress.name}/publications/").status_code == 403
    there = make_congress()
    other = browser_of(make_staff(CongressRole.PROGRAMME, congress=there))
    made = published(congress)
    assert other.client.get(f"/{there.name}/publications/{made.public_id}").status_code == 404
