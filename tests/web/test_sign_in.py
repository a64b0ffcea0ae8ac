"""Who may come in, how often one may try, and as whom one acts."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from rebond.messaging.models import Message
from rebond.messaging.sending import send_due_messages
from rebond.people.models import Membership, Organisation, OrganisationKind, Role, User

PASSWORD = "un mot de passe inventé"
LOGIN = "/compte/login/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def association() -> Organisation:
    return Organisation.objects.create(
        name="Association de démonstration", kind=OrganisationKind.BUSINESS_SUPPORT
    )


@pytest.fixture
def odile(association: Organisation) -> User:
    """Odile holds two roles in one association."""
    user = User.objects.create_user(
        "odile.exemple@example.org", PASSWORD, first_name="Odile", last_name="Exemple"
    )
    Membership.objects.create(user=user, organisation=association, role=Role.BUSINESS_ADVISER)
    Membership.objects.create(user=user, organisation=association, role=Role.DIRECTOR)
    return user


def try_password(client: Client, password: str) -> Any:
    return client.post(LOGIN, {"login": "odile.exemple@example.org", "password": password})


def test_a_visitor_is_sent_to_the_login_page(client: Client) -> None:
    for name in ("home", "switch_membership", "mfa_index", "account_change_password"):
        assert client.get(reverse(name)).headers["Location"].startswith(LOGIN), name


def test_odile_signs_in_with_her_address_and_password(client: Client, odile: User) -> None:
    assert try_password(client, PASSWORD).headers["Location"] == "/"
    page = client.get("/")
    assert page.context["request"].actor.role == Role.BUSINESS_ADVISER
    assert "Odile Exemple" in page.text


def test_after_five_wrong_passwords_even_the_right_one_waits(client: Client, odile: User) -> None:
    for _ in range(5):
        assert "incorrects" in try_password(client, "ce n'est pas le bon").text
    refused = try_password(client, PASSWORD)
    assert "Trop de tentatives" in refused.text
    assert client.get("/").status_code == 302


def test_the_counters_are_shared_by_all_workers() -> None:
    from config import settings

    assert settings.CACHES["default"]["BACKEND"] == "django.core.cache.backends.db.DatabaseCache"


def test_nobody_opens_an_account_alone(client: Client) -> None:
    new = {"email": "intrus@example.org", "password1": PASSWORD, "password2": PASSWORD}
    assert client.post("/compte/signup/", new).status_code == 200
    assert not User.objects.filter(email="intrus@example.org").exists()


def test_an_unknown_address_is_not_told_apart(client: Client, odile: User) -> None:
    known = client.post("/compte/password/reset/", {"email": odile.email})
    unknown = client.post("/compte/password/reset/", {"email": "inconnue@example.org"})
    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )


def test_odile_resets_her_password_from_the_message(
    client: Client, odile: User, mailoutbox: list[Any]
) -> None:
    client.post("/compte/password/reset/", {"email": odile.email})
    assert mailoutbox == [], "it waits in the outbox with the others"
    send_due_messages()
    assert mailoutbox[0].to == [odile.email]
    link = next(word for word in mailoutbox[0].body.split() if "/password/reset/key/" in word)
    form = client.get("/" + link.split("/", 3)[3], follow=True)
    new = "une autre phrase inventée"
    client.post(form.request["PATH_INFO"], {"password1": new, "password2": new})
    assert try_password(client, new).headers["Location"] == "/"
    assert link not in Message.objects.get(template="password_reset_key").body, "the key is not kept"


def test_the_address_of_the_account_is_not_changed_by_its_holder(client: Client, odile: User) -> None:
    client.force_login(odile)
    assert client.get("/compte/email/").status_code == 404


def test_odile_wears_her_other_role(client: Client, odile: User) -> None:
    client.force_login(odile)
    director = odile.memberships.get(role=Role.DIRECTOR)
    assert client.post(reverse("switch_membership"), {"membership": director.pk}).status_code == 302
    assert client.get("/").context["request"].actor.role == Role.DIRECTOR
    # Again: nothing changes.
    client.post(reverse("switch_membership"), {"membership": director.pk})
    assert client.get("/").context["request"].actor.role == Role.DIRECTOR


def test_a_role_taken_away_is_no_longer_worn(client: Client, odile: User) -> None:
    client.force_login(odile)
    director = odile.memberships.get(role=Role.DIRECTOR)
    client.post(reverse("switch_membership"), {"membership": director.pk})
    odile.memberships.filter(pk=director.pk).update(is_active=False)
    assert client.get("/").context["request"].actor.role == Role.BUSINESS_ADVISER


def test_somebody_else_s_role_does_not_exist_for_odile(
    client: Client, odile: User, association: Organisation
) -> None:
    other = User.objects.create_user("paul@example.org", PASSWORD, first_name="Paul", last_name="Inventé")
    his = Membership.objects.create(user=other, organisation=association, role=Role.ADMINISTRATOR)
    client.force_login(odile)
    assert client.post(reverse("switch_membership"), {"membership": his.pk}).status_code == 404
    assert client.post(reverse("switch_membership"), {"membership": "autre"}).status_code == 404
    assert client.get(reverse("switch_membership")).status_code == 405


def test_an_account_without_a_role_reads_why_and_can_leave(client: Client, odile: User) -> None:
    odile.memberships.update(is_active=False)
    client.force_login(odile)
    page = client.get("/")
    assert page.status_code == 403
    assert "aucune structure ne vous a donné de rôle" in page.text
    assert client.get("/aide/").status_code == 200
    assert client.post("/compte/logout/").status_code == 302
    assert client.get("/").status_code == 302


def test_a_closed_account_does_not_come_in(client: Client, odile: User) -> None:
    User.objects.filter(pk=odile.pk).update(is_active=False)
    try_password(client, PASSWORD)
    assert client.get("/").status_code == 302


def test_demo_people_are_offered_in_demo_mode_only(client: Client, odile: User, settings: Any) -> None:
    User.objects.filter(pk=odile.pk).update(is_demo=True)
    membership = odile.memberships.get(role=Role.DIRECTOR)
    assert "Entrer comme" not in client.get(LOGIN).text
    assert client.post(reverse("enter_as"), {"membership": membership.pk}).status_code == 404
    assert "_auth_user_id" not in client.session

    settings.DEMO_MODE = True
    page = client.get(LOGIN).text
    assert "Entrer comme" in page
    assert "Démonstration : personnes inventées" in page
    assert client.post(reverse("enter_as"), {"membership": membership.pk}).headers["Location"] == "/"
    assert client.get("/").context["request"].actor.role == Role.DIRECTOR


def test_nobody_becomes_a_real_person_even_in_demo_mode(client: Client, odile: User, settings: Any) -> None:
    settings.DEMO_MODE = True
    membership = odile.memberships.get(role=Role.DIRECTOR)
    assert "Odile" not in client.get(LOGIN).text
    for wanted in (membership.pk, "", "0", "x"):
        assert client.post(reverse("enter_as"), {"membership": wanted}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_entering_as_somebody_is_limited(client: Client, settings: Any) -> None:
    settings.DEMO_MODE = True
    settings.ACCOUNT_RATE_LIMITS = {"demo_login": "2/m/ip"}
    answers = [client.post(reverse("enter_as"), {"membership": "0"}).status_code for _ in range(3)]
    assert answers == [404, 404, 429]


@pytest.mark.parametrize("path", ["/compte/2fa/", "/compte/2fa/totp/activate/", "/compte/2fa/webauthn/add/"])
def test_the_screens_that_protect_an_account_open(client: Client, odile: User, path: str) -> None:
    try_password(client, PASSWORD)
    page = client.get(path, follow=True)
    if page.redirect_chain:
        client.post("/compte/reauthenticate/", {"password": PASSWORD})
        page = client.get(path)
    assert page.status_code == 200
    assert page.context["request"].path == path
