"""A voter's device, as a browser would be: a key of P-256 that signs what the page signs."""

from base64 import urlsafe_b64encode
from secrets import token_urlsafe
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from aimf_events.assembly.emargement import MadeCode, hand_over, make_code
from aimf_events.assembly.emargement_models import VotingCredential
from aimf_events.assembly.sitting_models import Sitting
from aimf_events.assembly.voters import voters_of
from aimf_events.assembly.voting_devices import Act, bind_device, signed_bytes


class Phone:
    """A device with its key."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.public_key = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def sign(self, act: Act, reference: str, subject: tuple[str, ...], content: bytes) -> dict[str, Any]:
        """The nonce and the signature that the page sends."""
        nonce = token_urlsafe(16)
        signature = self.key.sign(signed_bytes(act, reference, subject, content, nonce), ec.ECDSA(SHA256()))
        r, s = decode_dss_signature(signature)
        return {"nonce": nonce, "signature": r.to_bytes(32) + s.to_bytes(32)}

    def bind(self, sheet: VotingCredential, code: str) -> VotingCredential:
        """Use the code of a sheet."""
        proof = self.sign(Act.BIND, sheet.reference, (), self.public_key)
        return bind_device(sheet, code, public_key=self.public_key, **proof)

    def form(self, sheet: VotingCredential, code: str) -> dict[str, str]:
        """The fields of the page's form."""
        proof = self.sign(Act.BIND, sheet.reference, (), self.public_key)
        return {
            "code": code,
            "public_key": base64url(self.public_key),
            "nonce": proof["nonce"],
            "signature": base64url(proof["signature"]),
        }


def base64url(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def handed_code(sitting: Sitting, place: int = 0, *, by: Any = None) -> MadeCode:
    """The sheet of one voter of a sitting, made (again) and handed over."""
    voter = voters_of(sitting)[place]
    made = make_code(sitting, voter, seen=voter.credential.number if voter.credential else 0, by=by)
    hand_over(made.credential, by=by)
    return made
