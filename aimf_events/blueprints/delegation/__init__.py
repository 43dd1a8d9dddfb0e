"""The delegation's own pages, reached by the link of its invitation: fill in who comes, send, see where it stands."""

from typing import Any

from flask import g

from ...errors import NotFound
from ...registration.delegations import delegation_by_token
from ...web.guards import PUBLIC, desk, in_congress

blueprint = desk("delegation", __name__, allows=PUBLIC, url_prefix="/<congress>/delegation/<token>")


@blueprint.url_value_preprocessor
def read_delegation(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Find the delegation behind the link; one of another congress, or a withdrawn link, is no page."""
    g.delegation_token = (values or {}).pop("token", "")
    g.delegation = in_congress(delegation_by_token(g.delegation_token), g.congress)
    if g.delegation is None:
        raise NotFound


@blueprint.url_defaults
def stay_in_delegation(endpoint: str, values: dict[str, Any]) -> None:
    """Addresses made on these pages keep the link."""
    if "token" not in values and g.get("delegation_token"):
        values["token"] = g.delegation_token


from . import answers, documents, papers, persons, questions, travel, views  # noqa: E402, F401
