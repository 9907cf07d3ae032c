"""The fingerprint of a result: what an approval is an approval of."""

import hashlib
import json


def fingerprint(*, title: str, body: str, declined: bool, result_code: str, file_sha256: str) -> str:
    """Return the SHA-256 of all that a result says, its file included; another word, another fingerprint."""
    said = json.dumps([title, body, declined, result_code, file_sha256], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()
