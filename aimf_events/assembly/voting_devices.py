"""The device that votes: bound once by a code, then each vote is signed by its key, which nobody can read out of it.

    bind_device(sheet, code, public_key=..., signature=...)     five wrong codes lock the sheet
    verify_cast(mandate_id=, person_id=, ballot=, voice=, content=, nonce=, signature=)     in the transaction of the vote

Keys are ECDSA on P-256 with SHA-256: every browser's WebCrypto has it and keeps it non-extractable, and one algorithm is one to verify. A signature
is the 64 bytes that WebCrypto gives (r, s). What is signed is `signed_bytes`; `static/js/voting/device.js` writes the same.
**The signature of a secret vote must not be stored**: it names the device beside the sealed paper.
"""

import enum
import hashlib
import re
from base64 import urlsafe_b64decode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from .. import crypto, journal
from ..checkin.short_code import UnreadableCode, parse_short_code
from ..clock import now
from ..database import db, lock, transaction
from ..errors import Refusal
from .emargement import WHILE
from .emargement_letter import tell_member
from .emargement_models import TRIES, VotingCredential, VotingState
from .voters import sitting_of, still_speaks

DOMAIN = b"AIMF-VOTE-1\0"
KEY = 65  # bytes of an uncompressed point of P-256
SIGNATURE = 64
_FIELD = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
_NONCE = re.compile(r"[A-Za-z0-9_-]{22}", re.ASCII)


class Act(enum.StrEnum):
    """What a device signs: that it is bound, a vote, a proxy that its person gives."""

    BIND = "bind"
    VOTE = "vote"
    GRANT = "grant"


class CodeMistyped(Refusal):
    """The code cannot be one: a slip of the fingers, which is not counted."""

    code = "voting_code_mistyped"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Ce code comporte une faute de frappe. Relisez-le : cet essai n’est pas compté."),
            advice=_l("Il a neuf lettres ou chiffres, comme K7QF-2M9X-C."),
        )


class WrongVotingCode(Refusal):
    """The code is another's. `left`: tries that remain."""

    code = "voting_code_wrong"
    status = 422

    def __init__(self, left: int) -> None:
        super().__init__(
            _l("Ce code n’est pas celui de cette feuille."),
            advice=_l("Relisez le code sous la pastille à gratter."),
        )
        self.left = left


class SheetLocked(Refusal):
    """Five wrong codes: the sheet is worth nothing any more."""

    code = "voting_sheet_locked"

    def __init__(self) -> None:
        super().__init__(
            _l("Cinq codes faux ont été essayés : cette feuille ne sert plus."),
            advice=_l("Le bureau d’émargement en remet une autre en une minute."),
        )


class SheetUnusable(Refusal):
    """The sheet was replaced, not handed over, used by another device, or its person no longer speaks with the voice."""

    code = "voting_sheet_unusable"

    def __init__(self) -> None:
        super().__init__(
            _l("Cette feuille ne peut pas enregistrer un appareil."),
            advice=_l("Rechargez la page : elle dit pourquoi. Le bureau d’émargement peut remettre une autre feuille."),
        )


class DeviceNotProved(Refusal):
    """The device did not prove that it holds its key."""

    code = "voting_device_not_proved"
    status = 422

    def __init__(self) -> None:
        super().__init__(
            _l("Cet appareil n’a pas prouvé sa clé."),
            advice=_l("Rechargez la page, essayez un autre navigateur, ou votez à l’isoloir."),
        )


class NotEnrolled(Refusal):
    """No device is bound for that person and voice, or it was replaced."""

    code = "voting_not_enrolled"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _l("Cet appareil n’est pas enregistré pour voter."),
            advice=_l("Ouvrez la feuille remise au bureau d’émargement, ou votez à l’isoloir."),
        )


class VoteNotSigned(Refusal):
    """The signature does not hold for this vote: altered on its way, or another device's."""

    code = "vote_not_signed"
    status = 403

    def __init__(self) -> None:
        super().__init__(
            _l("Ce vote n’est pas signé par l’appareil enregistré : il n’est pas compté."),
            advice=_l("Votez depuis l’appareil enregistré, ou à l’isoloir."),
        )


def signed_bytes(act: Act, reference: str, subject: tuple[str, ...], content: bytes, nonce: str) -> bytes:
    """Return the bytes that a device signs: the domain, then act, sheet, subject, SHA-256 of the content and nonce, one a line.

    Args:
        subject: of a vote, the ballot and the voice, by their public ids; the number of parts is fixed by the act.
        content: the choice as it is sent, or the sealed paper.
        nonce: sixteen random bytes, base64url.

    Raises:
        ValueError: a part that could be read in another way.
    """
    parts = (act.value, reference, *subject)
    if not all(_FIELD.fullmatch(part) for part in parts) or not _NONCE.fullmatch(nonce):
        raise ValueError("a part of what is signed is not a plain word")
    return DOMAIN + "\n".join((*parts, hashlib.sha256(content).hexdigest(), nonce)).encode()


