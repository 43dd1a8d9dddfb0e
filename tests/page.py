"""The page client: it fetches a page as a browser would, and checks every page it fetches."""

import re
from collections import Counter
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from aimf_events.accounts.models import Account
from aimf_events.accounts.sessions import choose_person, open_session
from aimf_events.clock import now
from aimf_events.database import db, transaction
from aimf_events.people.contacts import mailbox_key
from aimf_events.people.models import Person

_VOID = {"input", "br", "hr", "img", "meta", "link", "source", "wbr", "area", "base", "col", "embed", "track"}


class Page(HTMLParser):
    """One page, read: headings, fields, labels, links, ids, text."""

    def __init__(self, status: int, body: str, path: str, headers: Any) -> None:
        super().__init__(convert_charrefs=True)
        self.status, self.body, self.path, self.headers = status, body, path, headers
        self.h1: list[str] = []
        self.title = ""
        self.ids: list[str] = []
        self.labels: set[str] = set()
        self.fields: list[dict[str, Any]] = []
        self.forms: list[dict[str, Any]] = []
        self.links: list[tuple[str, str]] = []
        self.inline: list[str] = []
        self.texts: list[str] = []
        self.lang: str | None = None
        self._stack: list[str] = []
        self._capture: list[tuple[str, list[str]]] = []
        self.feed(body)
        self.text = " ".join(" ".join(self.texts).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if "id" in given:
            self.ids.append(given["id"])
        self._note_inline(tag, given)
        if tag == "html":
            self.lang = given.get("lang")
        elif tag == "label":
            self.labels.add(given.get("for", ""))
        elif tag == "form":
            self.forms.append({**given, "fields": []})
        elif tag == "a":
            self.links.append((given.get("href", ""), ""))
        elif tag in ("input", "select", "textarea"):
            self._note_field(tag, given)
        if tag in ("h1", "title", "a", "button"):
            self._capture.append((tag, []))
        if tag not in _VOID:
            self._stack.append(tag)

    def _note_inline(self, tag: str, given: dict[str, str]) -> None:
        """What a strict Content-Security-Policy would block."""
        handlers = [name for name in given if name == "style" or name.startswith("on")]
        if handlers:
            self.inline.append(f"<{tag}> with {handlers}")
        if tag == "style" or (tag == "script" and "src" not in given and not given.get("type", "").endswith("json")):
            self.inline.append(f"<{tag}>")

    def _note_field(self, tag: str, given: dict[str, str]) -> None:
        field = {"tag": tag, **given, "in_label": "label" in self._stack}
        self.fields.append(field)
        if self.forms:
            self.forms[-1]["fields"].append(field)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._stack:
            while self._stack and self._stack.pop() != tag:
                pass
        if self._capture and self._capture[-1][0] == tag:
            text = " ".join("".join(self._capture.pop()[1]).split())
            if tag == "h1":
                self.h1.append(text)
            elif tag == "title":
                self.title = self.title or text
            elif tag == "a" and self.links:
                href, _ = self.links[-1]
                self.links[-1] = (href, text)

    def handle_data(self, data: str) -> None:
        if not set(self._stack) & {"script", "style", "head"}:
            self.texts.append(data)
        for _, parts in self._capture:
            parts.append(data)

    def link(self, words: str) -> str:
        """The address behind the first link whose words contain `words`."""
        for href, text in self.links:
            if words in text:
                return href
        raise AssertionError(f"no link « {words} » on {self.path}: {[t for _, t in self.links]}")

    def value(self, name: str) -> str | None:
        """The value of a field (input only)."""
        return next((f.get("value", "") for f in self.fields if f.get("name") == name), None)

    @property
    def csrf(self) -> str | None:
        """The token of the first form that has one."""
        return self.value("csrf_token")

    def check(self) -> None:
        """What every page owes its reader."""
        problems: list[str] = []
        if len(self.h1) != 1:
            problems.append(f"{len(self.h1)} h1: {self.h1}")
        elif not self.title.startswith(self.h1[0]):
            problems.append(f"the title « {self.title} » does not begin with the h1 « {self.h1[0]} »")
        if not self.lang:
            problems.append("<html> without lang")
        doubled = [name for name, count in Counter(self.ids).items() if count > 1]
        if doubled:
            problems.append(f"ids twice: {doubled}")
        for field in self.fields:
            if field.get("type") in ("hidden", "submit", "button"):
                continue
            if not (
                field.get("id") in self.labels
                or field["in_label"]
                or field.get("aria-label")
                or field.get("aria-labelledby")
            ):
                problems.append(f"field without a label: {field.get('name')}")
        problems += [f"inline: {each}" for each in self.inline]
        left = re.findall(r"%\(\w+\)s|\{\{|\}\}|\{%|Undefined|None,|<function ", self.text)
        if left:
            problems.append(f"unrendered text: {left}")
        assert not problems, f"{self.path} ({self.status}): " + "; ".join(problems)


class Browser:
    """A reader with a cookie jar. `get` and `post` check the page; `post` carries the CSRF token of the last page."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client: FlaskClient = app.test_client()
        self.page: Page | None = None

    def sign_in(self, person: Person) -> "Browser":
        """Sign in as a person, without the letter: a session row and its cookie, as the verb makes them."""
        assert person.email, "a person who signs in has a mailbox"
        with transaction():
            key = mailbox_key(person.email)
            account = db.session.scalars(db.select(Account).filter_by(key=key)).first() or Account(
                address=person.email, key=key, created_at=now()
            )
            db.session.add(account)
        secret, opened = open_session(account, browser="test")
        choose_person(opened, person)
        with self.client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = secret, True
        return self

    def get(self, path: str, status: int = 200, *, language: str | None = None, follow: bool = True) -> Page:
        """Fetch a page and check it."""
        answer = self.client.get(path, headers={"Accept-Language": language or "fr"}, follow_redirects=follow)
        return self._read(answer, path, status)

    def post(
        self,
        path: str,
        data: dict[str, Any] | None = None,
        status: int = 200,
        *,
        language: str | None = None,
        follow: bool = True,
    ) -> Page:
        """Send a form with the CSRF token of the page before, and check the page that answers."""
        token = self.page.csrf if self.page else None
        if token is None:
            token = self.get("/sign-in").csrf
        answer = self.client.post(
            path,
            data={"csrf_token": token, **(data or {})},
            headers={"Accept-Language": language or "fr"},
            follow_redirects=follow,
            content_type="multipart/form-data",
        )
        return self._read(answer, path, status)

    def _read(self, answer: Any, path: str, status: int) -> Page:
        db.session.rollback()
        db.session.expire_all()
        body = answer.get_data(as_text=True) if answer.mimetype.startswith("text/") else ""
        assert answer.status_code == status, (
            f"{path}: {answer.status_code}, not {status}\n{re.sub('<[^>]+>', ' ', body)[:1500]}"
        )
        page = Page(answer.status_code, body, answer.request.path if answer.request else path, answer.headers)
        if answer.mimetype == "text/html" and answer.status_code not in (301, 302, 303):
            page.check()
            self.page = page
        return page
