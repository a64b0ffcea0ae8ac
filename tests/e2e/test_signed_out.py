"""Yann types for long; his session ends; he signs in again in another tab, and loses nothing."""

from collections.abc import Callable

from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from rebond.demo.people import Cast
from rebond.drafts.models import Draft
from rebond.people.models import User

PASSWORD = "un mot de passe inventé"
Visit = Callable[[str], Page]


def test_yann_signs_in_again_in_another_tab(
    cast: Cast, enter_as: Callable[[User], None], visit: Visit
) -> None:
    yann = cast.users["yann"]
    yann.set_password(PASSWORD)
    yann.save()
    enter_as(yann)
    page = visit("/orientations/nouvelle/")
    Session.objects.all().delete()
    page.get_by_label("Nom", exact=True).fill("Iris")
    state = page.locator("[data-draft-state]")
    expect(state).to_contain_text("Brouillon non enregistré. Vous n'êtes plus connecté.")
    expect(page.locator("#live-region")).to_contain_text("Vous n'êtes plus connecté.")
    assert Draft.objects.count() == 0

    tab = page.context.new_page()
    tab.goto(page.url)
    tab.get_by_label("Courriel").fill(yann.email)
    tab.get_by_label("Mot de passe").fill(PASSWORD)
    tab.get_by_role("button", name="Se connecter", exact=True).click()
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    tab.close()

    page.get_by_label("Prénom").fill("Basile")
    expect(state).to_contain_text("Brouillon enregistré")
    assert Draft.objects.get().data["person-last_name"] == ["Iris"]
    page.get_by_role("button", name="Envoyer l'orientation").click()
    expect(page.locator("[data-error-summary]")).to_be_visible()
    expect(page.get_by_label("Nom", exact=True)).to_have_value("Iris")
