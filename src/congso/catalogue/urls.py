"""Addresses of the catalogue: public pages, and the review list of its editors."""

from django.urls import path

from . import views

app_name = "catalogue"

urlpatterns = [
    path("thu-tuc/", views.browse, name="browse"),
    path("thu-tuc/xa-phuong/", views.communes, name="communes"),
    path("thu-tuc/<str:code>/", views.procedure, name="procedure"),
    path("can-bo/thu-tuc/ra-soat/", views.review, name="review"),
    path("can-bo/thu-tuc/ra-soat/<int:item_id>/", views.review_item, name="review_item"),
]
