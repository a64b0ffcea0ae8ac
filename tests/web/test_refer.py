"""Rozenn refers Camille, a bookbinder, in the browser's own words; nothing that she types is lost."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.demo.people import BODIES
from rebond.drafts.models import Draft
from rebond.messaging.models import Message
from rebond.pathways.models import Referral
from rebond.people.models import Beneficiary
from rebond.programmes.files import SHIPPED, publish_document, read_document
from rebond.programmes.models import Body, BodyPart

REFER = "/orientations/nouvelle/"
DRAFT = "/brouillons/refer-person-ille-et-vilaine/"
NIR = "1 84 05 35 238 112 47"


@pytest.fixture(autouse=True)
def _march_2019(hold_clock):
    hold_clock(datetime(2019, 3, 4, 13, 5, tzinfo=clock.ZONE))


@pytest.fixture
def typed(programme):
    """What Rozenn types."""
    accounts = programme.current_version().list_items.get(kind="obstacle", code="accounts")
    return {
        "referral_id": "00000000-0000-4000-8000-00000000c0de",
        "person-last_name": "Bleuet",
        "person-first_name": "Camille",
        "person-birth_date": "17/05/1984",
        "person-phone": "06 39 98 01 10",
        "person-rsa_since": "01/01/2018",
        "business-name": "Reliures Bleuet",
        "business-siret": "732 829 320 00074",
        "business-legal_form": "micro",
        "business-naf_code": "18.14z",
        "business-income_category": "services_bic",
        "business-created_on": "2018-05-01",
        "obstacles": [str(accounts.pk)],
        "reason": "Les comptes ont six mois de retard.",
        "notice_given": "on",
    }


def test_rozenn_refers_camille_and_bge_is_told(sign_in, rozenn, typed):
    client = sign_in(rozenn.user)
    assert client.get(REFER).status_code == 200

    answer = client.post(REFER, typed)

    referral = Referral.objects.get()
    assert answer.headers["Location"] == reverse("show_referral", args=[referral.pk])
    assert str(referral.pk) == typed["referral_id"]
    person = referral.beneficiary
    assert (person.last_name, person.birth_date, person.phone) == (
        "Bleuet",
        date(1984, 5, 17),
        "+33639980110",
    )
    assert (person.notice_given_on, person.notice_version) == (date(2019, 3, 4), "v1")
    assert (referral.business.siret, referral.business.naf_code) == ("73282932000074", "18.14Z")
    assert [str(obstacle) for obstacle in referral.obstacles.all()] == [
        "Comptabilité et administratif en retard"
    ]
    assert referral.contractor.name == "BGE"
    assert Entry.objects.filter(verb="refer_person", user=rozenn.user).count() == 1
    message = Message.objects.get()
    assert "Bleuet" not in message.title + message.body


def test_sending_twice_refers_once(sign_in, rozenn, typed):
    client = sign_in(rozenn.user)
    first = client.post(REFER, typed)
    again = client.post(REFER, {**typed, "known_person": str(Beneficiary.objects.get().pk)})
    assert again.headers["Location"] == first.headers["Location"]
    assert (Referral.objects.count(), Beneficiary.objects.count(), Message.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("name", ["loic", "maiwenn", "helene", "ines", "zoe", "alban"])
def test_who_does_not_refer_is_refused(sign_in, cast, typed, name):
    client = sign_in(cast.users[name])
    assert client.get(REFER).status_code == 403
    assert client.post(REFER, typed).status_code == 403
    assert client.post(reverse("find_similar_people"), typed).status_code == 403
    assert Referral.objects.count() == 0


def test_fatou_of_the_ccas_refers_too(sign_in, fatou, typed):
    sign_in(fatou.user).post(REFER, typed)
    assert Referral.objects.get().referrer_organisation.name == "CCAS de Valbruyère"


def test_mistakes_are_told_beside_their_field_and_nothing_is_lost(sign_in, rozenn, typed):
    wrong = {
        **typed,
        "business-siret": "732 829 320 00075",
        "person-last_name": "",
        "person-rsa_since": "31/02/2018",
    }
    answer = sign_in(rozenn.user).post(REFER, wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ce SIRET n&#x27;est pas valide" in page
    assert "La date 31/02/2018 n&#x27;existe pas" in page
    assert 'href="#id_person-last_name"' in page
    for kept in (
        "Camille",
        "732 829 320 00075",
        "31/02/2018",
        "Les comptes ont six mois de retard.",
        "Reliures Bleuet",
    ):
        assert kept in page
    assert Referral.objects.count() == 0


def test_a_nir_is_refused_and_kept_nowhere_but_on_screen(sign_in, rozenn, typed):
    client = sign_in(rozenn.user)
    secret = {**typed, "reason": f"Son numéro est le {NIR}."}
    client.post(DRAFT, secret)
    answer = client.post(REFER, secret)
    assert answer.status_code == 422
    assert "Ce texte contient un numéro de sécurité sociale" in answer.content.decode()
    assert NIR in answer.content.decode()
    assert NIR not in str(Draft.objects.get().data)
    assert Referral.objects.count() == 0


def test_a_sensitive_text_is_warned_of_but_sent(sign_in, rozenn, typed):
    client = sign_in(rozenn.user)
    warned = client.post(reverse("check_free_text"), {"text": "Elle sort d'une dépression."}).content.decode()
    assert "Restez factuel" in warned
    assert "la santé" in warned
    assert (
        client.post(reverse("check_free_text"), {"text": "Les comptes sont en retard."})
        .content.decode()
        .strip()
        == ""
    )
    client.post(REFER, {**typed, "reason": "Elle sort d'une dépression."})
    assert Referral.objects.count() == 1


def test_the_draft_survives_a_new_login_and_goes_once_sent(sign_in, rozenn, typed):
    half = {
        name: typed[name]
        for name in ("referral_id", "person-last_name", "person-birth_date", "obstacles", "notice_given")
    }
    assert sign_in(rozenn.user).post(DRAFT, half).status_code == 204

    page = sign_in(rozenn.user).get(REFER).content.decode()
    assert "Brouillon de 13\u00a0h\u00a005 repris" in page
    for kept in ('value="Bleuet"', 'value="1984-05-17"', typed["referral_id"]):
        assert kept in page
    assert page.count(" checked") == 2  # the blocking point and the notice

    client = sign_in(rozenn.user)
    client.post(REFER, typed)
    assert Draft.objects.count() == 0
    # A draft saved by the page in the instant of sending is the echo of what was sent.
    client.post(DRAFT, typed)
    assert "Bleuet" not in client.get(REFER).content.decode()
    assert Draft.objects.count() == 0


def test_a_draft_is_its_authors_alone_and_can_be_dropped(sign_in, rozenn, yann, typed):
    sign_in(rozenn.user).post(DRAFT, typed)
    assert "Bleuet" not in sign_in(yann.user).get(REFER).content.decode()
    sign_in(yann.user).post(f"{DRAFT}oublier/", {"next": REFER})
    assert Draft.objects.count() == 1

    client = sign_in(rozenn.user)
    answer = client.post(f"{DRAFT}oublier/", {"next": REFER})
    assert answer.headers["Location"] == REFER
    assert "Bleuet" not in client.get(REFER).content.decode()


def test_dropping_a_draft_never_leads_elsewhere(sign_in, rozenn):
    answer = sign_in(rozenn.user).post(f"{DRAFT}oublier/", {"next": "https://example.org/piege"})
    assert answer.headers["Location"] == reverse("home")


def test_with_two_programmes_rozenn_chooses_first(sign_in, rozenn, cast, typed):
    document = {
        **read_document(SHIPPED / "ille-et-vilaine.yaml"),
        "slug": "essai",
        "name": "Parcours d'essai",
    }
    other = publish_document(document, commissioner=cast.organisations["departement"]).programme
    for key, part in BODIES:
        Body.objects.create(programme=other, organisation=cast.organisations[key], part=part)
    Body.objects.create(
        programme=other, organisation=cast.organisations["elsewhere"], part=BodyPart.CONTRACTOR
    )
    client: Client = sign_in(rozenn.user)

    assert "Parcours d&#x27;essai" in client.get(REFER).content.decode()
    assert client.post(reverse("find_similar_people"), typed).status_code == 403
    address = f"{REFER}?programme=essai"
    accounts = other.current_version().list_items.get(kind="obstacle", code="accounts")
    addressed = {**typed, "obstacles": [str(accounts.pk)]}
    assert "Organisme à qui l&#x27;adresser" in client.post(address, addressed).content.decode()
    client.post(address, {**addressed, "contractor": str(cast.organisations["elsewhere"].pk)})
    referral = Referral.objects.get()
    assert (referral.programme, referral.contractor.name) == (other, "Autre Chemin")
