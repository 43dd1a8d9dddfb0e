"""The secretariat's desk: the morning, the list, one delegation, the import, the invitations."""

import io
from typing import Any

import pytest
from flask import Flask

from aimf_events import jobs
from aimf_events.accounts.models import Role
from aimf_events.congress.models import Phase
from aimf_events.database import db
from aimf_events.mail.models import OutgoingMessage
from aimf_events.members.models import Member
from aimf_events.registration.delegations import add_correspondent
from aimf_events.registration.models import (
    ContactRole,
    Delegation,
    DelegationState,
    Mailing,
    RegistrationState,
    SpreadsheetImport,
)
from tests.factories import make_congress, make_delegation, make_member, make_person, make_registration, make_staff

CSV = "organisation,country,category,courriel,nom,civilité,fonction\nParakou,BJ,member_city,maire@parakou.example,Soumanou Bio,Mme,Maire\nHuế,VN,member_city,,,,\n"


@pytest.fixture
def desk(app: Flask, browser_of: Any) -> Any:
    congress = make_congress("tunis-2020")
    reader = browser_of(make_staff(Role.SECRETARIAT))
    reader.get("/sign-in")
    reader.congress = congress
    return reader


def _drop(desk: Any, content: bytes, name: str = "liste.csv", status: int = 200) -> Any:
    desk.get("/tunis-2020/secretariat/delegations/imports")
    return desk.post("/tunis-2020/secretariat/delegations/imports", {"file": (io.BytesIO(content), name)}, status)


def test_the_morning_of_a_new_congress_says_how_to_begin(desk: Any) -> None:
    page = desk.get("/tunis-2020/secretariat/")
    assert "aucune délégation n’est encore connue" in page.text
    assert page.link("Importer la liste des délégations").endswith("/secretariat/delegations/imports")


def test_the_morning_says_in_one_sentence_where_things_stand(desk: Any) -> None:
    parakou = make_delegation(desk.congress, "Parakou", state=DelegationState.COMPLETE)
    make_delegation(desk.congress, "Manga")
    make_registration(parakou)
    make_registration(parakou, state=RegistrationState.APPROVED)
    page = desk.get("/tunis-2020/secretariat/")
    assert "1 délégation sur 2 a répondu. 1 personne est accréditée et 1 attend votre décision." in page.text
    assert "Accréditer 1 personne" in page.text
    assert page.link("Manga")


def test_the_list_is_searched_without_accents_and_filtered_in_the_address(desk: Any) -> None:
    make_delegation(desk.congress, "N'Djaména")
    make_delegation(desk.congress, "Parakou", state=DelegationState.DECLINED)
    assert "1 délégation" in desk.get("/tunis-2020/secretariat/delegations?q=ndjamena").text
    page = desk.get("/tunis-2020/secretariat/delegations?state=declined&sort=-name")
    assert "Parakou" in page.text
    assert "N'Djaména" not in page.text
    assert "Aucune délégation ne répond" in desk.get("/tunis-2020/secretariat/delegations?q=zzz").text


@pytest.mark.parametrize(
    "path", ["delegations?page=99&sort=x&country=%00&category=z&state=y", "delegations/answers?country=zz"]
)
def test_odd_choices_in_the_address_show_a_page(desk: Any, path: str) -> None:
    make_delegation(desk.congress, "Parakou")
    desk.get(f"/tunis-2020/secretariat/{path}")


def test_the_list_takes_as_many_queries_for_three_as_for_thirty(desk: Any, app: Flask) -> None:
    counts = []
    for _ in range(2):
        for _ in range(3 if not counts else 27):
            make_delegation(desk.congress)
        with Counting() as seen:
            desk.get("/tunis-2020/secretariat/delegations")
        counts.append(len(seen))
    assert counts[0] == counts[1]


