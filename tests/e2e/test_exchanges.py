"""Delphine writes on her telephone; Maïwenn sees it in « À faire », answers, and notes her time in two clicks."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from rebond.core import clock
from rebond.core.clock import ZONE
from rebond.core.identity import new_id
from rebond.demo.people import Cast
from rebond.links.doors import open_link_with_code
from rebond.links.models import Purpose
from rebond.messaging.models import Message
from rebond.pathways.audience import Audience
from rebond.pathways.models import Pathway
from rebond.tutoring import actions
from rebond.tutoring.models import HeldMail

TODAY = datetime(2019, 7, 8, 9, tzinfo=ZONE)


@pytest.fixture
def key(pathway: Pathway, cast: Cast, it_is: Callable[..., None], hold_clock: Callable[..., None]) -> str:
    it_is(TODAY)
    hold_clock(TODAY)
    maiwenn = cast.actor("maiwenn")
    for audience, text in (
        (Audience.ORGANISATION, "Fatigue de fin de saison : un planning plus léger en août."),
        (Audience.PARTIES, "Première affiche posée chez trois prescripteurs."),
    ):
        actions.write_note(pathway=pathway, exchange_id=new_id(), text=text, audience=audience, by=maiwenn)
    actions.set_task(
        pathway=pathway,
        task_id=new_id(),
        label="Rappeler l'imprimeur",
        due_on=clock.today() + timedelta(days=3),
        owner=None,
        by=maiwenn,
    )
    actions.save_template(
        label="Papiers à apporter", text="Bonjour {prenom}, apportez vos factures.", by=maiwenn
    )
    made = open_link_with_code(
        Purpose.SIGN_IN, beneficiary=pathway.beneficiary, expires_at=clock.now() + timedelta(minutes=20)
    )
    return f"/e/{made.secret}/"


def small(page: Page, axe: Callable[[Page], None], snapshot: Callable[[Page, str], None], name: str) -> None:
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 780})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{page.url} at {width} px"
    axe(page)
    snapshot(page, name)
    page.set_viewport_size({"width": 390, "height": 780})


def large(page: Page, axe: Callable[[Page], None], snapshot: Callable[[Page, str], None], name: str) -> None:
    page.set_viewport_size({"width": 1280, "height": 900})
    axe(page)
    snapshot(page, name)


def test_delphine_writes_and_maiwenn_answers(
    page, visit, key, pathway, cast, enter_as, axe, snapshot
) -> None:
    page.set_viewport_size({"width": 390, "height": 780})
    visit(key)
    page.get_by_role("button", name="Ouvrir mon espace").click()
    small(page, axe, snapshot, "echanges-accueil")
    page.get_by_role("button", name="C'est fait : Rappeler l'imprimeur").click()
    expect(page.get_by_role("status")).to_contain_text("Bravo")
    page.get_by_role("link", name="Écrire un message").click()
    page.get_by_label("Votre message").fill("J'ai huit élèves ! Puis-je avancer le rendez-vous ?")
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("status")).to_contain_text("C'est envoyé à Maïwenn")
    small(page, axe, snapshot, "echanges-ses-messages")

    enter_as(cast.users["maiwenn"])
    visit("/")
    page.get_by_role("link", name="Répondre : Répondre à Delphine").click()
    expect(page.get_by_text("J'ai huit élèves !")).to_be_visible()
    page.get_by_label("Votre message").fill("Huit, bravo !")
    page.get_by_label("Modèle").select_option("Papiers à apporter")
    page.get_by_role("button", name="Insérer").click()
    expect(page.get_by_label("Votre message")).to_have_value(
        "Huit, bravo !\n\nBonjour Delphine, apportez vos factures."
    )
    large(page, axe, snapshot, "echanges-ecrire")
    page.get_by_role("button", name="Envoyer le message").click()
    expect(page.get_by_text("Message envoyé à Delphine")).to_be_visible()
    message = page.get_by_role("article").filter(has_text="Huit, bravo !")
    message.get_by_text("Noter mon temps").click()
    message.get_by_role("button", name="15 min").click()
    expect(page.get_by_role("article").filter(has_text="Huit, bravo !")).to_contain_text("Mon temps : 15 min")
    large(page, axe, snapshot, "echanges-fil")
    visit("/")
    expect(page.get_by_text("Répondre à Delphine")).to_have_count(0)
    visit("/temps/")
    expect(page.get_by_role("heading", name="Mon temps")).to_be_visible()
    large(page, axe, snapshot, "echanges-temps")


def test_the_forms_say_who_reads(page, visit, key, pathway, cast, enter_as, axe, snapshot) -> None:
    enter_as(cast.users["maiwenn"])
    for name, path in (
        ("note", f"/dossiers/{pathway.pk}/notes/ajouter/"),
        ("appel", f"/dossiers/{pathway.pk}/appels/ajouter/"),
        ("tache", f"/dossiers/{pathway.pk}/taches/ajouter/"),
        ("modeles", "/modeles/"),
    ):
        visit(path)
        large(page, axe, snapshot, f"echanges-{name}")
    visit(f"/dossiers/{pathway.pk}/notes/ajouter/")
    expect(page.get_by_label("Mon organisme seulement")).to_be_checked()
    expect(page.get_by_text("Seuls les collègues de BGE")).to_be_visible()


def test_the_link_of_a_message_and_what_is_put_aside(
    page, visit, key, pathway, cast, enter_as, axe, snapshot
) -> None:
    maiwenn = cast.actor("maiwenn")
    actions.write_to_person(
        pathway=pathway, exchange_id=new_id(), text="Avez-vous vos factures ?", by=maiwenn
    )
    body = Message.objects.get(template="new_message").body
    visit(re.search(r"(/lire/[^\s]+/)", body)[1])  # type: ignore[index]
    small(page, axe, snapshot, "echanges-lien")
    page.get_by_label("Votre message").fill("Oui, toutes.")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_role("heading", name="C'est envoyé")).to_be_visible()
    small(page, axe, snapshot, "echanges-lien-envoye")
    HeldMail.objects.create(
        pathway=pathway,
        organisation=maiwenn.organisation,
        sender="atelier@example.org",
        text="C'est Delphine, du travail.",
        files_count=2,
        reason="other_sender",
        source_key="1",
    )
    enter_as(maiwenn.user)
    visit("/a-faire/?quoi=messages")
    large(page, axe, snapshot, "echanges-a-repondre")
    visit("/courriels/")
    large(page, axe, snapshot, "echanges-cote")
    page.get_by_role("link", name="Voir le courriel").click()
    large(page, axe, snapshot, "echanges-courriel")
    page.get_by_role("button", name="C'est bien elle ou lui : garder").click()
    page.get_by_role("button", name="Confirmer").click()
    expect(page.get_by_text("Le message est dans les échanges.")).to_be_visible()