def signature_holds(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Return whether a key of P-256 signed a message. False for bytes that are no key or no signature."""
    if len(signature) != SIGNATURE or len(public_key) != KEY:
        return False
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
        numbers = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
        key.verify(encode_dss_signature(*numbers), message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def bind_device(
    sheet: VotingCredential, typed: str, *, public_key: bytes, nonce: str, signature: bytes
) -> VotingCredential:
    """Bind the device that holds this key, by the code of its sheet. The same device again is harmless.

    Args:
        signature: of `signed_bytes(Act.BIND, reference, (), public_key, nonce)`.

    Raises:
        CodeMistyped, WrongVotingCode, SheetLocked: the code, in that order of gravity.
        SheetUnusable: the sheet's state, or the sitting's, does not allow it.
        DeviceNotProved: the key is none, does not sign, or is bound to another sheet.
    """
    try:
        code = parse_short_code(typed)
    except UnreadableCode as error:
        raise CodeMistyped from error
    if not _holds(Act.BIND, sheet, (), public_key, public_key, nonce, signature):
        raise DeviceNotProved
    with transaction():
        lock(sheet)
        if sheet.state is VotingState.BOUND and sheet.public_key == public_key:
            return sheet
        if sheet.state is VotingState.LOCKED:
            raise SheetLocked
        if sheet.state is not VotingState.HANDED or sitting_of(sheet).state not in WHILE or not still_speaks(sheet):
            raise SheetUnusable
        is_right = crypto.slow_hash_holds(sheet.code_hash, code)
        if is_right:
            _bind(sheet, public_key)
        else:
            _count_wrong(sheet)
    if sheet.locked_at is not None:
        raise SheetLocked
    if not is_right:
        raise WrongVotingCode(TRIES - sheet.tries)
    return sheet


def verify_cast(
    *, mandate_id: int, person_id: int, ballot: str, voice: str, content: bytes, nonce: str, signature: bytes
) -> VotingCredential:
    """Check that a vote was signed by the device bound for who carries the voice; return its sheet. The caller holds the transaction.

    The sheet is held until the commit, so that a vote and the renewal of its device cannot both be true.

    Args:
        mandate_id, person_id: who speaks: of a line of the roll, `by.mandate` and `person`.
        ballot, voice: public ids of the ballot and of the mandate whose voice it is (another's, with a proxy).
        content: the choice, or the sealed paper, as it came.

    Raises:
        NotEnrolled: no device is bound, or it was replaced.
        VoteNotSigned: the signature does not hold for exactly this.
    """
    return _verified(Act.VOTE, mandate_id, person_id, (ballot, voice), content, nonce, signature)


def verify_grant(
    *, mandate_id: int, person_id: int, holder: str, content: bytes, nonce: str, signature: bytes
) -> VotingCredential:
    """Check that a proxy was signed by the device of who gives it. `holder`: public id of the mandate that receives it.

    Raises:
        NotEnrolled, VoteNotSigned: as `verify_cast`.
    """
    return _verified(Act.GRANT, mandate_id, person_id, (holder,), content, nonce, signature)


def device_name(public_key: bytes | None) -> str:
    """Return the short name by which a browser knows whether the bound key is its own: the first 16 bytes of its SHA-256, hex."""
    return hashlib.sha256(public_key).hexdigest()[:32] if public_key else ""


def from_base64url(text: str) -> bytes:
    """Return the bytes of a text in base64url without padding; no bytes for any other text."""
    if len(text) > 200 or not re.fullmatch(r"[A-Za-z0-9_-]*", text, re.ASCII):
        return b""
    try:
        return urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""


def _verified(
    act: Act, mandate_id: int, person_id: int, subject: tuple[str, ...], content: bytes, nonce: str, signature: bytes
) -> VotingCredential:
    rows = select(VotingCredential).filter_by(mandate_id=mandate_id, person_id=person_id)
    rows = rows.order_by(VotingCredential.number.desc()).limit(1).with_for_update(read=True)
    sheet = db.session.scalars(rows.execution_options(populate_existing=True)).first()
    if sheet is None or sheet.state is not VotingState.BOUND or sheet.public_key is None:
        raise NotEnrolled
    if not _holds(act, sheet, subject, sheet.public_key, content, nonce, signature):
        raise VoteNotSigned
    return sheet


def _holds(
    act: Act,
    sheet: VotingCredential,
    subject: tuple[str, ...],
    public_key: bytes,
    content: bytes,
    nonce: str,
    signature: bytes,
) -> bool:
    try:
        message = signed_bytes(act, sheet.reference, subject, content, nonce)
    except ValueError:
        return False
    return signature_holds(public_key, message, signature)


def _bind(sheet: VotingCredential, public_key: bytes) -> None:
    sheet.public_key, sheet.bound_at, sheet.code_hash = public_key, now(), ""
    try:
        db.session.flush()
    except IntegrityError as error:  # a page makes a key for each sheet
        raise DeviceNotProved from error
    earlier = select(VotingCredential.id).where(
        VotingCredential.mandate_id == sheet.mandate_id,
        VotingCredential.id != sheet.id,
        VotingCredential.bound_at.is_not(None),
    )
    again = db.session.scalar(earlier.limit(1)) is not None
    sitting = sitting_of(sheet)
    journal.record(
        "voting_device_rebound" if again else "voting_device_bound",
        sheet,
        by=sheet.person,
        congress_id=sitting.congress_id,
        mandate=sheet.mandate_id,
        number=sheet.number,
    )
    if again:
        tell_member(sheet, sitting)


def _count_wrong(sheet: VotingCredential) -> None:
    sheet.tries += 1
    if sheet.tries >= TRIES:
        sheet.locked_at, sheet.code_hash = now(), ""
        sitting = sitting_of(sheet)
        journal.record("voting_code_locked", sheet, by=None, congress_id=sitting.congress_id, number=sheet.number)
