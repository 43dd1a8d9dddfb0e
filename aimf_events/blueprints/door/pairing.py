"""The supervisor pairs a telephone: a code to read, a number to compare, where it stands and what it may do."""

from typing import Any

from flask import current_app, flash, g, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from ...checkin import desk_list, quarantine
from ...checkin import pairing as pairings
from ...checkin.devices import device_by_public_id
from ...checkin.models import DevicePairing, DeviceRole
from ...checkin.pairing import PairingState
from ...checkin.qr import qr_svg
from ...clock import now
from ...i18n import format_hour
from ...web.guards import DOOR_SUPERVISORS, allows
from ...web.identity import signed_in_person
from . import blueprint
from .forms import EmptyForm, PairingForm


@blueprint.post("/pairings")
@allows(DOOR_SUPERVISORS)
def open_pairing() -> Any:
    """Begin a pairing."""
    if not EmptyForm().validate_on_submit():
        return redirect(url_for("door.list_devices"))
    opened = pairings.open_pairing(g.congress, by=signed_in_person())
    return redirect(url_for("door.show_pairing", public_id=opened.public_id))


@blueprint.get("/pairings/<public_id>")
@allows(DOOR_SUPERVISORS)
def show_pairing(public_id: str) -> Any:
    """Show the code, then the number, then what became of it."""
    return _page(pairings.pairing_by_public_id(public_id, g.congress), PairingForm())


@blueprint.post("/pairings/<public_id>/confirmation")
@allows(DOOR_SUPERVISORS)
def confirm_pairing(public_id: str) -> Any:
    """The numbers are the same: the telephone is a device."""
    pairing, form = pairings.pairing_by_public_id(public_id, g.congress), PairingForm()
    if not form.validate_on_submit():
        return _page(pairing, form), 422
    role = DeviceRole(form.role.data)
    device = pairings.confirm_pairing(pairing, label=form.label.data, role=role, by=signed_in_person())
    flash(_("« %(label)s » est apparié : le volontaire choisit sa porte sur le téléphone.", label=device.label), "ok")
    return redirect(url_for("door.list_devices"))


@blueprint.post("/pairings/<public_id>/refusal")
@allows(DOOR_SUPERVISORS)
def refuse_pairing(public_id: str) -> Any:
    """The numbers differ, or nobody comes."""
    if EmptyForm().validate_on_submit():
        pairings.refuse_pairing(pairings.pairing_by_public_id(public_id, g.congress), by=signed_in_person())
        flash(_("Ce téléphone n’est pas apparié : il ne peut rien."), "ok")
    return redirect(url_for("door.list_devices"))


@blueprint.post("/devices/<public_id>/release")
@allows(DOOR_SUPERVISORS)
def release_quarantine(public_id: str) -> Any:
    """Count what a revoked device had sent."""
    if EmptyForm().validate_on_submit():
        count = quarantine.release(device_by_public_id(g.congress, public_id), by=signed_in_person())
        flash(ngettext("Un passage est compté.", "%(num)d passages sont comptés.", count), "ok")
    return redirect(url_for("door.list_devices"))


@blueprint.post("/devices/<public_id>/shift")
@allows(DOOR_SUPERVISORS)
def open_desk(public_id: str) -> Any:
    """Begin a shift at a desk: its telephone is given the list of names."""
    if EmptyForm().validate_on_submit():
        device = desk_list.open_desk(device_by_public_id(g.congress, public_id), by=signed_in_person())
        assert device.desk_until is not None, "it has just begun"
        until = format_hour(device.desk_until, g.congress.time_zone)
        flash(_("Le service de « %(label)s » est ouvert jusqu’à %(hour)s.", label=device.label, hour=until), "ok")
    return redirect(url_for("door.list_devices"))


@blueprint.post("/devices/<public_id>/shift/end")
@allows(DOOR_SUPERVISORS)
def close_desk(public_id: str) -> Any:
    """End a shift: the telephone is given no list any more, and forgets its key within a minute."""
    if EmptyForm().validate_on_submit():
        device = desk_list.close_desk(device_by_public_id(g.congress, public_id), by=signed_in_person())
        flash(_("Le service de « %(label)s » est terminé.", label=device.label), "ok")
    return redirect(url_for("door.list_devices"))


def _page(pairing: DevicePairing, form: PairingForm) -> Any:
    state = pairings.state_of(pairing)
    if state is PairingState.PAIRED:
        return redirect(url_for("door.list_devices"))
    link = ""
    if state is PairingState.WAITING:
        public = current_app.config["AIMF"].public_url
        link = f"{public}{url_for('door.scanner')}#{pairings.link_of(pairing)}"
    titles = {
        PairingState.WAITING: _("Apparier un téléphone"),
        PairingState.CLAIMED: _("Est-ce le même numéro ?"),
        PairingState.REFUSED: _("Téléphone refusé"),
        PairingState.OVER: _("Le code n’est plus valable"),
    }
    return render_template(
        "door/pairing.html",
        title=titles[state],
        pairing=pairing,
        state=state.value,
        link=link,
        symbol=qr_svg(link, label=_("Code d’appariement")) if link else "",
        left=max(0, int((pairing.expires_at - now()).total_seconds())),
        total=int(pairings.LASTS.total_seconds()),
        form=form,
    )
