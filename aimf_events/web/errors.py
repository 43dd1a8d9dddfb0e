"""Error pages in plain words. A refusal is one page; a fault gives a reference that is found in the log."""

import logging
import secrets
from http import HTTPStatus
from typing import Any

from flask import Flask, g, jsonify, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from ..database import db
from ..errors import NotAllowed, NotFound, Refusal

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Map what verbs and Werkzeug raise to pages."""
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(NotFound, lambda e: not_found())
    app.register_error_handler(404, lambda e: not_found())
    app.register_error_handler(NotAllowed, lambda e: not_allowed())
    app.register_error_handler(403, lambda e: not_allowed())
    app.register_error_handler(CSRFError, lambda e: expired())
    app.register_error_handler(413, lambda e: too_large())
    app.register_error_handler(429, lambda e: too_often())
    app.register_error_handler(HTTPException, other)
    app.register_error_handler(Exception, fault)


def refused(refusal: Refusal) -> Any:
    """A rule said no."""
    if _wants_json():
        return jsonify(error=refusal.code, reason=str(refusal.reason), advice=str(refusal.advice or "")), refusal.status
    return render_template("errors/refusal.html", refusal=refusal, title=_("Ce n’est pas possible")), refusal.status


def not_found() -> Any:
    """Nothing is at that address, or it is another congress's."""
    return page(
        404,
        _("Cette page n’existe pas"),
        _(
            "L’adresse est peut-être incomplète, ou ce qu’elle montrait a été retiré. Vérifiez le lien que vous avez reçu."
        ),
    )


def not_allowed() -> Any:
    """The reader is known, and has no such role."""
    return page(
        403,
        _("Cette page ne vous est pas ouverte"),
        _("Votre rôle ne donne pas accès à cette page. Le Secrétariat permanent peut vous l’ouvrir."),
    )


def expired() -> Any:
    """The protection of a form no longer fits the browser."""
    return page(
        400,
        _("Le formulaire a expiré"),
        _(
            "Revenez à la page précédente et envoyez de nouveau : ce que vous avez écrit y est encore. Vérifiez que votre navigateur accepte les cookies."
        ),
    )


def too_large() -> Any:
    """The upload is beyond what a form takes."""
    return page(
        413,
        _("Ce fichier est trop lourd"),
        _("Un fichier peut peser 10 Mo au plus. Revenez à la page précédente et choisissez-en un plus petit."),
    )


def too_often() -> Any:
    """A limit was reached."""
    return page(
        429,
        _("Trop de demandes à la suite"),
        _("Attendez quelques minutes avant de recommencer. Rien de ce que vous avez enregistré n’est perdu."),
    )


def other(error: HTTPException) -> Any:
    """Redirects pass; any other status is said in a sentence."""
    if error.code is None or error.code < 400:
        return error
    return page(
        error.code, _("Cette demande n’a pas pu être comprise"), _("Revenez à la page précédente et recommencez.")
    )


def fault(error: Exception) -> Any:
    """Something of ours broke: nothing is half-written, and the reference is in the log."""
    db.session.rollback()
    reference = secrets.token_hex(4)
    # The endpoint, not the path: a path may bear a personal link.
    log.exception("fault %s: %s %s", reference, request.method, request.endpoint, exc_info=error)
    return page(
        500,
        _("Une erreur est survenue de notre côté"),
        _(
            "Rien n’a été enregistré à moitié. Recommencez dans un instant ; si cela se répète, donnez la référence %(reference)s au Secrétariat permanent.",
            reference=reference,
        ),
    )


def page(status: int, title: str, text: str) -> Any:
    """Return one page for all errors, or its JSON."""
    g.setdefault("congress", None)
    if _wants_json():
        return jsonify(error=HTTPStatus(status).name.lower(), reason=title, advice=text), status
    return render_template("errors/error.html", title=title, text=text, status=status), status


def _wants_json() -> bool:
    return request.path.startswith(("/api/", "/live/")) or request.accept_mimetypes.best == "application/json"
