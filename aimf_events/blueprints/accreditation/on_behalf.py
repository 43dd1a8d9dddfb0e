"""What the desk does in the place of a delegation."""

from typing import Any

from flask import g, redirect, request, url_for

from ...registration.delegations import invitation_token
from ...registration.registrations import registration_by_public_id
from . import blueprint


@blueprint.get("/<public_id>/replacement")
def replace_person(public_id: str) -> Any:
    """Lead to the delegation's own form, where the desk replaces a person as the delegation would, after the deadline too.

    `executive=1`: whoever holds the executive office now is written there already.
    """
    registration = registration_by_public_id(g.congress, public_id)
    token = invitation_token(registration.delegation)
    executive = request.args.get("executive")
    return redirect(url_for("delegation.replace_person", token=token, public_id=public_id, executive=executive))
