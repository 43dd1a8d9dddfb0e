"""La météo du quorum: one sentence for the Secretary General's phone, and whom to call."""

from typing import Any

from flask import g, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...assembly.convocation_letter import name_of, when_of
from ...assembly.sitting_models import Sitting
from ...assembly.sittings import sitting_in
from ...assembly.weather import Forecast, Want, forecast
from ...errors import NotFound
from . import blueprint

MOST = 40


@blueprint.get("/sittings/<public_id>/weather")
def show_weather(public_id: str) -> Any:
    """How many voices are to be expected, and whom to call."""
    sitting = sitting_in(g.congress, public_id)
    if sitting.is_draft:
        raise NotFound
    found = forecast(sitting)
    return render_template(
        "assembly/weather.html",
        title=_("La météo du quorum"),
        sitting=sitting,
        crumb=(name_of(sitting), url_for("assembly.show_sitting", public_id=public_id)),
        sentence=_sentence(sitting, found),
        found=found,
        calls=[(call, *_remedy(call.want)) for call in found.calls[:MOST]],
        more=max(0, len(found.calls) - MOST),
    )


def _sentence(sitting: Sitting, found: Forecast) -> str:
    said = _(
        "Le %(when)s : entre %(low)d et %(high)d voix, il en faut %(needed)d.",
        when=when_of(sitting),
        low=found.low,
        high=found.high,
        needed=found.needed,
    )
    if not found.missing:
        return said + " " + _("Aucun appel n’est nécessaire.")
    if found.missing > len(found.calls):
        return said + " " + _("Les appels n’y suffiront pas : préparez une seconde convocation.")
    calls = ngettext("%(num)d appel suffit.", "%(num)d appels suffisent.", found.missing)
    return f"{said} {calls}"


def _remedy(want: Want) -> tuple[str, str]:
    """Why a voice is wanting, and what to do about it."""
    return {
        Want.NOT_ACCREDITED: (_("annoncé, pas encore accrédité"), _("Accréditer la personne.")),
        Want.HOLDER_UNSURE: (
            _("pouvoir accepté, dont le porteur n’est pas encore accrédité"),
            _("Accréditer le porteur."),
        ),
        Want.PROXY_UNANSWERED: (_("pouvoir proposé, que le porteur n’a pas accepté"), _("Appeler le porteur.")),
        Want.ONLINE_NOT_ALLOWED: (
            _("annoncé à distance, ce que les statuts ne comptent pas"),
            _("Demander de venir, ou d’envoyer un suppléant."),
        ),
        Want.NO_ANSWER: (_("pas de titulaire ni de suppléant annoncé"), _("Demander qui portera la voix.")),
        Want.DUES: (_("cotisation due"), _("Enregistrer le paiement ou l’exemption.")),
        Want.CONTESTED: (_("mandat contesté"), _("Faire trancher la vérification des pouvoirs.")),
        Want.DECLINED: (_("ne vient pas"), _("Proposer d’envoyer un suppléant.")),
    }[want]
