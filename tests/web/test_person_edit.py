"""Putting right the person and the business: checked next to the field, and never one over the other."""

from datetime import date

import pytest
from django.urls import reverse

from rebond.audit.models import Entry

PERSON = {
    "last_name": "Lavande",
    "first_name": "Delphine",
    "birth_date": "1984-05-17",
    "phone": "06 39 98 01 84",
    "email": "delphine.lavande@example.org",
    "street": "",
    "postcode": "",
    "city": "",
    "caf_number": "1234567",
    "rsa_since": "2018-01-01",
}
BUSINESS = {
    "name": "Les Retouches de Delphine",
    "siret": "",
    "legal_form": "micro",
    "activity": "Confection et retouches",
    "naf_code": "14.13Z",
    "income_category": "services_bic",
    "created_on": "2018-05-01",
    "closed_on": "",
}


@pytest.fixture(autouse=True)
def _may_2019(hold_clock):
    hold_clock(date(2019, 5, 13))


def edit(client, name, pathway, values):
    thing = pathway.beneficiary if name == "update_beneficiary" else pathway.business
    thing.refresh_from_db()
    return client.post(reverse(name, args=[pathway.pk]), {"revision": thing.revision, **values})


@pytest.mark.parametrize("party", ["maiwenn", "rozenn"])
def test_a_party_puts_the_person_right(request, sign_in, pathway, party):
    client = sign_in(request.getfixturevalue(party))
    form = client.get(reverse("update_beneficiary", args=[pathway.pk])).content.decode()
    assert 'value="06 39 98 01 84"' in form
    answer = edit(
        client, "update_beneficiary", pathway, {**PERSON, "phone": "02 61 91 44 10", "city": "Valbruyère"}
    )
    assert answer.headers["Location"].endswith("?section=personne")
    pathway.beneficiary.refresh_from_db()
    assert (pathway.beneficiary.phone, pathway.beneficiary.city) == ("+33261914410", "Valbruyère")
    # The journal names the fields, never what they hold.
    assert Entry.objects.get(verb="update_beneficiary").facts == {"fields": ["city", "phone"]}


def test_saving_again_changes_nothing(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    for _ in range(2):
        assert (
            edit(client, "update_beneficiary", pathway, {**PERSON, "city": "Valbruyère"}).status_code == 302
        )
    assert Entry.objects.filter(verb="update_beneficiary").count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "reason"),
    [
        ("last_name", "", "Ce champ est obligatoire"),
        ("birth_date", "2020-01-01", "La date de naissance est dans le futur."),
        ("postcode", "35", "Un code postal compte 5 chiffres."),
        ("caf_number", "1840535238001", "Ne saisissez pas de numéro de sécurité sociale"),
        ("phone", "06 39", "Ce numéro de téléphone"),
    ],
)
def test_what_is_wrong_is_said_next_to_the_field_and_nothing_typed_is_lost(
    sign_in, maiwenn, pathway, field, typed, reason
):
    answer = edit(
        sign_in(maiwenn), "update_beneficiary", pathway, {**PERSON, "city": "Valbruyère", field: typed}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert reason in page
    assert 'value="Valbruyère"' in page
    assert field in answer.context["form"].errors
    assert not Entry.objects.filter(verb="update_beneficiary").exists()


def test_the_second_of_two_editors_is_told_and_chooses(sign_in, maiwenn, rozenn, pathway):
    seen = pathway.beneficiary.revision
    address = reverse("update_beneficiary", args=[pathway.pk])
    hers = {**PERSON, "city": "Valbruyère", "revision": seen}
    assert sign_in(rozenn).post(address, hers).status_code == 302
    client = sign_in(maiwenn)
    mine = {**PERSON, "street": "4 rue des Ajoncs", "city": "Saint-Genêt", "revision": seen}
    told = client.post(address, mine)
    page = told.content.decode()
    assert told.status_code == 422
    assert "Rozenn Genêt a enregistré cette fiche pendant votre saisie" in page
    assert '<td class="pre-line">Valbruyère</td>' in page
    assert 'value="4 rue des Ajoncs"' in page
    pathway.beneficiary.refresh_from_db()
    assert pathway.beneficiary.city == "Valbruyère"
    chosen = {**mine, "revision": told.context["form"]["revision"].value()}
    assert client.post(address, chosen).status_code == 302
    pathway.beneficiary.refresh_from_db()
    assert (pathway.beneficiary.city, pathway.beneficiary.street) == ("Saint-Genêt", "4 rue des Ajoncs")


def test_the_business_is_put_right_and_checked(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    wrong = edit(
        client, "update_business", pathway, {**BUSINESS, "siret": "12345678901234", "closed_on": "2018-04-01"}
    )
    assert wrong.status_code == 422
    assert set(wrong.context["form"].errors) == {"siret", "closed_on"}
    right = edit(client, "update_business", pathway, {**BUSINESS, "activity": "Cours de couture"})
    assert right.status_code == 302
    pathway.business.refresh_from_db()
    assert pathway.business.activity == "Cours de couture"
    assert Entry.objects.get(verb="update_business").facts == {"fields": ["activity"]}


@pytest.mark.parametrize("name", ["update_beneficiary", "update_business"])
def test_zoe_finds_nothing_and_the_head_of_service_may_not(sign_in, zoe, helene, pathway, name):
    assert sign_in(zoe).get(reverse(name, args=[pathway.pk])).status_code == 404
    assert sign_in(helene).get(reverse(name, args=[pathway.pk])).status_code == 403
