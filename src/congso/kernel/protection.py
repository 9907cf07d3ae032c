"""Values sealed for storage (AES-256-GCM), and blind indexes by which a sealed value can still be found exactly.

A sealed value is `01 | key number (2 bytes) | nonce (12) | ciphertext and tag`. Its label (`person.phone`) is bound in,
so a value moved to another column no longer opens. An empty text stays empty bytes: that there is nothing is no secret.
"""

import hashlib
import hmac
import json
import os
import re
from collections.abc import Callable
from typing import Any

from cryptography.exceptions import InvalidTag

from .keyring import NONCE_BYTES, KeyringTrouble, ring

_VERSION = b"\x01"
_HEAD = 3
_ENCODER = json.JSONEncoder(ensure_ascii=False, default=str)
INDEX_BYTES = 16
_WORD_BYTES = 12


def head(key_id: int) -> bytes:
    """Return how every value sealed with a key begins."""
    return _VERSION + key_id.to_bytes(2, "big")


def seal(text: str, label: str) -> bytes:
    """Return `text` sealed with the current key; "" stays empty."""
    if not text:
        return b""
    key = ring().newest
    nonce = os.urandom(NONCE_BYTES)
    return head(key.id) + nonce + key.cipher.encrypt(nonce, text.encode(), label.encode())


def sealer(label: str) -> Callable[[str], bytes]:
    """Return `seal` for many values of one label; it keeps the key of this moment, so it must not outlive a batch."""
    key, bound = ring().newest, label.encode()
    start, encrypt = head(key.id), key.cipher.encrypt

    def seal_one(text: str) -> bytes:
        if not text:
            return b""
        nonce = os.urandom(NONCE_BYTES)
        return start + nonce + encrypt(nonce, text.encode(), bound)

    return seal_one


def unseal(sealed: bytes, label: str) -> str:
    """Return the text of a sealed value. Raises KeyringTrouble when no key opens it or it was altered."""
    if not sealed:
        return ""
    sealed = bytes(sealed)
    key = ring().keys.get(int.from_bytes(sealed[1:_HEAD], "big")) if sealed[:1] == _VERSION else None
    if key is None:
        raise KeyringTrouble(f"Không có khóa để mở dữ liệu {label}: đặt lại bản sao lưu của vòng khóa.")
    body = _HEAD + NONCE_BYTES
    try:
        return key.cipher.decrypt(sealed[_HEAD:body], sealed[body:], label.encode()).decode()
    except InvalidTag:
        raise KeyringTrouble(f"Dữ liệu {label} đã bị sửa hoặc đặt sai chỗ.") from None


def seal_json(value: Any, label: str) -> bytes:
    """Return a document sealed whole."""
    return seal(as_document(value), label)


def as_document(value: Any) -> str:
    """Return the text under which a document is sealed."""
    return _ENCODER.encode(value)


def unseal_json(sealed: bytes, label: str) -> Any:
    """Return a sealed document; empty bytes are an empty object."""
    return json.loads(unseal(sealed, label) or "{}")


def copied_bytes(sealed: bytes) -> str:
    """Return sealed bytes as a field of COPY's text format."""
    return "\\\\x" + sealed.hex()


def blind_index(value: str, kind: str) -> bytes:
    """Return what stands in the database for exact search and uniqueness of a sealed value: HMAC-SHA-256, 16 bytes.

    `kind` separates the indexes of different things, so equal numbers of two kinds cannot be told to be equal.
    """
    return _mac(value, kind)[:INDEX_BYTES]


def blind_word(value: str) -> str:
    """Return the word under which a number (identity, telephone) stands among search words: exact hits only."""
    return "h0" + _mac(value, "word")[:_WORD_BYTES].hex()


def _mac(value: str, kind: str) -> bytes:
    return hmac.digest(ring().index, f"{kind}\0{_normal(value)}".encode(), hashlib.sha256)


_NOISE = re.compile(r"[\s.\-]+")


def _normal(value: str) -> str:
    return _NOISE.sub("", value).casefold()
