"""Acting for others: the names under which VNeID tells of organisations, and what the law leaves to the province."""

from congso.config.env import boolean, read
from congso.representation.rules.bodies import BodyClaimNames
from congso.representation.rules.mandates import MandatePolicy

# VNeID does not publish how it names an organisation's facts; these are our simulator's. To be set when connecting.
VNEID_BODY_CLAIMS = BodyClaimNames(
    code=read("CONGSO_VNEID_CLAIM_ORGANISATION_CODE", default="organization_code"),
    name=read("CONGSO_VNEID_CLAIM_ORGANISATION_NAME", default="organization_name"),
    kind=read("CONGSO_VNEID_CLAIM_ORGANISATION_TYPE", default="organization_type"),
    address=read("CONGSO_VNEID_CLAIM_ORGANISATION_ADDRESS", default="organization_address"),
)

_LONGEST = read("CONGSO_MANDATE_LONGEST_DAYS", cast=int, default=0)
MANDATES = MandatePolicy(
    days_without_term=read("CONGSO_MANDATE_DAYS_WITHOUT_TERM", cast=int, default=365),
    longest_days=_LONGEST or None,
    confirm_assurance=read("CONGSO_MANDATE_CONFIRM_ASSURANCE", default="vneid-2"),
    helper_needs_paper=read("CONGSO_HELPER_NEEDS_PAPER", cast=boolean, default=False),
)
