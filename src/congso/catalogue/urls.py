"""Addresses of the catalogue: public pages, the open dump, and the pages of its editors."""

from django.urls import include, path

from . import views
from .views import bulk, drafting, finding, form_builder, opendata, synonyms

app_name = "catalogue"

OF_A_FORM = [
    path("", form_builder.form_builder, name="form_builder"),
    path("viec/", form_builder.form_act, name="form_act"),
    path("chung/", form_builder.form_general, name="form_general"),
    path("truong/<str:path>/", form_builder.form_field, name="form_field"),
    path("nhom/<str:key>/", form_builder.form_group, name="form_group"),
    path("quy-tac/moi/", form_builder.form_rule, name="new_form_rule"),
    path("quy-tac/<str:key>/", form_builder.form_rule, name="form_rule"),
    path("xem-truoc/", form_builder.form_preview, name="form_preview"),
    path("to-khai/", form_builder.form_paper, name="form_paper"),
    path("tep/", form_builder.form_file, name="form_file"),
]

urlpatterns = [
    path("thu-tuc/", views.browse, name="browse"),
    path("thu-tuc/goi-y/", finding.suggest, name="suggest"),
    path("thu-tuc/xa-phuong/", views.communes, name="communes"),
    path("thu-tuc/du-lieu-mo/", opendata.open_data, name="open_data"),
    path("thu-tuc/du-lieu-mo/<slug:form>/", opendata.dump, name="dump"),
    path("thu-tuc/<str:code>/", views.procedure, name="procedure"),
    path("thu-tuc/<str:code>/thay-doi/", opendata.compare, name="compare"),
    path("can-bo/thu-tuc/", drafting.manage, name="manage"),
    path("can-bo/thu-tuc/moi/", drafting.new_procedure, name="new_procedure"),
    path("can-bo/thu-tuc/du-thao/", drafting.amendments, name="amendments"),
    path("can-bo/thu-tuc/du-thao/<int:amendment_id>/", drafting.amendment, name="amendment"),
    path("can-bo/thu-tuc/du-thao/<int:amendment_id>/phan/<slug:part>/", drafting.amendment_part, name="amendment_part"),
    path("can-bo/thu-tuc/du-thao/<int:amendment_id>/viec/<slug:act>/", drafting.amendment_act, name="amendment_act"),
    path("can-bo/thu-tuc/du-thao/<int:amendment_id>/cong-bo/", drafting.publish, name="publish"),
    path("can-bo/thu-tuc/du-thao/<int:amendment_id>/bieu-mau/", include(OF_A_FORM)),
    path("can-bo/thu-tuc/hang-loat/", bulk.bulk, name="bulk"),
    path("can-bo/thu-tuc/hang-loat/<int:batch_id>/", bulk.batch, name="batch"),
    path("can-bo/thu-tuc/xuat/<slug:form>/", opendata.export, name="export"),
    path("can-bo/thu-tuc/tu-khoa/", synonyms.synonyms, name="synonyms"),
    path("can-bo/thu-tuc/tu-khoa/them/", synonyms.add, name="add_synonym"),
    path("can-bo/thu-tuc/tu-khoa/<int:synonym_id>/", synonyms.change, name="synonym"),
    path("can-bo/thu-tuc/ra-soat/", views.review, name="review"),
    path("can-bo/thu-tuc/ra-soat/<int:item_id>/", views.review_item, name="review_item"),
    path("can-bo/thu-tuc/<str:code>/soan/", drafting.start_amendment, name="start_amendment"),
    path("can-bo/thu-tuc/<str:code>/bai-bo/", drafting.start_abolition, name="start_abolition"),
]
