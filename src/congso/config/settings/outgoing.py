"""To whom congso itself speaks HTTP: the partners whose addresses are settings, and no one else."""

from urllib.parse import urlsplit

from congso.config.env import read, words

from .identity import VNEID_ISSUER
from .messages import SMS_GATEWAY_URL
from .province import DEMO
from .signing import CSC_URL
from .timestamps import TSA_URL

_partners = {urlsplit(address).hostname or "" for address in (VNEID_ISSUER, SMS_GATEWAY_URL, TSA_URL, CSC_URL)} - {""}
_more: list[str] = read("CONGSO_OUTGOING_HOSTS", cast=words, default=[])
OUTGOING_HOSTS = sorted({*_partners, *_more})
# Partners at private addresses (a provincial data network) are named; the demo's simulators are on this machine.
OUTGOING_INSIDE = read("CONGSO_OUTGOING_INSIDE", cast=words, default=sorted(_partners) if DEMO else [])

# The authorities that are asked whether a certificate was taken back (OCSP, CRL): "host" (ports 80 and 443) or
# "host:port". The certificates themselves name the address, so nothing outside this list is asked.
SIGNATURE_HOSTS: list[str] = read("CONGSO_SIGNATURE_HOSTS", cast=words, default=[])
# How long one look at a file may wait for them in all: somebody at the page, the worker in the background.
SIGNATURE_SECONDS = read("CONGSO_SIGNATURE_SECONDS", cast=float, default=3.0)
SIGNATURE_SECONDS_APART = read("CONGSO_SIGNATURE_SECONDS_APART", cast=float, default=15.0)
