"""Who may act for whom before the administration: organisations with their representatives and members, and citizens
with the people they authorise or who represent them by law.

Owns `Body` (tài khoản của tổ chức), `Membership` and `Mandate`. A body is not an agency (`organisation`), not a person
and not an account (ADR 0019). Source: Civil Code 2015 art. 134–143, 562–569; Decree 69/2024/NĐ-CP (organisations'
electronic identities).
"""
