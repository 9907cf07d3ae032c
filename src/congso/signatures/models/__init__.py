"""What is kept about signatures: verdicts on files that came, keys to sign with, papers that were signed."""

from .credentials import SigningCredential
from .papers import SignatureAct, SignedPaper
from .prepared import PreparedSignature
from .verdicts import RevocationAnswer, SignedFile, TrustAnchor

__all__ = [
    "PreparedSignature",
    "RevocationAnswer",
    "SignatureAct",
    "SignedFile",
    "SignedPaper",
    "SigningCredential",
    "TrustAnchor",
]
