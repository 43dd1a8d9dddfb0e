"""What is said before a name: protocol's rule, in the language being written."""

import pytest
from flask_babel import force_locale

from aimf_events.people.models import Civility, Person
from aimf_events.people.titles import called, is_excellency


@pytest.mark.parametrize(
    "honorific, civility, french, english",
    [
        ("", Civility.MADAM, "Mme Awa Ly", "Ms Awa Ly"),
        ("", None, "Awa Ly", "Awa Ly"),
        ("S.E.", Civility.MADAM, "S.E. Mme Awa Ly", "H.E. Ms Awa Ly"),
        ("Son Excellence", Civility.SIR, "S.E. M. Awa Ly", "H.E. Mr Awa Ly"),
        ("H.E.", Civility.SIR, "S.E. M. Awa Ly", "H.E. Mr Awa Ly"),
        ("Dr", Civility.MADAM, "Dr Awa Ly", "Dr Awa Ly"),
        ("Mgr", None, "Mgr Awa Ly", "Mgr Awa Ly"),
    ],
)
def test_an_excellency_announces_the_civility_and_any_other_title_replaces_it(
    app, honorific, civility, french, english
):
    person = Person(civility=civility, honorific=honorific, badge_name="Awa Ly")
    with force_locale("fr"):
        assert called(person) == french
    with force_locale("en"):
        assert called(person) == english


def test_a_name_is_no_excellency_because_it_begins_like_one():
    assert not any(is_excellency(word) for word in ("", "Sénateur", "Se Pr", "Hérault"))
