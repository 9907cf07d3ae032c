"""One sign-in for the whole province (đăng nhập một lần): other systems ask here who is there, and hear when they go.

It owns the systems that are connected, the sessions people and officers have there, what they agreed to share, and the
keys that sign. The protocol is OpenID Connect, through `allauth.idp.oidc`
(ADR 0017).
"""
