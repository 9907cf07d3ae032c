"""Routers shared by several modules: one path answers to several methods only within one router."""

from ninja import Router

dossiers = Router(tags=["dossiers"])
