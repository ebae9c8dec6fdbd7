"""Signed links: short enough for one text message, one salt per purpose, valid across key rotation.

A link is an 80-bit random key in base32 and an HMAC-SHA-256 cut to 80 bits. The key lives in a row (with its
expiry); without the installation's secret nobody can make the second half, so reading the database is not enough
to vote. Links stay out of logs, metrics and error reports.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO

import qrcode
import qrcode.image.svg
from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import want_bytes
from itsdangerous.signer import HMACAlgorithm, SigningAlgorithm

KEY_BYTES = 10
SIGNATURE_BYTES = 10
CODE_DIGITS = 6
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: none of its signs is taken for another by hand."""
CARD_KEY, CARD_SIGNATURE = 5, 7
"""Signs of a card's code: 25 random bits, and 35 bits that nobody can make without the secret."""
_MISREAD = str.maketrans("OIL", "011", " -.\t\n\r")


class Purpose(StrEnum):
    BALLOT = "ballot"
    CONSENT = "consent"
    """A parent's or guardian's answer for a student."""
    SIGN_UP = "sign_up"
    """Somebody who signs up to vote and still has to prove a contact."""
    SESSION = "session"
    """The page on which people sign in at one information session."""
    ACCEPTANCE = "acceptance"
    """The answer of a person whom somebody else nominated."""
    OWN_FORM = "own_form"
    """The page of somebody's own interest form, on which they can withdraw it."""
    UNSUBSCRIBE = "unsubscribe"
    """Ends news to the address of one message. Opens nothing."""
    ENVELOPE = "envelope"
    """The code on the envelope of a voter's paper ballot."""
    CARD = "card"
    """The code of a card drawn at the table, short enough to be typed."""
    REPORT = "report"
    """Marks one attempt to send a message, for the provider's reports on it. Opens nothing."""


class BadLink(Exception):
    """The link was changed, cut, or never made by this installation."""


class _ShortHMAC(SigningAlgorithm):
    """HMAC-SHA-256 cut to 80 bits: nobody gets to try more than a few against the rate limit."""

    def get_signature(self, key: bytes, value: bytes) -> bytes:
        return HMACAlgorithm(hashlib.sha256).get_signature(key, value)[:SIGNATURE_BYTES]


class _Base32Signer(Signer):
    """Writes the signature in lower-case base32, which survives being read aloud and typed."""

    def get_signature(self, value: str | bytes) -> bytes:
        raw = self.algorithm.get_signature(self.derive_key(), want_bytes(value))
        return base64.b32encode(raw).lower()

    def verify_signature(self, value: str | bytes, sig: str | bytes) -> bool:
        try:
            raw = base64.b32decode(want_bytes(sig).upper())
        except ValueError:
            return False
        keys = reversed(self.secret_keys)
        return any(
            self.algorithm.verify_signature(self.derive_key(key), want_bytes(value), raw) for key in keys
        )


class Links:
    """Makes and reads the tokens of personal links. `secret_keys` come newest first."""

    def __init__(self, secret_keys: Sequence[str]) -> None:
        self._signers = {
            purpose: _Base32Signer(
                list(reversed(secret_keys)),
                salt=f"ballot-service:{purpose.value}",
                sep=".",
                key_derivation="hmac",
                digest_method=hashlib.sha256,
                algorithm=_ShortHMAC(),
            )
            for purpose in Purpose
        }

    @staticmethod
    def new_key() -> str:
        """80 random bits in lower-case base32 (16 characters)."""
        return base64.b32encode(secrets.token_bytes(KEY_BYTES)).decode().lower()

    def token(self, purpose: Purpose, key: str) -> str:
        """The 33 characters that stand in the address."""
        return self._signers[purpose].sign(key).decode()

    def key(self, purpose: Purpose, token: str) -> str:
        """The key inside a token. Raises BadLink."""
        try:
            return self._signers[purpose].unsign(token.lower()).decode()
        except (BadSignature, UnicodeError) as wrong:
            raise BadLink from wrong

    def codes(self, key: str, number: int) -> tuple[str, ...]:
        """The six digits that prove the contact of a sign-up, by each secret key, newest first. No row holds them."""
        signer, text = self._signers[Purpose.SIGN_UP], f"{key}:{number}".encode()
        raw = (
            signer.algorithm.get_signature(signer.derive_key(secret), text)
            for secret in reversed(signer.secret_keys)
        )
        return tuple(f"{int.from_bytes(one) % 10**CODE_DIGITS:0{CODE_DIGITS}d}" for one in raw)

    @staticmethod
    def new_card_key() -> str:
        return "".join(secrets.choice(SIGNS) for _ in range(CARD_KEY))

    def card_code(self, key: str) -> str:
        """The twelve signs on a card; `grouped` makes them easy to type."""
        return key + self._card_signatures(key)[0]

    def card_key(self, typed: str) -> str:
        """The key inside a code as somebody typed it: small letters, gaps, O for 0 and I for 1. Raises BadLink."""
        code = typed[:200].upper().translate(_MISREAD)
        key, signature = code[:CARD_KEY], code[CARD_KEY:]
        if len(signature) != CARD_SIGNATURE or not signature.isascii() or not key.isascii():
            raise BadLink
        if not any(secrets.compare_digest(signature, each) for each in self._card_signatures(key)):
            raise BadLink
        return key

    def _card_signatures(self, key: str) -> tuple[str, ...]:
        """By each secret key, the newest first."""
        signer = self._signers[Purpose.CARD]
        raw = (
            signer.algorithm.get_signature(signer.derive_key(secret), key.encode())
            for secret in reversed(signer.secret_keys)
        )
        return tuple(
            "".join(SIGNS[int.from_bytes(one) >> (5 * place) & 31] for place in range(CARD_SIGNATURE))
            for one in raw
        )


def token_in(typed: str) -> str:
    """The link's own part of what was scanned or typed: the whole address or its end, with gaps or without."""
    return "".join(typed[:300].split()).partition("?")[0].rpartition("/")[2]


def grouped(code: str) -> str:
    """A code in groups of four signs, as it is printed and typed."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def qr_svg(address: str) -> str:
    """A QR code as SVG markup, for pages and print."""
    image = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=4)
    stream = BytesIO()
    image.save(stream)
    return stream.getvalue().decode()
