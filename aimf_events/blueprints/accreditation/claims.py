"""Contested heads: who claims to conduct a delegation, each with their file; the desk recognises one, on proof."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _

from ...people.models import Civility
from ...registration.claims import (
    ProofMissing,
    claim_in,
    claims_of,
    contested_delegations,
    file_of,
    recognise,
    record_claim,
)
from ...registration.delegations import delegation_by_public_id
from ...registration.models import Delegation
from ...web.forms import refused_on
from ...web.identity import current_person
from ...web.wording import addressed
from . import blueprint
from .forms import ClaimForm, ProofForm
from .words import KINDS


@blueprint.get("/claims")
def list_claims() -> Any:
    """The delegations whose head is contested."""
    contested = [(delegation, claims_of(delegation)) for delegation in contested_delegations(g.congress)]
    return render_template("accreditation/claims.html", title=_("Délégations contestées"), contested=contested)


@blueprint.get("/claims/<delegation_id>")
def show_claims(delegation_id: str) -> Any:
    """Those who claim to head a delegation, file by file."""
    return _page(delegation_by_public_id(g.congress, delegation_id), ClaimForm())


@blueprint.post("/claims/<delegation_id>")
def add_claim(delegation_id: str) -> Any:
    """Write down that one more person claims to head the delegation."""
    delegation, form = delegation_by_public_id(g.congress, delegation_id), ClaimForm()
    if form.validate_on_submit() and refused_on(
        form.family_name,
        lambda: record_claim(
            delegation,
            civility=Civility(form.civility.data) if form.civility.data else None,
            given_name=form.given_name.data,
            family_name=form.family_name.data,
            title=form.function.data,
            email=form.email.data,
            statement=form.statement.data or "",
            by=current_person(),
        ),
    ):
        flash(_("C’est enregistré : chaque personne a reçu le lien de son propre dossier."), "ok")
        return redirect(url_for("accreditation.show_claims", delegation_id=delegation_id))
    return _page(delegation, form), 422


@blueprint.route("/claims/<delegation_id>/<claim_id>/recognition", methods=["GET", "POST"])
def recognise_claim(delegation_id: str, claim_id: str) -> Any:
    """Confirm who heads the delegation, and on which proof."""
    delegation = delegation_by_public_id(g.congress, delegation_id)
    claim, form = claim_in(delegation, claim_id), ProofForm()
    proof = (form.proof.data or "").strip()
    if form.validate_on_submit() and not proof:
        form.proof.errors = [*form.proof.errors, ProofMissing().reason]
    elif form.is_submitted() and not form.errors:
        recognise(claim, proof=proof, by=current_person())
        flash(
            _("%(person)s conduit la délégation ; les autres dossiers sont clos.", person=addressed(claim.person)), "ok"
        )
        return redirect(url_for("accreditation.show_claims", delegation_id=delegation_id))
    page = {"delegation": delegation, "claim": claim, "form": form}
    title = _("Reconnaître %(person)s", person=addressed(claim.person))
    return render_template("accreditation/recognise.html", title=title, **page), 422 if form.errors else 200


def _page(delegation: Delegation, form: ClaimForm) -> str:
    files = [(claim, file_of(claim)) for claim in claims_of(delegation)]
    title = _("Qui conduit %(delegation)s", delegation=delegation.name)
    page = {"delegation": delegation, "files": files, "form": form, "kinds": KINDS}
    return render_template("accreditation/delegation_claims.html", title=title, **page)
