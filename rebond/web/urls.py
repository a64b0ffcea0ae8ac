"""Every address of the site, but those of the sign-in screens (config/urls.py)."""

from django.urls import include, path

from rebond.web import demo_login, demo_mailbox, feeds, offline, public, session

urlpatterns = [
    path("", include("rebond.web.staff.urls")),
    path("", include("rebond.web.portal.urls")),
    path("agenda/flux/<str:secret>.ics", feeds.show_feed, name="show_feed"),
    path("role/", session.switch_membership, name="switch_membership"),
    path("demo/entrer/", demo_login.enter_as, name="enter_as"),
    path("demo/messages/", demo_mailbox.show_demo_mailboxes, name="show_demo_mailboxes"),
    path("demo/messages/personne/<uuid:pk>/", demo_mailbox.show_person_mailbox, name="show_person_mailbox"),
    path(
        "demo/messages/equipe/<int:pk>/", demo_mailbox.show_colleague_mailbox, name="show_colleague_mailbox"
    ),
    path("demo/messages/fichier/<int:pk>/", demo_mailbox.open_demo_file, name="open_demo_file"),
    path("demo/espace/", demo_login.enter_as_person, name="enter_as_person"),
    path("accessibilite/", public.accessibility, name="accessibility"),
    path("mentions-legales/", public.legal_notice, name="legal_notice"),
    path("aide/", public.help_page, name="help"),
    path("hors-connexion/", offline.show_offline_app, name="show_offline_app"),
    path("hors-connexion/sans-reseau/", offline.show_no_network, name="show_no_network"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("manifest.webmanifest", offline.manifest, name="manifest"),
    path("robots.txt", public.robots, name="robots"),
]
