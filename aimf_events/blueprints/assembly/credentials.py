"""The docket of the credentials committee: contested heads, nominations with their letters, proxies; each decided, then the report."""

from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import RadioField, StringField
from wtforms.validators import Optional

from ...assembly.convocation_letter import name_of
from ...assembly.credential_models import CredentialDecision, CredentialOutcome
from ...assembly.credential_report import NAME, file_report, outcome_words, report_pdf
from ...assembly.credentials import (
    Docket,
    decide_nomination,
    decide_proxy,
    docket_of,
    letter_in,
    nomination_in,
)
from ...assembly.proxies import LIVE, seat_of_mandate
from ...assembly.proxy_register import proxy_in
from ...assembly.sitting_models import ItemKind, Sitting
from ...assembly.sittings import sitting_in
from ...errors import NotFound
from ...web.asking import asked
from ...web.files import PDF, shown_file
from ...web.forms import BaseForm, at_most, required
from ...web.identity import current_person
from ...web.papers import show_document
from ...web.proxy_words import PROXY_KINDS
from ...web.wording import addressed, words_for
from . import blueprint

OUTCOME_KINDS = {
    CredentialOutcome.VALID: "ok",
    CredentialOutcome.REFUSED: "no",
    CredentialOutcome.RESERVED: "warn",
}