class Counting:
    def __enter__(self) -> list[str]:
        self.seen: list[str] = []
        db.event.listen(db.engine, "before_cursor_execute", self._note)
        return self.seen

    def _note(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        self.seen.append(statement)

    def __exit__(self, *rest: Any) -> None:
        db.event.remove(db.engine, "before_cursor_execute", self._note)


def test_the_board_counts_answers_by_country_and_parity(desk: Any) -> None:
    make_registration(make_delegation(desk.congress, "Parakou", state=DelegationState.COMPLETE))
    make_delegation(desk.congress, "Manga")
    page = desk.get("/tunis-2020/secretariat/delegations/answers")
    assert "1 délégation sur 2 a répondu." in page.text
    assert "Femmes : 100" in page.text


def test_a_delegation_is_shown_with_its_people_and_its_places_change(desk: Any) -> None:
    parakou = make_delegation(desk.congress, "Parakou")
    make_registration(parakou)
    path = f"/tunis-2020/secretariat/delegations/{parakou.public_id}"
    page = desk.get(path)
    assert "1 personne inscrite pour 5 places" in page.text
    fields = [f["name"] for f in page.fields if f.get("name", "").startswith("category_")]
    page = desk.post(f"{path}/places", dict.fromkeys(fields, "7"))
    assert "1 personne inscrite pour 21 places" in page.text
    assert "Les places sont enregistrées" in page.text
    desk.post(f"{path}/places", dict.fromkeys(fields, "-1"), 422)
    desk.post(f"{path}/places", dict.fromkeys(fields, "0"), 409)


def test_a_correspondent_is_named_then_invited_once(desk: Any) -> None:
    parakou = make_delegation(desk.congress, "Parakou", state=DelegationState.PREPARED)
    path = f"/tunis-2020/secretariat/delegations/{parakou.public_id}"
    desk.get(path)
    desk.post(f"{path}/correspondents", {"role": "head", "family_name": "<b>Bio</b>", "email": "pas une adresse"}, 422)
    desk.post(f"{path}/correspondents", {"role": "head", "family_name": "x" * 300, "email": "a@b.example"}, 422)
    page = desk.post(
        f"{path}/correspondents",
        {
            "role": "head",
            "civility": "madam",
            "family_name": "<b>Bio</b>",
            "function": "Maire",
            "email": "maire@parakou.example",
        },
    )
    assert "Mme <b>Bio</b>" in page.text
    page = desk.post(f"{path}/invitation")
    letter = db.session.scalars(db.select(OutgoingMessage)).one()
    assert (letter.recipient, letter.data["salutation"]) == ("maire@parakou.example", "Madame la Maire,")
    assert "1 lettre part." in page.text


def test_a_delegation_of_another_congress_is_not_here(desk: Any) -> None:
    other = make_delegation(make_congress("lausanne-2024"), "Genève")
    desk.get(f"/tunis-2020/secretariat/delegations/{other.public_id}", 404)
    desk.post(f"/tunis-2020/secretariat/delegations/{other.public_id}/invitation", {}, 404)


def test_a_list_is_read_shown_confirmed_and_written(desk: Any) -> None:
    page = _drop(desk, CSV.encode("cp1252", "replace").replace(b"Hu?", b"Hanoi"))
    assert "2 délégations nouvelles" in page.text
    assert db.session.scalar(db.select(db.func.count(Member.id))) == 0
    started = db.session.scalars(db.select(SpreadsheetImport)).one()
    path = f"/tunis-2020/secretariat/delegations/imports/{started.public_id}"
    page = desk.post(f"{path}/confirmation")
    assert "0 délégations enregistrées sur 2" in page.text
    assert 'http-equiv="refresh"' in page.body
    desk.post(f"{path}/confirmation")
    jobs.drain()
    page = desk.get(path)
    assert "2 délégations sont enregistrées" in page.text
    assert 'http-equiv="refresh"' not in page.body
    assert db.session.scalar(db.select(db.func.count(Delegation.id))) == 2


def test_what_is_wrong_is_said_cell_by_cell(desk: Any) -> None:
    page = _drop(
        desk, b"organisation;pays;categorie;courriel\nParakou;Benin;ville;=1+1\nX;Nullepart;ville;\nParakou;BJ;ville;\n"
    )
    assert "Ce pays n’est pas reconnu" in page.text
    assert "Cette adresse électronique n’est pas complète" in page.text


@pytest.mark.parametrize("content", [b"%PDF-1.7 x", b"", b"\x89PNG\r\n", b"<html></html>"])
def test_a_file_of_another_type_is_refused_in_words(desk: Any, content: bytes) -> None:
    page = _drop(desk, content, "liste.xlsx", 422)
    assert "Ce fichier" in page.text


def test_a_file_too_heavy_is_refused(desk: Any) -> None:
    _drop(desk, b"x" * 12 * 1024 * 1024, status=413)


def test_the_model_file_is_a_workbook_that_the_import_reads(desk: Any) -> None:
    answer = desk.client.get("/tunis-2020/secretariat/delegations/imports/model.xlsx")
    assert "1 délégation nouvelle" in _drop(desk, answer.data, "modele.xlsx").text


def test_an_import_of_another_congress_is_not_here(desk: Any) -> None:
    make_congress("lausanne-2024")
    _drop(desk, CSV.encode())
    started = db.session.scalars(db.select(SpreadsheetImport)).one()
    desk.get(f"/lausanne-2024/secretariat/delegations/imports/{started.public_id}", 404)
    desk.post(f"/lausanne-2024/secretariat/delegations/imports/{started.public_id}/confirmation", {}, 404)


def _reachable(congress: Any, name: str, **values: Any) -> Delegation:
    delegation = make_delegation(congress, name, state=DelegationState.PREPARED, **values)
    delegation.invited_at = None
    add_correspondent(delegation, make_person(), ContactRole.HEAD, f"{delegation.id}@ville.example", by=None)
    return delegation


def test_invitations_are_chosen_read_tried_and_sent_once(desk: Any) -> None:
    chosen = [_reachable(desk.congress, name) for name in ("Parakou", "Fédération nationale des communes", "Huế")]
    make_delegation(desk.congress, "Manga", state=DelegationState.PREPARED)
    page = desk.get("/tunis-2020/secretariat/delegations/invitations")
    assert "3 délégations peuvent être invitées" in page.text
    assert "Aucune adresse électronique pour" in page.text
    ids = [delegation.public_id for delegation in chosen]
    page = desk.post("/tunis-2020/secretariat/delegations/invitations/preview", {"delegation": ids})
    assert "l’honneur d’inviter votre délégation, Huế" in page.text
    key = page.value("key")
    page = desk.post("/tunis-2020/secretariat/delegations/invitations/test", {"delegation": ids, "key": key})
    assert "3 lettres d’essai partent" in page.text
    desk.post("/tunis-2020/secretariat/delegations/invitations", {"delegation": ids, "key": key})
    desk.post("/tunis-2020/secretariat/delegations/invitations", {"delegation": ids, "key": key})
    jobs.drain()
    assert db.session.scalar(db.select(db.func.count(Mailing.id))) == 1
    sent = db.session.scalar(
        db.select(db.func.count(OutgoingMessage.id)).where(OutgoingMessage.dedupe_key.like("invited:%"))
    )
    assert sent == 3
    page = desk.get(f"/tunis-2020/secretariat/delegations/invitations/{key}")
    assert "3 délégations sont invitées" in page.text


def test_nothing_leaves_before_registration_is_open(desk: Any) -> None:
    desk.congress.phase = Phase.PREPARATION
    db.session.commit()
    parakou = _reachable(desk.congress, "Parakou")
    desk.get("/tunis-2020/secretariat/delegations/invitations")
    page = desk.post("/tunis-2020/secretariat/delegations/invitations/preview", {"delegation": [parakou.public_id]})
    page = desk.post(
        "/tunis-2020/secretariat/delegations/invitations",
        {"delegation": [parakou.public_id], "key": page.value("key")},
        409,
    )
    assert "Les inscriptions ne sont pas ouvertes" in page.text


def test_a_delegation_is_added_by_hand(desk: Any) -> None:
    make_member("Parakou", code="BJ-1")
    desk.get("/tunis-2020/secretariat/delegations/new")
    page = desk.post(
        "/tunis-2020/secretariat/delegations/new", {"name": "parakou", "country": "BJ", "category": "member_city"}
    )
    assert page.h1 == ["Parakou"]
    desk.post("/tunis-2020/secretariat/delegations/new", {"name": "", "country": "", "category": "x"}, 422)


def test_the_pages_are_closed_to_door_staff(app: Flask, browser_of: Any) -> None:
    make_congress("tunis-2020")
    browser_of(make_person()).get("/tunis-2020/secretariat/", 403)


def test_the_address_does_not_rewrite_the_links_of_the_page(desk: Any) -> None:
    make_delegation(desk.congress, "Parakou")
    page = desk.get("/tunis-2020/secretariat/delegations?_external=1&_scheme=javascript&congress=other&sort=country")
    assert "javascript" not in page.link("Délégation")
    assert {href.split("/")[1] for href, words in page.links if words in ("Pays", "Invitée le")} == {"tunis-2020"}
