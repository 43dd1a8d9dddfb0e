"""A volunteer at a door: say where you stand, scan or type, read the verdict. Everything but the camera works without JavaScript."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import flash, g, redirect, render_template, session, url_for
from flask_babel import gettext as _

from ...checkin import devices
from ...checkin.after_verdict import record_let_in, record_was_out, record_without_badge
from ...checkin.checkpoints import checkpoint_by_public_id, counts_at, topic_of
from ...checkin.models import ScanDevice, ScanReason, Verdict, Way
from ...checkin.qr import qr_svg
from ...checkin.scans import outcome_of, record_item
from ...clock import now
from ...errors import NotFound
from ...web.guards import DOOR_SUPERVISORS, allows
from ...web.identity import current_person, signed_in_person
from . import blueprint
from .forms import CodeForm, DeviceForm, EmptyForm, NonceForm
from .words import page_words, shown

_TOKEN_LENGTH = 150  # a typed text longer than that comes from a scanner that reads the QR

# What a browser's own reader must read before it is trusted: as long and as dense as a badge.
SAMPLE = "1" + "3141592653589793238462643383279502884197" * 4 + "1693993751058209749445923078"


@blueprint.get("/checkpoints/<public_id>/hold")
def hold(public_id: str) -> Any:
    """Ask where the telephone stands."""
    door = checkpoint_by_public_id(g.congress, public_id)
    return render_template("door/hold.html", title=_("Tenir la porte"), door=door, form=DeviceForm())


@blueprint.post("/checkpoints/<public_id>/hold")
def open_device(public_id: str) -> Any:
    """Begin a shift with this telephone."""
    door, form = checkpoint_by_public_id(g.congress, public_id), DeviceForm()
    if not form.validate_on_submit():
        return render_template("door/hold.html", title=_("Tenir la porte"), door=door, form=form), 422
    session["scan_device"] = devices.open_device(g.congress, label=form.label.data, by=signed_in_person()).public_id
    return redirect(url_for("door.scan", public_id=public_id))


@blueprint.get("/scan/<public_id>")
def scan(public_id: str) -> Any:
    """The scan page."""
    door, device = checkpoint_by_public_id(g.congress, public_id), _device()
    if device is None:
        return redirect(url_for("door.hold", public_id=public_id))
    return _scan_page(door, device, CodeForm(formdata=None, nonce=secrets.token_hex(16)))


@blueprint.post("/scan/<public_id>")
def scan_code(public_id: str) -> Any:
    """Record a typed code and show its verdict. The form sent twice is one fact."""
    door, device, form = checkpoint_by_public_id(g.congress, public_id), _device(), CodeForm()
    if device is None:
        return redirect(url_for("door.hold", public_id=public_id))
    if not form.validate_on_submit():
        return _scan_page(door, device, form), 422
    if outcome_of(form.nonce.data, g.congress.id, signed_in_person().id) is None:
        typed = "token" if len(form.code.data) >= _TOKEN_LENGTH else "code"
        item = {
            typed: form.code.data,
            "nonce": form.nonce.data,
            "seq": devices.next_seq(device.id),
            "device_time": now().isoformat(),
            "direction": form.direction.data,
        }
        record_item(devices.door_of(door), device.id, item)
    return redirect(url_for("door.show_verdict", public_id=public_id, nonce=form.nonce.data))


@blueprint.get("/scan/<public_id>/verdicts/<nonce>")
def show_verdict(public_id: str, nonce: str) -> Any:
    """The verdict, on the whole screen."""
    door = checkpoint_by_public_id(g.congress, public_id)
    outcome = outcome_of(nonce, g.congress.id, signed_in_person().id)
    if outcome is None:
        raise NotFound
    words = shown(outcome, g.congress.time_zone, door.way)
    return render_template(
        "door/verdict.html",
        title=words["word"],
        door=door,
        inside=counts_at(door.id).in_now,
        nonce=nonce,
        can_be_out=outcome.reason is ScanReason.ALREADY_IN and door.way is Way.BOTH,
        can_be_let_in=outcome.verdict is not Verdict.ADMITTED,
        **words,
    )


@blueprint.post("/scan/<public_id>/verdicts/<nonce>/was-out")
def was_out(public_id: str, nonce: str) -> Any:
    """Somebody « déjà entré » had gone out: an exit, then an entry."""
    return _after_verdict(public_id, nonce, record_was_out)


@blueprint.post("/scan/<public_id>/verdicts/<nonce>/let-in")
def let_in(public_id: str, nonce: str) -> Any:
    """Laissez-passer: whoever was not admitted comes in, and a supervisor is told."""
    return _after_verdict(public_id, nonce, record_let_in)


def _after_verdict(public_id: str, nonce: str, record: Callable[..., str]) -> Any:
    """Record what follows one's own scan, and show its verdict."""
    door, device = checkpoint_by_public_id(g.congress, public_id), _device()
    if device is None:
        return redirect(url_for("door.hold", public_id=public_id))
    if EmptyForm().validate_on_submit():
        nonce = record(devices.door_of(door), device.id, nonce, person_id=signed_in_person().id)
    return redirect(url_for("door.show_verdict", public_id=public_id, nonce=nonce))


@blueprint.post("/scan/<public_id>/without-badge")
def let_in_without_badge(public_id: str) -> Any:
    """Laissez-passer for somebody without a badge. The form sent twice is one fact."""
    door, device, form = checkpoint_by_public_id(g.congress, public_id), _device(), NonceForm()
    if device is None or not form.validate_on_submit():
        return redirect(url_for("door.scan", public_id=public_id))
    nonce = record_without_badge(devices.door_of(door), device.id, form.nonce.data)
    return redirect(url_for("door.show_verdict", public_id=public_id, nonce=nonce))


@blueprint.post("/devices/<public_id>/revocation")
@allows(DOOR_SUPERVISORS)
def revoke_device(public_id: str) -> Any:
    """Stop hearing a telephone."""
    if EmptyForm().validate_on_submit():
        devices.revoke_device(devices.device_by_public_id(g.congress, public_id), by=current_person())
        flash(_("Cet appareil n’est plus écouté. Ce qu’il enverrait encore sera mis de côté."), "ok")
    return redirect(url_for("door.list_devices"))


def _device() -> ScanDevice | None:
    return devices.device_at_hand(g.congress, session.get("scan_device"), signed_in_person())


def _scan_page(door: Any, device: ScanDevice, form: CodeForm) -> str:
    return render_template(
        "door/scan.html",
        title=door.name,
        door=door,
        device=device,
        form=form,
        without_badge=secrets.token_hex(16),
        inside=counts_at(door.id).in_now,
        topic=topic_of(door),
        words=page_words(),
        next_seq=devices.next_seq(device.id),
        sample=SAMPLE,
        sample_svg=qr_svg(SAMPLE),
    )
