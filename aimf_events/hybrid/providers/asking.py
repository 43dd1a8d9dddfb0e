"""Asking another machine over HTTP: little time, few bytes, and one way to fail."""

import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException
from typing import Any

from .contract import ProviderUnavailable

PATIENCE = 4.0  # seconds
MOST = 1 << 20  # bytes


def ask(address: str, body: Any = None, *, beside: str = "") -> tuple[str, str]:
    """Return the answer and its address after redirections. With `body`, it is posted as JSON. `beside`: what a relative address starts from.

    Raises:
        ProviderUnavailable: no answer in time, an error, too much, no text, or no address of the web.
    """
    try:
        address = urllib.parse.urljoin(beside, address)
        is_web = urllib.parse.urlsplit(address).scheme in ("http", "https")
    except ValueError:
        is_web = False
    if not is_web:
        raise ProviderUnavailable("not an address of the web")
    headers = {"User-Agent": "AIMF", **({"Content-Type": "application/json"} if body is not None else {})}
    data = None if body is None else json.dumps(body).encode()
    try:
        request = urllib.request.Request(address, data=data, headers=headers)  # noqa: S310 - the scheme is checked above
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
            told = answer.read(MOST + 1)
            landed = answer.geturl()
    except (OSError, HTTPException, ValueError) as error:
        raise ProviderUnavailable(type(error).__name__) from error  # the address may bear a secret
    if len(told) > MOST:
        raise ProviderUnavailable("the answer is too long")
    try:
        return told.decode(), landed
    except UnicodeDecodeError as error:
        raise ProviderUnavailable("the answer is no text") from error
