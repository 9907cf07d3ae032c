"""Addresses of the officers' workspace."""

from django.urls import path

from .views import backups, counter, delegations, dossier, lists, register, rights, scans, staff, trail

app_name = "workspace"
urlpatterns = [
    path("can-bo/", lists.home, name="home"),
    path("can-bo/tim/", lists.search, name="search"),
    path("can-bo/nhieu-ho-so/", lists.bulk, name="bulk"),
    path("can-bo/don-vi/", lists.unit, name="unit"),
    path("can-bo/ho-so/<uuid:dossier_id>/", dossier.dossier, name="dossier"),
    path("can-bo/ho-so/<uuid:dossier_id>/giay-to/<uuid:paper_id>/", dossier.judge, name="judge"),
    path("can-bo/ho-so/<uuid:dossier_id>/thu-tien/", dossier.collect, name="collect"),
    path("can-bo/ho-so/<uuid:dossier_id>/xem-day-du/", dossier.reveal, name="reveal"),
    path("can-bo/ho-so/<uuid:dossier_id>/in/<slug:kind>/", dossier.paper, name="paper"),
    path("can-bo/ho-so/<uuid:dossier_id>/viec/<slug:viec>/", dossier.do, name="act"),
    path("can-bo/quan-tri/can-bo/", staff.everybody, name="staff"),
    path("can-bo/quan-tri/can-bo/bo-nhiem/<int:position_id>/", staff.appoint, name="appoint"),
    path("can-bo/quan-tri/can-bo/<int:officer_id>/", staff.one, name="staff_member"),
    path("can-bo/quan-tri/can-bo/<int:officer_id>/<slug:act>/", staff.do, name="staff_act"),
    path("can-bo/quan-tri/sao-luu/", backups.overview, name="backups"),
    path("can-bo/ho-so/<uuid:dossier_id>/ai-xem-duoc/", rights.readers, name="readers"),
    path("can-bo/ai-xem-duoc/", rights.ask_readers, name="ask_readers"),
    path("can-bo/vai-tro/", rights.roles, name="roles"),
    path("can-bo/vai-tro/<slug:name>/", rights.role, name="role"),
    path("can-bo/uy-quyen/", delegations.delegations, name="delegations"),
    path("can-bo/uy-quyen/lap/", delegations.delegate, name="delegate"),
    path("can-bo/uy-quyen/tu-cach/", delegations.act_as, name="act_as"),
    path("can-bo/uy-quyen/<int:delegation_id>/thu-hoi/", delegations.revoke, name="revoke"),
    path("can-bo/quay/", counter.choose, name="counter"),
    path("can-bo/quay/da-nhan/<uuid:dossier_id>/", counter.received, name="received"),
    path("can-bo/quay/<str:code>/", counter.reception, name="reception"),
    path("can-bo/quay/<str:code>/quet/<str:component>/", scans.scan, name="scan"),
    path("can-bo/tra-ket-qua/", counter.hand_over, name="hand_over"),
    path("can-bo/nhat-ky/", trail.ask, name="trail"),
    path("can-bo/nhat-ky/tim-thay/", trail.found, name="trail_found"),
    path("can-bo/nhat-ky/dong/<uuid:entry_id>/", trail.entry, name="trail_entry"),
    path("can-bo/nhat-ky/ket-xuat/", trail.have_exported, name="trail_have_exported"),
    path("can-bo/nhat-ky/ket-xuat/<uuid:export_id>/", trail.export, name="trail_export"),
    path("can-bo/nhat-ky/ket-xuat/<uuid:export_id>/tep/", trail.export_file, name="trail_export_file"),
    path("can-bo/nhat-ky/niem-phong/", trail.seals, name="trail_seals"),
    path("can-bo/so-theo-doi/", register.book, name="register"),
    path("can-bo/so-theo-doi/<int:year>/in/", register.have_printed, name="have_register_printed"),
    path("can-bo/so-theo-doi/ban-in/<uuid:print_id>/", register.printed, name="register_print"),
    path("can-bo/so-theo-doi/ban-in/<uuid:print_id>/tep/", register.download, name="register_file"),
]
