"""The delegation's own pages, reached by the link of its invitation: fill in who comes, send, see where it stands."""

from typing import Any

from flask import g
from flask_babel import gettext as _

from ...errors import NotFound
from ...registration.claims import HeadContested, claim_by_token
from ...registration.delegations import delegation_by_token
from ...web.guards import PUBLIC, desk, in_congress

OF_A_FILE = {
    "welcome",
    "visit",
    "visit_code",
    "new_person",
    "edit_person",
    "take_part",
    "photo",
    "portrait",
    "withdraw",
}
"""The pages that a claimant has while the head of the delegation is contested."""

blueprint = desk("delegation", __name__, allows=PUBLIC, url_prefix="/<congress>/delegation/<token>")


@blueprint.url_value_preprocessor
def read_delegation(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Find the delegation behind the link; one of another congress, or a withdrawn link, is no page.

    A claimant's link opens their own file, and the pages that show nothing of another one.
    """
    g.delegation_token = (values or {}).pop("token", "")
    g.claim = claim_by_token(g.delegation_token)
    found = g.claim.delegation if g.claim else delegation_by_token(g.delegation_token)
    g.delegation = in_congress(found, g.congress)
    if g.delegation is None:
        raise NotFound
    if g.claim is not None and (endpoint or "").rpartition(".")[2] not in OF_A_FILE:
        raise HeadContested


@blueprint.context_processor
def who_answers() -> dict[str, Any]:
    """Let a form ask the desk, and nobody else, on whose word it answers; and say that the line is lost."""
    words = _(
        "Pas de réseau en ce moment. Ce que vous avez écrit est encore là : envoyez de nouveau dès que la ligne revient."
    )
    return {"for_desk": access.for_desk, "no_line": words}


@blueprint.url_defaults
def stay_in_delegation(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses made on these pages keep the link."""
    if "token" not in values and g.get("delegation_token"):
        values["token"] = g.delegation_token


from . import access, answers, documents, papers, persons, questions, substitution, travel, views  # noqa: E402, F401
