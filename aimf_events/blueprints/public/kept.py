"""Public pages are rendered once per version and kept; a reader without a cookie is answered after one short query.

Nothing local can be wrong: before each answer the database gives the version of all that these pages show
(programme/version.py), whichever process wrote last. A page is kept under the version read before it was rendered, so it may
be newer than its name, never older. Readers with a session, other parameters and other pages go to Flask untouched.
"""

import gzip
import hashlib
import re
from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qsl

import brotli
from flask import Flask
from werkzeug.datastructures import Headers, LanguageAccept
from werkzeug.http import is_resource_modified, parse_accept_header
from werkzeug.test import run_wsgi_app

from ...clock import now
from ...i18n import DEFAULT_LANGUAGE, LANGUAGES
from ...programme.version import programme_version

_PATH = re.compile(
    r"/([a-z0-9][a-z0-9-]*)/(?:programme(?:\.ics|\.pdf|/[\w-]{22}|/changes(?:\.atom)?|/schedule\.(?:json|xml)|/agenda)?)?"
)
_PARAMETERS = {"zone", "day", "room", "kind", "spoken", "track", "mode", "person", "since", "to", "s", "choose"}
_KINDS = (
    "text/html",
    "application/atom+xml",
    "text/calendar",
    "application/json",
    "application/xml",
    "application/pdf",
)
_KEPT = 64
_CACHE = "public, max-age=0, must-revalidate"
_VARY = "Accept-Encoding, Accept-Language"

Start = Callable[..., Any]


class KeptPages:
    """WSGI in front of the application; it answers the few addresses it knows."""

    def __init__(self, app: Flask) -> None:
        self.app, self.inner = app, app.wsgi_app
        self.pages: OrderedDict[tuple[str, ...], tuple[str, Page]] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        name = self._congress_of(environ)
        if name is None:
            return self.inner(environ, start)
        with self.app.app_context():
            version = programme_version(name)
            today = (
                now().date().isoformat() if environ["PATH_INFO"].endswith(".ics") else ""
            )  # what is off leaves in time
        if version is None:
            return self.inner(environ, start)
        key = (environ["PATH_INFO"], environ.get("QUERY_STRING", ""), _language(environ), _host(environ), today)
        held = self.pages.get(key)
        if held is None or held[0] != version:
            page, answer = self._render(environ)
            if page is None:
                return _replay(start, *answer)
            held = (version, page)
            self.pages[key] = held
            while len(self.pages) > _KEPT:
                self.pages.popitem(last=False)
        return held[1].answer(environ, start)

    def _congress_of(self, environ: dict[str, Any]) -> str | None:
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        found = _PATH.fullmatch(environ.get("PATH_INFO", ""))
        if found is None or f"{self.app.config['SESSION_COOKIE_NAME']}=" in environ.get("HTTP_COOKIE", ""):
            return None
        asked = parse_qsl(environ.get("QUERY_STRING", ""), keep_blank_values=True)
        return found[1] if all(parameter in _PARAMETERS for parameter, _value in asked) else None

    def _render(self, environ: dict[str, Any]) -> tuple["Page | None", tuple[bytes, str, Headers]]:
        plain = {k: v for k, v in environ.items() if k not in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE")}
        plain |= {"REQUEST_METHOD": "GET", "HTTP_ACCEPT_ENCODING": "identity"}
        body, status, headers = run_wsgi_app(self.inner, plain, buffered=True)
        whole = b"".join(body)
        if not status.startswith("200") or "Set-Cookie" in headers or not headers["Content-Type"].startswith(_KINDS):
            return None, (whole, status, headers)
        return Page(whole, headers), (whole, status, headers)


class Page:
    """A page as bytes, and its compressed forms, each with a strong ETag of its own (RFC 9110, 8.8.3)."""

    def __init__(self, body: bytes, headers: Headers) -> None:
        self.headers = headers.copy()
        for name in ("Vary", "Cache-Control", "Content-Length", "Content-Encoding", "ETag"):
            self.headers.pop(name, None)
        digest = hashlib.sha256(body).hexdigest()[:20]
        self.forms = {
            "br": (brotli.compress(body, quality=9), f'"{digest}-br"'),
            "gzip": (gzip.compress(body, 9, mtime=0), f'"{digest}-gz"'),
            "": (body, f'"{digest}"'),
        }

    def answer(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        """Answer with the smallest form that the reader takes, or with 304."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING", "")
        coding = next((each for each in ("br", "gzip") if each in accepted and _takes(accepted, each)), "")
        body, etag = self.forms[coding]
        headers = [("ETag", etag), ("Cache-Control", _CACHE), ("Vary", _VARY)]
        headers += [
            (name, value) for name, value in self.headers.items() if name.startswith(("Access-Control", "Cross-Origin"))
        ]
        match = environ.get("HTTP_IF_NONE_MATCH")
        if match and not is_resource_modified(environ, etag=etag.strip('"')):
            start("304 NOT MODIFIED", headers)
            return []
        headers += [(name, value) for name, value in self.headers.items() if (name, value) not in headers]
        headers += [("Content-Length", str(len(body)))]
        if coding:
            headers.append(("Content-Encoding", coding))
        start("200 OK", headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def _takes(accepted: str, coding: str) -> bool:
    """Whether `Accept-Encoding` takes a coding: « br;q=0 » refuses it."""
    return re.search(rf"(?:^|[\s,]){coding}\s*(?:;\s*q=(?!0(?:\.0*)?\s*(?:,|$))|,|$)", accepted) is not None


def _language(environ: dict[str, Any]) -> str:
    accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept)
    return accepted.best_match(LANGUAGES) or DEFAULT_LANGUAGE


def _host(environ: dict[str, Any]) -> str:
    return f"{environ.get('wsgi.url_scheme')}://{environ.get('HTTP_HOST', '')}{environ.get('SCRIPT_NAME', '')}"


def _replay(start: Start, body: bytes, status: str, headers: Headers) -> Iterable[bytes]:
    start(status, list(headers.items()))
    return [body]
