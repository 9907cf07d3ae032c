"""The demo province Cà Mau, as data: in today's two tiers (regime 2026) or in the three tiers of 2021.

The places are real, the inner divisions plausible, the people made up. Unverified and therefore configuration: the
electronic identifier of the province (`CONGSO_PROVINCE_IDENTIFIER`). H12 was Cà Mau's in the alphabetical list of the
63 former provinces; the identifiers of the 34 provinces of today were not found.
"""

from .people import DEMO_PASSWORD
from .province import load
from .sign_ins import SignIn, sign_ins

__all__ = ["DEMO_PASSWORD", "SignIn", "load", "sign_ins"]
