"""The staff's addresses, one block per noun."""

from django.urls import path

from rebond.web.staff import drafts, home

urlpatterns = [
    path("", home.home, name="home"),
    path("brouillons/<slug:key>/", drafts.save_draft, name="save_draft"),
]