class DecisionForm(BaseForm):
    """What the committee decided, and why."""

    outcome = RadioField(
        _l("Décision de la commission"),
        [required(_l("Choisissez une décision."))],
        choices=[(outcome.value, words_for(outcome)) for outcome in CredentialOutcome],
    )
    reason = StringField(
        _l("Motif"),
        [Optional(), at_most(300)],
        description=_l("lu à l’Assemblée ; nécessaire pour refuser ou pour réserver"),
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """A refusal and a reserve say why."""
        is_sound: bool = super().validate(extra_validators)
        if self.outcome.data and self.outcome.data != CredentialOutcome.VALID and not (self.reason.data or "").strip():
            self.reason.errors = [*self.reason.errors, _l("Écrivez le motif : le rapport le lit à l’Assemblée.")]
            return False
        return is_sound


@blueprint.get("/sittings/<public_id>/credentials")
def show_docket(public_id: str) -> Any:
    """All that the committee has before it, and what is left to decide."""
    sitting = _convened(public_id)
    docket = docket_of(sitting)
    item = next((each for each in sitting.items if each.kind is ItemKind.CREDENTIALS), None)
    return render_template(
        "assembly/credentials.html",
        title=_("Vérification des pouvoirs"),
        sitting=sitting,
        crumb=_crumb(sitting),
        sentence=_sentence(docket),
        docket=docket,
        nominations=[(each, _kind(each.decision), _words(each.decision)) for each in _chosen(docket)],
        chosen=asked("shown"),
        count=len(docket.nominations),
        proxies=[
            (line, PROXY_KINDS[line.proxy.state], _kind(line.decision), _words(line.decision))
            for line in docket.proxies
        ],
        filed=next((paper for paper in item.documents if paper.name == NAME), None) if item else None,
        is_live=sitting.state in LIVE,
    )


@blueprint.get("/sittings/<public_id>/credentials/nominations/<registration_id>")
def show_nomination(public_id: str, registration_id: str) -> Any:
    """One nomination, its letters, the decision."""
    return _nomination_page(_convened(public_id), registration_id, DecisionForm(formdata=None))


@blueprint.post("/sittings/<public_id>/credentials/nominations/<registration_id>")
def settle_nomination(public_id: str, registration_id: str) -> Any:
    """Decide on a nomination."""
    sitting, form = _convened(public_id), DecisionForm()
    if not form.validate_on_submit():
        return _nomination_page(sitting, registration_id, form), 422
    nomination = nomination_in(docket_of(sitting), registration_id)
    outcome = CredentialOutcome(form.outcome.data)
    decide_nomination(sitting, nomination, outcome=outcome, reason=form.reason.data or "", by=current_person())
    flash(_("%(member)s : la décision est au dossier.", member=nomination.seat.member.name), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>/credentials/proxies/<proxy_id>")
def show_proxy_decision(public_id: str, proxy_id: str) -> Any:
    """One proxy before the committee."""
    return _proxy_page(_convened(public_id), proxy_id, DecisionForm(formdata=None))


@blueprint.post("/sittings/<public_id>/credentials/proxies/<proxy_id>")
def settle_proxy(public_id: str, proxy_id: str) -> Any:
    """Decide on a proxy."""
    sitting, form = _convened(public_id), DecisionForm()
    if not form.validate_on_submit():
        return _proxy_page(sitting, proxy_id, form), 422
    proxy, roll = proxy_in(sitting, proxy_id), docket_of(sitting).roll
    giver, holder = seat_of_mandate(roll, proxy.giver_id), seat_of_mandate(roll, proxy.holder_id)
    outcome = CredentialOutcome(form.outcome.data)
    decide_proxy(proxy, giver, holder, outcome=outcome, reason=form.reason.data or "", by=current_person())
    flash(_("%(member)s : la décision est au dossier.", member=giver.member.name), "ok")
    return _to(sitting)


@blueprint.get("/sittings/<public_id>/credentials/documents/<document_id>")
def read_letter(public_id: str, document_id: str) -> Any:
    """The letter of a nomination."""
    return show_document(letter_in(docket_of(_convened(public_id)), document_id))


@blueprint.get("/sittings/<public_id>/credentials/report.pdf")
def print_report(public_id: str) -> Any:
    """The report as it stands now."""
    return shown_file(report_pdf(_convened(public_id)), PDF, f"{NAME}.pdf")


@blueprint.post("/sittings/<public_id>/credentials/report")
def file_to_agenda(public_id: str) -> Any:
    """Put the report among the papers of its item: the text of the first vote."""
    sitting = _convened(public_id)
    paper = file_report(sitting, by=current_person())
    flash(
        _("Le rapport est versé à l’ordre du jour (version %(number)d) : les membres le lisent.", number=paper.version),
        "ok",
    )
    return _to(sitting)


def _sentence(docket: Docket) -> str:
    """How much is left to decide before the first vote."""
    heads, nominations = len(docket.open_heads), len(docket.open_nominations)
    if not heads and not nominations:
        return _("Tout est décidé : le rapport peut être mis aux voix.")
    said = []
    if heads:
        said.append(
            ngettext(
                "%(num)d mandat contesté attend une décision.",
                "%(num)d mandats contestés attendent une décision.",
                heads,
            )
        )
    if nominations:
        said.append(
            ngettext(
                "%(num)d nomination attend une décision.", "%(num)d nominations attendent une décision.", nominations
            )
        )
    return " ".join(said)


def _chosen(docket: Docket) -> list[Any]:
    """Those without a decision first; all of them where the address asks for them."""
    if asked("shown") == "all":
        return list(docket.nominations)
    return [
        each
        for each in docket.nominations
        if each.decision is None or each.decision.outcome is not CredentialOutcome.VALID
    ]


def _nomination_page(sitting: Sitting, registration_id: str, form: DecisionForm) -> str:
    nomination = nomination_in(docket_of(sitting), registration_id)
    return render_template(
        "assembly/credential.html",
        title=_("Nomination : %(member)s", member=nomination.seat.member.name),
        sitting=sitting,
        crumb=_crumb(sitting),
        facts=[
            (_("Personne"), addressed(nomination.person)),
            (_("Qualité"), words_for(nomination.carrier)),
            (
                _("Titulaire connu"),
                addressed(nomination.seat.holder.executive) if nomination.seat.holder.executive else "",
            ),
        ],
        letters=nomination.letters,
        decision=_words(nomination.decision),
        kind=_kind(nomination.decision),
        action=url_for("assembly.settle_nomination", public_id=sitting.public_id, registration_id=registration_id),
        note=_("Refusée, cette personne n’est plus dans aucune liste de vote à partir de maintenant."),
        is_live=sitting.state in LIVE,
        form=form,
        asks_letter=True,
    )


def _proxy_page(sitting: Sitting, proxy_id: str, form: DecisionForm) -> str:
    proxy, docket = proxy_in(sitting, proxy_id), docket_of(sitting)
    line = next((each for each in docket.proxies if each.proxy.id == proxy.id), None)
    if line is None:
        raise NotFound
    return render_template(
        "assembly/credential.html",
        title=_("Pouvoir : %(giver)s", giver=proxy.giver.member.name),
        sitting=sitting,
        crumb=_crumb(sitting),
        facts=[
            (_("Mandant"), proxy.giver.member.name),
            (_("Porteur"), proxy.holder.member.name),
            {
                "label": _("Donné"),
                "text": words_for(proxy.way),
                "url": url_for("assembly.show_proxy", public_id=sitting.public_id, proxy_id=proxy_id),
                "change": _("Ouvrir le pouvoir"),
            },
            (_("État"), words_for(proxy.state)),
        ],
        letters=[],
        decision=_words(line.decision),
        kind=_kind(line.decision),
        action=url_for("assembly.settle_proxy", public_id=sitting.public_id, proxy_id=proxy_id),
        note=_("Refusé, le pouvoir prend fin maintenant, et une lettre part aux deux membres."),
        is_live=sitting.state in LIVE and (proxy.stands or proxy.waits),
        form=form,
        asks_letter=False,
    )


def _kind(decision: CredentialDecision | None) -> str:
    return OUTCOME_KINDS[decision.outcome] if decision else "wait"


def _words(decision: CredentialDecision | None) -> str:
    return outcome_words(decision) if decision else _("à décider")


def _convened(public_id: str) -> Sitting:
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    return sitting


def _crumb(sitting: Sitting) -> tuple[str, str]:
    return name_of(sitting), url_for("assembly.show_sitting", public_id=sitting.public_id)


def _to(sitting: Sitting) -> Any:
    return redirect(url_for("assembly.show_docket", public_id=sitting.public_id))
