"""What people do together on the portal: invitations to apply with somebody."""

from congso.config.env import read
from congso.dossiers.rules.co_applicants import InvitationPolicy

CO_APPLICANTS = InvitationPolicy(
    valid_days=read("CONGSO_CO_APPLICANT_LINK_DAYS", cast=int, default=14),
    at_most=read("CONGSO_CO_APPLICANTS_AT_MOST", cast=int, default=10),
)
if CO_APPLICANTS.valid_days < 1 or CO_APPLICANTS.at_most < 1:
    raise SystemExit("Cấu hình CONGSO_CO_APPLICANT_… không hợp lệ: phải từ 1 trở lên.")
