"""The programme desk: planning, changing at once, rooms taken, speakers, and who may not."""

import io

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.database import db
from aimf_events.programme import sessions
from aimf_events.programme.models import ProgrammeSession, Speaker, Track
from tests.factories import make_congress, make_person, make_staff
from tests.factories.programme import make_session, room_of


@pytest.fixture
def congress(app):
    return make_congress()


@pytest.fixture
def desk(congress, browser_of):
    return browser_of(make_staff(CongressRole.PROGRAMME, congress=congress))


def answers(congress, **values):
    return {
        "title_fr": "Ouverture solennelle",
        "kind": "ceremony",
        "mode": "hybrid",
        "day": congress.starts_on.isoformat(),
        "starts": "9h30",
        "ends": "11:00",
        "room": room_of(congress).public_id,
        "languages": ["fr", "ar"],
        "is_public": "y",
        **values,
    }


def base(congress):
    return f"/{congress.name}/programme-desk/"


def only():
    return db.session.scalars(db.select(ProgrammeSession)).one()


def test_desk_without_a_session_says_how_to_begin(desk, congress):
    page = desk.get(base(congress))
    assert page.link("Ajouter une séance") == base(congress) + "sessions/new"


def test_session_is_planned_and_its_address_is_shown_nowhere(desk, congress):
    desk.get(base(congress) + "sessions/new")
    page = desk.post(
        base(congress) + "sessions/new", answers(congress, online_address="https://meet.example.org/a?k=s")
    )
    assert page.h1 == ["Intervenants"]
    planned = only()
    assert (planned.starts, planned.minutes, planned.languages) == ("09:30", 90, ["fr", "ar"])
    page = desk.get(base(congress) + f"sessions/{planned.public_id}")
    assert "meet.example.org" in page.text
    assert "k=s" not in page.body


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"title_fr": "É" * 300}, "200 caractères au plus"),
        ({"title_fr": "  "}, "Écrivez le titre"),
        ({"online_address": "javascript:alert(1)"}, "commence par https://"),
        ({"online_address": "http://meet.example.org/"}, "commence par https://"),
        ({"online_address": "https://user:pw@meet.example.org/"}, "commence par https://"),
        ({"online_address": "https://meet.example.org/\r\nSet-Cookie:x"}, "commence par https://"),
        ({"starts": "25:00"}, "00:00 à 23:59"),
        ({"starts": "demain"}, "00:00 à 23:59"),
        ({"ends": "09:30"}, "vérifiez l’heure de fin"),
        ({"ends": "09:32"}, "vérifiez l’heure de fin"),
        ({"day": "31/31"}, "date"),
        ({"kind": "party"}, "choi"),
        ({"room": "AAAAAAAAAAAAAAAAAAAAAA"}, "choi"),
        ({"languages": []}, "au moins une langue"),
        ({"room_places": "-3"}, "nombre de 1"),
    ],
)
def test_wrong_answer_is_said_and_what_was_typed_is_kept(desk, congress, wrong, words):
    desk.get(base(congress) + "sessions/new")
    page = desk.post(base(congress) + "sessions/new", answers(congress, place="Palais", **wrong), status=422)
    assert words.lower() in page.text.lower()
    assert page.value("place") == "Palais"
    assert db.session.scalars(db.select(ProgrammeSession)).all() == []


def test_room_of_another_congress_is_not_a_choice(desk, congress):
    other = room_of(make_congress())
    desk.get(base(congress) + "sessions/new")
    desk.post(base(congress) + "sessions/new", answers(congress, room=other.public_id), status=422)


def test_room_taken_warns_then_holds_both_if_told_so(desk, congress):
    make_session(congress, "Colloque", starts="10:00")
    desk.get(base(congress) + "sessions/new")
    page = desk.post(base(congress) + "sessions/new", answers(congress), status=422)
    assert "La salle est prise" in page.text
    assert "Colloque" in page.text
    desk.post(base(congress) + "sessions/new", answers(congress, room_shared="y"))
    assert len(sessions.sessions_of(congress)) == 2


def test_second_editor_sees_what_changed_and_keeps_what_they_wrote(desk, congress):
    planned = make_session(congress, "Ouverture")
    path = base(congress) + f"sessions/{planned.public_id}"
    desk.get(path)
    colleague = make_person("Rachidi", "Gounou")
    sessions.change_session(planned, by=colleague, **{**sessions.as_plan(planned), "minutes": 30})
    page = desk.post(path, answers(congress, title_fr="Mon titre", revision="1"), status=409)
    assert "Rachidi Gounou" in page.text
    assert "la durée" in page.text
    assert page.value("title_fr") == "Mon titre"
    assert page.value("revision") == "2"
    assert only().title["fr"] == "Ouverture"
    desk.post(path, answers(congress, title_fr="Mon titre", revision="2"))
    assert only().title["fr"] == "Mon titre"


def test_address_is_kept_unless_another_is_written_or_forgotten(desk, congress):
    planned = make_session(congress)
    path = base(congress) + f"sessions/{planned.public_id}"
    desk.get(path)
    desk.post(path, answers(congress, revision="1"))
    assert sessions.online_address(only()) == "https://room.example.org/j/4711?pwd=sesame"
    desk.get(path)
    desk.post(path, answers(congress, revision=str(only().revision), forget_address="y"))
    assert sessions.online_address(only()) is None


def test_session_is_cancelled_after_a_question_and_restored(desk, congress):
    planned = make_session(congress, "Ouverture")
    path = base(congress) + f"sessions/{planned.public_id}"
    desk.get(path + "/cancellation")
    desk.post(path + "/cancellation")
    assert only().cancelled_at is not None
    assert "annulée" in desk.get(base(congress)).text
    desk.get(path)
    desk.post(path + "/restoration")
    assert only().cancelled_at is None


