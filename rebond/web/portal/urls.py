"""The addresses of the people who are accompanied: by a link from a message, or in their own space."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
