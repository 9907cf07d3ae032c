"""What people do on the portal beside applying: inviting others to apply together, asking about their case."""

from congso.config.env import read
from congso.dossiers.rules.co_applicants import InvitationPolicy
from congso.dossiers.rules.conversation import ASKING_WORDS, ConversationPolicy

CO_APPLICANTS = InvitationPolicy(
    valid_days=read("CONGSO_CO_APPLICANT_LINK_DAYS", cast=int, default=14),
    at_most=read("CONGSO_CO_APPLICANTS_AT_MOST", cast=int, default=10),
)
if CO_APPLICANTS.valid_days < 1 or CO_APPLICANTS.at_most < 1:
    raise SystemExit("Cấu hình CONGSO_CO_APPLICANT_… không hợp lệ: phải từ 1 trở lên.")

_WORDS = read("CONGSO_ASKING_WORDS", default="; ".join(ASKING_WORDS))
CONVERSATION = ConversationPolicy(
    days_after_end=read("CONGSO_CONVERSATION_DAYS", cast=int, default=30),
    messages_an_hour=read("CONGSO_MESSAGES_AN_HOUR", cast=int, default=10),
    asking_words=tuple(word.strip() for word in _WORDS.split(";") if word.strip()),
)
if CONVERSATION.days_after_end < 0 or CONVERSATION.messages_an_hour < 1:
    raise SystemExit("Cấu hình CONGSO_CONVERSATION_DAYS, CONGSO_MESSAGES_AN_HOUR không hợp lệ.")
