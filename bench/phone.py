"""A browser without JavaScript: it fetches pages, keeps cookies, fills in forms as they stand, follows redirects, counts requests."""

import http.client
import re
import secrets
from html import unescape
from urllib.parse import urlencode, urlsplit

_INPUT = re.compile(r"<input\b[^>]*>")
_NAMED = re.compile(r'([a-z-]+)="([^"]*)"')


class Phone:
    """One reader. `path` and `page` are where they are; `requests` counts every request, redirects included."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.port = port
        self.cookies = dict([cookie.split("=", 1)]) if cookie else {}
        self.requests = 0
        self.status = 0
        self.path = "/"
        self.page = ""
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> str:
        """Fetch a page."""
        return self._ask("GET", path, None, "")

    def post(self, path: str, fields: dict[str, str]) -> str:
        """Send a form."""
        return self._ask("POST", path, urlencode(fields).encode(), "application/x-www-form-urlencoded")

    def post_files(self, path: str, fields: dict[str, str], files: dict[str, tuple[str, bytes, str]]) -> str:
        """Send a form with files: name → (file name, bytes, media type)."""
        mark = secrets.token_hex(12)
        parts = [
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
        ]
        for name, (file_name, content, kind) in files.items():
            head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\n'
            parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + content + b"\r\n")
        body = b"".join(parts) + f"--{mark}--\r\n".encode()
        return self._ask("POST", path, body, f"multipart/form-data; boundary={mark}")

    def hidden(self) -> dict[str, str]:
        """The hidden fields of the page: the form's token, and what else it carries."""
        found = (dict(_NAMED.findall(tag)) for tag in _INPUT.findall(self.page))
        return {f["name"]: unescape(f.get("value", "")) for f in found if f.get("type") == "hidden" and "name" in f}

    def link(self, pattern: str) -> str:
        """The first address in the page that matches."""
        found = re.search(rf'(?:href|action)="([^"]*{pattern}[^"]*)"', self.page)
        if found is None:
            raise LookupError(f"no address like {pattern} on {self.path} ({self.status})")
        return unescape(found[1])

    def _ask(self, method: str, path: str, body: bytes | None, kind: str) -> str:
        for _ in range(6):
            where = self._send(method, path, body, kind)
            if where is None:
                return self.page
            parts = urlsplit(where)
            method, path, body = "GET", parts.path + (f"?{parts.query}" if parts.query else ""), None
        raise RuntimeError(f"redirected in circles to {path}")

    def _send(self, method: str, path: str, body: bytes | None, kind: str) -> str | None:
        headers = {"Accept-Language": "fr", "Accept": "text/html", "Accept-Encoding": "gzip"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers |= {"Content-Type": kind, "Origin": f"http://127.0.0.1:{self.port}"}
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        self._line.request(method, path, body, headers)
        answer = self._line.getresponse()
        content = answer.read()
        self.requests += 1
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        self.status, self.path = answer.status, path
        if answer.status in (301, 302, 303, 307):
            return answer.getheader("Location")
        self.page = _text(content, answer.getheader("Content-Encoding", ""))
        if answer.status >= 400:
            said = " ".join(re.sub(r"<[^>]+>", " ", self.page.partition("<main")[2]).split())
            raise RuntimeError(f"{method} {path}: {answer.status}: {said[:600]}")
        return None


def _text(content: bytes, encoding: str) -> str:
    if encoding == "gzip":
        import gzip

        content = gzip.decompress(content)
    return content.decode(errors="replace")