def test_speaker_is_found_by_name_added_and_removed(desk, congress):
    planned, person = make_session(congress), make_person("Thuỳ Dương", "Phạm Nguyễn Thị")
    path = base(congress) + f"sessions/{planned.public_id}/speakers"
    page = desk.get(path + "?q=duong pham")
    page = desk.get(page.link("Dương"))
    page = desk.post(path, {"known-person": person.public_id, "known-role": "chair", "known-function": "Maire de Huế"})
    assert "Maire de Huế" in page.text
    desk.post(path, {"known-person": person.public_id, "known-role": "chair"}, status=422)
    desk.get(path)
    desk.post(f"{path}/{person.public_id}/chair/removal")
    assert db.session.scalars(db.select(Speaker)).all() == []
    desk.post(f"{path}/{person.public_id}/king/removal", status=404)


def test_new_speaker_is_added_by_name(desk, congress):
    planned = make_session(congress)
    path = base(congress) + f"sessions/{planned.public_id}/speakers"
    desk.get(path)
    desk.post(path + "/new", {"new-given_name": "", "new-family_name": "X", "new-role": "speaker"}, status=422)
    desk.post(
        path + "/new",
        {"new-given_name": "أحمد", "new-family_name": "بن صالح", "new-role": "speaker", "new-civility": ""},
    )
    assert db.session.scalars(db.select(Speaker)).one().person.full_name == "أحمد بن صالح"


def test_session_of_another_congress_does_not_exist_at_this_desk(desk, congress):
    other = make_session(make_congress())
    for path in ("", "/speakers", "/cancellation"):
        desk.get(base(congress) + f"sessions/{other.public_id}{path}", status=404)
    desk.post(base(congress) + f"sessions/{other.public_id}/cancellation", status=404)
    assert only().cancelled_at is None


def test_desk_is_closed_to_other_roles(browser_of, congress):
    door = browser_of(make_staff(CongressRole.DOOR, congress=congress))
    door.get(base(congress), status=403)
    elsewhere = browser_of(make_staff(CongressRole.PROGRAMME, congress=make_congress()))
    elsewhere.get(base(congress), status=403)


def test_theme_is_added_renamed_and_given_to_a_session(desk, congress):
    page = desk.get(base(congress) + "tracks")
    assert "Aucun thème" in page.text
    desk.post(base(congress) + "tracks", {"name_fr": "Eau", "name_en": "Water"})
    track = db.session.scalars(db.select(Track)).one()
    desk.post(base(congress) + f"tracks/{track.public_id}", {"name_fr": "L’eau, bien commun"})
    desk.post(base(congress) + "sessions/new", answers(congress, track=track.public_id))
    assert only().track.name == {"fr": "L’eau, bien commun"}
    page = desk.post(base(congress) + f"tracks/{track.public_id}/removal", {}, status=409)
    assert "Donnez d’abord un autre thème" in page.text


def test_theme_without_a_name_comes_back_with_the_reason(desk, congress):
    page = desk.post(base(congress) + "tracks", {"name_fr": "  "}, status=422)
    assert "Écrivez le nom." in page.text


# -- a spreadsheet -------------------------------------------------------------------------------------------------------


def dropped(desk, congress, text, status=200):
    desk.get(f"{base(congress)}imports")
    return desk.post(f"{base(congress)}imports", {"file": (io.BytesIO(text.encode()), "programme.csv")}, status=status)


def test_a_programme_is_dropped_read_and_confirmed(congress, desk):
    moved = make_session(congress, "Ouverture", day=congress.starts_on)
    assert "Importer un tableau" in desk.get(base(congress)).text
    page = dropped(
        desk,
        congress,
        f"Titre;Jour;Début;Fin;Salle\nOuverture;{congress.starts_on};10:00;11:30;\nClôture;{congress.ends_on};17:00;18:00;\nX;hier;9;10;\n",
    )
    assert "1 séance nouvelle, 1 séance modifiée et 1 ligne refusée. Rien n’est encore enregistré." in page.text
    assert "l’heure de début : 09:30 → 10:00" in page.text
    assert "Cette date n’est pas comprise" in page.text
    report = desk.post(f"{page.path}/confirmation")
    assert "2 séances sont enregistrées dans le brouillon." in report.text
    assert "1 ligne a été laissée de côté" in report.text
    db.session.expire_all()
    assert moved.starts == "10:00"
    again = desk.get(f"{base(congress)}imports").text
    assert "programme.csv" in again
    assert "Trois colonnes suffisent" in again
    assert "Les noms d’une case se séparent" in again
    assert desk.client.get(f"{base(congress)}imports/model.xlsx").data[:2] == b"PK"


def test_a_file_that_is_no_table_is_refused_in_words(congress, desk):
    assert "Choisissez le fichier" in desk.post(f"{base(congress)}imports", {}, status=422).text
    assert "Ce fichier n’est pas un tableau : c’est un PDF" in dropped(desk, congress, "%PDF-1.4", status=422).text


def test_an_import_of_another_congress_or_of_delegations_is_not_found(congress, desk, browser_of):
    page = dropped(desk, congress, "Titre;Jour;Début;Fin\nOuverture;2020-12-09;10:00;11:30\n")
    elsewhere = make_congress()
    other = browser_of(make_staff(CongressRole.PROGRAMME, congress=elsewhere))
    there = page.path.replace(f"/{congress.name}/", f"/{elsewhere.name}/")
    assert other.client.get(there).status_code == 404
    assert other.client.get(page.path).status_code == 403
    secretariat = browser_of(make_staff(Role.SECRETARIAT))
    here = page.path.replace("programme-desk/imports", "secretariat/delegations/imports")
    assert secretariat.client.get(here).status_code == 404
