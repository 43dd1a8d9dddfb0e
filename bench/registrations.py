"""Delegations of five through the real form, by the requests that a telephone without JavaScript sends.

Counted: every page and every form, redirects followed, from the invitation's link to « la délégation est complète ».
Not counted: style sheets (kept by the browser after the first page) and the portrait, which the form lets wait.
"""

import multiprocessing
import re
import statistics
import threading
import time
from collections.abc import Iterator
from typing import Any

from bench.house import House, serving
from bench.phone import Phone
from bench.results import MANY, REPEATS, Measure

CLIENTS, PEOPLE, DELEGATIONS_EACH = 8, 5, 2
_CATEGORY = re.compile(r'<input[^>]*name="category"[^>]*>')
_VALUE = re.compile(r'value="([^"]*)"')


def measure(house: House) -> Iterator[Measure]:
    """People per second for eight telephones at once, and requests per person; then in a congress of many delegations."""
    rate, requests = _rate(house, others=0)
    yield Measure("registration_people_per_s", rate, "people/s")
    yield Measure("registration_requests_per_person", requests, "requests")
    yield Measure("registration_people_per_s_1000d", _rate(house, others=MANY)[0], "people/s")


def _rate(house: House, *, others: int) -> tuple[float, float]:
    """People per second, the median of the repeats, and requests per person; beside so many delegations of five."""
    name = house.fresh("registrations")
    per_repeat = CLIENTS * DELEGATIONS_EACH
    with house.application(name):
        links = _links(per_repeat * (REPEATS + 1), others)
    house.analyse(name)
    repeats = []
    with serving(house, name) as server:
        for start in range(0, len(links), per_repeat):
            repeats.append(_in_a_process(server.port, links[start : start + per_repeat]))
    _check(house, name, (len(links) + others) * PEOPLE)
    people = per_repeat * PEOPLE
    return statistics.median(people / seconds for seconds, _n in repeats[1:]), repeats[-1][1] / people


def _links(count: int, others: int) -> list[str]:
    from aimf_events.registration.delegations import invitation_token, set_places
    from aimf_events.registration.models import RegistrationState
    from bench.field import category_of, make_congress, make_delegations, make_registrations

    congress = make_congress()
    if others:
        make_registrations(congress, others * PEOPLE, RegistrationState.SUBMITTED, among=others, town="Autre")
    delegations = make_delegations(congress, count)
    for delegation in delegations:
        set_places(delegation, category_of(congress, "delegate"), PEOPLE - 1, by=None)
    return [f"/tunis/delegation/{invitation_token(each)}" for each in delegations]


def _check(house: House, name: str, people: int) -> None:
    import psycopg

    with psycopg.connect(house.url(name)) as connection:
        row = connection.execute("SELECT count(*) FROM registration WHERE state = 'submitted'").fetchone()
    if row != (people,):
        raise RuntimeError(f"{row} registrations were submitted, not {people}")


def _in_a_process(port: int, links: list[str]) -> tuple[float, int]:
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_telephones, args=(port, links, theirs), daemon=True)
    process.start()
    theirs.close()
    if not ours.poll(180):
        process.kill()
        raise TimeoutError("the registrations did not end")
    result = ours.recv()
    process.join()
    if isinstance(result, Exception):
        raise result
    return result  # type: ignore[no-any-return]


def _telephones(port: int, links: list[str], pipe: Any) -> None:
    counts, failures = [0] * CLIENTS, []

    def telephone(number: int) -> None:
        try:
            for link in links[number::CLIENTS]:
                phone = Phone(port)
                register(phone, link, f"{number} {link[-6:]}")
                counts[number] += phone.requests
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=telephone, args=(n,)) for n in range(CLIENTS)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    pipe.send(failures[0] if failures else (time.perf_counter() - begun, sum(counts)))


def register(phone: Phone, link: str, words: str) -> None:
    """Open the link, enter five people by « Envoyer et inscrire la personne suivante », say that the delegation is complete."""
    phone.get(link)
    phone.get(f"{link}/person")
    for number in range(PEOPLE):
        phone.post(phone.path, phone.hidden() | _identity(phone, number, words))
        pressed, comes = ({"then": "next"}, "/person") if number < PEOPLE - 1 else ({}, "/photo")
        phone.post(phone.path, phone.hidden() | {"mode": "in_person", "to_list": "y"} | pressed)
        if not phone.path.endswith(comes):
            raise RuntimeError(f"after the participation comes {comes}, not {phone.path}")
    phone.get(f"{link}/completion")
    phone.post(phone.path, phone.hidden())


def _identity(phone: Phone, number: int, words: str) -> dict[str, str]:
    """What is typed; the quality only where it is asked."""
    offered = [_VALUE.search(tag)[1] for tag in _CATEGORY.findall(phone.page)]  # type: ignore[index]
    fields = {
        "civility": "madam" if number % 2 else "sir",
        "given_name": ("Aïchatou", "Nguyễn", "Zoé", "Štefan", "Ngọc")[number],
        "family_name": f"Soumanou {words} {number}",
        "badge_name": "",
        "original_name": "",
        "function": "Conseillère municipale",
        "email": f"{abs(hash(words))}.{number}@example.org",
        "telephone": "",
    }
    return fields | ({"category": offered[0]} if len(offered) > 1 else {})
