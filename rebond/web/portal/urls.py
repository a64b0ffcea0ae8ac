"""The addresses of the people who are accompanied: by a link from a message, or in their own space."""

from django.urls import path

from rebond.web.portal import entrance, home

urlpatterns = [
    path("mon-espace/", home.show_space, name="show_space"),
    path("mon-espace/entrer/", entrance.enter_space, name="enter_space"),
    path("mon-espace/code/", entrance.type_code, name="type_code"),
    path("mon-espace/quitter/", entrance.leave_space, name="leave_space"),
    path("e/<str:secret>/", entrance.enter_by_link, name="enter_by_link"),
]
