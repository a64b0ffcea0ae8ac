"""Importing a statement on screen: sent, sorted, saved; its words are for whoever sent it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from rebond.finances.models import ActivityLine, LineTurnover, Statement
from rebond.finances.operations import line_use
from rebond.pathways import actions

LINES = "Date;Libellé;Montant\r\n02/05/2019;MME ROSE;300,00\r\n20/05/2019;TISSUS;-50,00\r\n29/05/2019;M. LIN;260,00\r\n"


@pytest.fixture(autouse=True)
def _today(hold_clock):
    hold_clock(date(2019, 7, 12))


@pytest.fixture
def line(pathway, maiwenn) -> ActivityLine:
    return actions.open_activity_line(
        pathway=pathway, category="services_bic", label="Retouches", started_on=date(2018, 5, 1), by=maiwenn
    )


def send(client, pathway, line, content=LINES, **more):
    file = SimpleUploadedFile("compte de Delphine.csv", content.encode())
    return client.post(
        reverse("upload_statement", args=[pathway.pk]), {"file": file, "line": line.pk.hex, **more}
    )


def test_from_the_file_to_the_months(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    assert "Lire ce fichier" in client.get(reverse("upload_statement", args=[pathway.pk])).content.decode()
    address = send(client, pathway, line, is_business_account="on").headers["Location"]
    page = client.get(address).content.decode()
    assert "MME ROSE" in page
    assert "560\u202f€" in page
    checked = client.post(address, {"use-3": "ignored", "month-2019-05": "on", "step": "check"})
    assert "300\u202f€" in checked.content.decode()
    fragment = client.post(address, {"use-3": line_use(line)}, headers={"HX-Request": "true"})
    assert fragment.content.decode().lstrip().startswith('<section class="card" id="sums"')
    saved = client.post(address, {"month-2019-05": "on", "step": "save"}, follow=True)
    assert "Enregistré : mai 2019." in saved.content.decode()
    assert LineTurnover.objects.get().turnover_eur == 560
    assert Statement.objects.get().operations == []
    again = client.post(address, {"month-2019-05": "on", "step": "save"}, follow=True)
    assert "n&#x27;est plus à trier" in again.content.decode()


def test_a_refusal_keeps_what_was_sorted(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    address = send(client, pathway, line).headers["Location"]
    answer = client.post(address, {"use-3": "ignored", "step": "save"})
    assert answer.status_code == 422
    assert "Choisissez au moins un mois" in answer.content.decode()
    assert Statement.objects.get().operations[2]["use"] == "ignored"
    assert client.post(address, {"use-1": "hours_worked"}).status_code == 422
    assert (
        client.post(address, {"use-1": "ignored", "month-0000-01": "on", "step": "save"}).status_code == 422
    )


def test_what_was_declared_is_offered_to_be_replaced(pathway, line, maiwenn, sign_in):
    actions.declare_month(pathway=pathway, month=date(2019, 5, 1), turnovers={line: Decimal(500)}, by=maiwenn)
    client = sign_in(maiwenn)
    address = send(client, pathway, line).headers["Location"]
    page = client.get(address).content.decode()
    assert "Déjà déclaré : 500\u202f€, gardé." in page
    name = f"replace-2019-05-turnover-{line.pk.hex}"
    assert name in page
    client.post(address, {"month-2019-05": "on", name: "on", "step": "save"})
    assert LineTurnover.objects.get().turnover_eur == 560


def test_a_file_that_is_none_says_why(pathway, line, maiwenn, sign_in):
    answer = send(sign_in(maiwenn), pathway, line, "%PDF-1.7")
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert not Statement.objects.exists()


def test_the_words_are_for_whoever_sent_them(pathway, line, maiwenn, rozenn, helene, zoe, sign_in):
    address = send(sign_in(maiwenn), pathway, line).headers["Location"]
    for by, status in ((rozenn, 404), (helene, 403), (zoe, 404)):
        client = sign_in(by)
        assert client.get(address).status_code == status
        assert client.post(address, {"step": "save"}).status_code == status
        assert client.post(f"{address}abandonner/").status_code == status


def test_giving_a_statement_up(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    address = send(client, pathway, line).headers["Location"]
    assert "Relevé abandonné" in client.post(f"{address}abandonner/", follow=True).content.decode()
    assert client.post(f"{address}abandonner/").status_code == 409


def test_a_business_of_unknown_activity_says_first_what_it_sells(pathway, maiwenn, sign_in):
    pathway.business.income_category = ""
    pathway.business.save()
    answer = sign_in(maiwenn).get(reverse("upload_statement", args=[pathway.pk]))
    assert answer.headers["Location"] == reverse("open_activity_line", args=[pathway.pk])


def test_sending_the_same_file_twice_says_so(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    first = send(client, pathway, line).headers["Location"]
    client.post(first, {"month-2019-05": "on", "step": "save"})
    page = client.get(send(client, pathway, line).headers["Location"]).content.decode()
    assert "Tout ce relevé a déjà été repris." in page
    assert "Déjà reprise" in page
