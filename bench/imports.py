"""The secretariat's list of a thousand delegations: dropped, read over, confirmed, written; by the pages that a browser fetches."""

import io
import time
from collections.abc import Iterator
from functools import partial

import psycopg
from openpyxl import Workbook

from bench.house import House, serving
from bench.phone import Phone
from bench.results import FEW, MANY, Measure, median_of

COUNT = 1000
COUNTRIES = ("Bénin", "Viêt Nam", "Cambodge", "Tunisie", "Sénégal", "France", "Arménie", "Burkina Faso")
HEADINGS = (
    *("Organisation", "Pays", "Catégorie", "Code"),
    *("Civilité du chef", "Prénom du chef", "Nom du chef", "Fonction du chef", "Courriel du chef"),
    *("Prénom du correspondant", "Nom du correspondant", "Courriel du correspondant"),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def measure(house: House) -> Iterator[Measure]:
    """From the upload until the last row is written, the preview page in between."""
    from aimf_events.accounts.models import Role
    from bench.field import make_colleague, make_congress, make_delegations, signed_in

    book = _workbook()
    for suffix, others in (("", FEW), ("_1000d", MANY)):
        prepared = house.fresh(f"imports_prepared_{others}")
        with house.application(prepared):
            make_delegations(make_congress(), others, town="Autre")
            cookie = signed_in(make_colleague(Role.SECRETARIAT)).cookie
        house.analyse(prepared)
        run = partial(_import, house, prepared, cookie, book, others)
        yield Measure(f"import_1000_s{suffix}", median_of(run), "s")


def _import(house: House, prepared: str, cookie: str, book: bytes, others: int) -> float:
    house.create_database("imports", template=prepared)
    with serving(house, "imports", DISPATCHER="1") as server, psycopg.connect(house.url("imports")) as connection:
        connection.autocommit = True
        phone = Phone(server.port, cookie)
        phone.get("/tunis/secretariat/delegations/imports")
        token = phone.hidden()
        begun = time.perf_counter()
        file = {"file": ("delegations.xlsx", book, XLSX)}
        phone.post_files("/tunis/secretariat/delegations/imports", token, file)
        phone.post(phone.link("/confirmation"), phone.hidden())
        while time.perf_counter() - begun < 120:
            row = connection.execute("SELECT count(*) FROM spreadsheet_import WHERE finished_at IS NOT NULL").fetchone()
            if row and row[0]:
                break
            time.sleep(0.01)
        seconds = time.perf_counter() - begun
        written = connection.execute("SELECT count(*) FROM delegation WHERE member_id IS NOT NULL").fetchone()
        if written != (COUNT + others,):
            raise RuntimeError(f"{written} delegations are there, not {COUNT + others}")
        return seconds


def _workbook() -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Délégations")
    sheet.append(HEADINGS)
    for n in range(COUNT):
        organisation = (f"Ville-{n:04d}", COUNTRIES[n % 8], "Ville membre", f"V{n}")
        head = ("Mme", "Aïchatou", f"Soumanou Bio {n}", "Maire", f"maire{n}@example.org")
        sheet.append((*organisation, *head, "Rachid", f"Dossou {n}", f"cabinet{n}@example.org"))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
