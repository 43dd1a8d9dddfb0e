"""Every route stands in one readable table with who may open it; the guards do what the table says.

The table is `routes.txt` beside this file. After adding a route: `ROUTES=write pytest tests/structure/test_routes.py`,
then read the difference as a reviewer would.
"""

import os
import re
from pathlib import Path

import pytest

from aimf_events.accounts.models import Role
from aimf_events.congress.models import CongressRole
from aimf_events.web.guards import Anyone, admits, reads_only, requirement_of
from tests.factories import make_congress, make_person, make_staff

TABLE = Path(__file__).with_name("routes.txt")
PUBLIC_AT_MOST = 188  # a member stands for election by the link of its convocation; a member follows its grant by the link of a letter; the five-year programme is public; a candidate city deposits and follows its dossier by the link of a letter; a sealed paper is cast by the sheet of a bound device, the board of receipts and the tellers’ offline page are everybody’s; who sits in the Bureau is public; a public route is a decision: raise this number knowingly; a member reads the decisions and takes its council’s extract by the link of its convocation; whoever follows from afar is heard by their personal link, signed in; a ballot is read and voted by the sheet of a bound device; a voice is given, accepted and taken back by the link of its convocation; a convocation and the page of a speaker open by their link; a delegation’s pages open by their link; a device signs its own
ROLES = [*Role, *CongressRole]


def routes(app):
    """Each (method, address, endpoint) of the application."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
            yield method, rule.rule, rule.endpoint


def table(app):
    """The table as text, sorted by address."""
    lines = []
    for method, address, endpoint in sorted(routes(app), key=lambda r: (r[1], r[0])):
        who = ", ".join(sorted(w.value for w in requirement_of(endpoint))) or "NOBODY"
        who += "" if method != "GET" or reads_only(endpoint, method) else " (a file: no auditor)"
        lines.append(f"{method:6} {address:75} {who}")
    return "\n".join(lines) + "\n"


def test_table_of_routes_is_the_one_that_was_reviewed(app):
    found = table(app)
    if os.environ.get("ROUTES") == "write":
        TABLE.write_text(found)
    assert found == TABLE.read_text()


def test_no_route_is_without_a_guard(app):
    assert [address for _method, address, endpoint in routes(app) if not requirement_of(endpoint)] == []


def test_public_routes_are_a_short_list(app):
    public = {(m, a) for m, a, endpoint in routes(app) if Anyone.PUBLIC in requirement_of(endpoint)}
    assert len(public) <= PUBLIC_AT_MOST


def test_lists_that_leave_as_files_are_marked(app):
    files = {endpoint for _method, address, endpoint in routes(app) if re.search(r"[./](xlsx|csv)$", address)}
    unmarked = {endpoint for endpoint in files if reads_only(endpoint, "GET")}
    assert unmarked == {"secretariat.download_model", "programme.download_model"}  # empty sheets


def _address(rule):
    """An address with values that name nothing."""
    filled = rule.replace("<congress>", "tunis")
    filled = re.sub(r"<int:\w+>", "1", filled)
    return re.sub(r"<(?:\w+:)?\w+>", "nothing-of-that-name-here", filled)


@pytest.mark.parametrize("role", [None, *ROLES], ids=lambda r: r.value if r else "signed-in")
def test_guards_do_what_the_table_says(app, browser_of, role):
    congress = make_congress("tunis")
    person = make_staff(role, congress=congress) if role else make_person()
    reader = browser_of(person)
    wrong = []
    for method, address, endpoint in routes(app):
        if endpoint == "static" or "<congress>" not in address or method != "GET" or endpoint.startswith("api."):
            continue
        admitted = admits(
            requirement_of(endpoint), {role} if role else set(), signed_in=True, reads=reads_only(endpoint, method)
        )
        status = reader.client.get(_address(address)).status_code
        if (status == 403) == admitted:
            wrong.append((endpoint, status, "admitted" if admitted else "not admitted"))
    assert wrong == []


def test_stranger_is_asked_to_sign_in_at_every_desk(app, client):
    make_congress("tunis")
    wrong = []
    for method, address, endpoint in routes(app):
        if Anyone.PUBLIC in requirement_of(endpoint) or method != "GET":
            continue
        answer = client.get(_address(address))
        if endpoint.startswith("api.") or address.startswith(("/api/", "/live/")):
            if answer.status_code not in (302, 401, 403):
                wrong.append((endpoint, answer.status_code))
        elif answer.status_code != 302 or "/sign-in" not in answer.headers["Location"]:
            wrong.append((endpoint, answer.status_code))
    assert wrong == []


def test_stranger_changes_nothing_at_any_desk(app, client):
    make_congress("tunis")
    open_to_strangers = []
    for method, address, endpoint in routes(app):
        if method == "GET" or Anyone.PUBLIC in requirement_of(endpoint):
            continue
        status = client.open(_address(address), method=method).status_code
        if status < 300:
            open_to_strangers.append((endpoint, status))
    assert open_to_strangers == []
