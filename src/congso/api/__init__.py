"""The programming interface (giao diện lập trình) for other systems: catalogue, applications, acts, tracking.

It owns no tables and no rules: each operation reads one query or calls one command of a context below, with the
rights of the client system that calls. Versioned by path; the contract is kept in `docs/api/openapi.json`.
"""
