"""« Dossiers »: Maïwenn finds, filters, keeps a view, takes a file away; Zoé finds nobody."""

import csv
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from rebond.audit.models import Entry
from rebond.drafts.models import SavedView
from rebond.imports.tables import neutral
from rebond.pathways.models import Pathway, Step
from rebond.pathways.states import StepState
from rebond.people.models import Beneficiary, Business
from rebond.programmes.vocabulary import ActivityStatus
from tests.cohorts import Maker, Told
from tests.pathways.test_delphine import decide, hold

LIST = reverse("list_pathways")


@pytest.fixture(autouse=True)
def _june_2019(hold_clock):
    hold_clock(date(2019, 6, 3))


@pytest.fixture
def make(cast):
    return Maker(cast).make


def named(pathway: Pathway, first_name: str, last_name: str, business: str = "", phone: str = "") -> Pathway:
    """Give the person of a made path a name that can be searched."""
    person = pathway.beneficiary
    person.first_name, person.last_name, person.phone = first_name, last_name, phone
    person.save()
    if business:
        pathway.business.name = business
        pathway.business.save()
    return pathway


def search(client, text: str, **filters) -> str:
    return client.post(LIST, {"q": text, **filters}, headers={"HX-Request": "true"}).content.decode()


# --- Searching --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["lavande", "LAVANDE", "Delphine Lav", "lav delph", "àvandé", "retouches", "06 39 98 01 84", "0639980184",
     "+33639980184", "+33 6 39 98 01 84", "0033639980184", "3998", " delphine  "],
)  # fmt: skip
def test_part_of_a_name_a_business_or_a_number_is_enough(sign_in, maiwenn, pathway, make, text):
    make(Told())
    page = search(sign_in(maiwenn), text)
    assert "Delphine Lavande" in page
    assert "Inventée" not in page


def test_accents_in_the_name_do_not_matter(sign_in, maiwenn, make):
    named(make(Told())[0], "Gaël", "Frêne-Cœur", "Chez Gaël & Noé")
    client = sign_in(maiwenn)
    for text in ("frene", "FRÊNE CŒUR", "coeur gael", "noe"):
        assert "Gaël Frêne-Cœur" in search(client, text), text


@pytest.mark.parametrize("text", ["xyz", "lavande karim", "%", "_", "06 39 98 09 99", "'; --"])
def test_what_is_not_there_is_not_found(sign_in, maiwenn, pathway, text):
    page = search(sign_in(maiwenn), text)
    assert ("Aucun dossier ne répond" in page) is (
        text not in ("%", "_", "'; --")
    )  # signs alone search nothing


def test_a_search_never_stands_in_the_address(sign_in, maiwenn, pathway):
    client = sign_in(maiwenn)
    answer = client.post(LIST, {"q": "lavande", "etat": "tous"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Replace-Url"] == f"{LIST}?etat=tous"
    plain = client.post(LIST, {"q": "lavande"})
    assert plain.status_code == 200
    assert "Delphine Lavande" in plain.content.decode()
    assert client.post(LIST, {"q": "", "etat": "tous"}).headers["Location"] == f"{LIST}?etat=tous"


def test_pages_of_a_search_are_asked_for_by_the_form(sign_in, maiwenn, make):
    make(*(Told() for _ in range(30)))
    client = sign_in(maiwenn)
    first = client.post(LIST, {"q": "camille", "lignes": "25"}, headers={"HX-Request": "true"})
    key = first.context["page"].after_key
    assert f'name="apres" value="{key}"' in first.content.decode()
    second = client.post(LIST, {"q": "camille", "lignes": "25", "apres": key}, headers={"HX-Request": "true"})
    assert len(second.context["rows"]) == 5
    assert "csrf" not in (first.context["page"].next_url + second.context["page"].previous_url)


def test_zoe_from_another_association_finds_nobody(sign_in, zoe, zoe_adviser, pathway):
    client = sign_in(zoe)
    assert "Delphine" not in client.get(f"{LIST}?etat=tous").content.decode()
    assert "Delphine" not in search(client, "delphine", etat="tous")
    answer = client.post(reverse("export_pathways"), {"etat": "tous"})
    assert answer.status_code == 302
    assert not Entry.objects.filter(verb="export_pathways").exists()


def test_karim_does_not_see_the_files_of_maiwenn(sign_in, karim, pathway):
    assert (
        "Delphine"
        not in sign_in(karim).get(f"{LIST}?etat=tous&conseiller={pathway.adviser_id}").content.decode()
    )


# --- Filters ----------------------------------------------------------------------


def shown(client, query: str = "") -> list[str]:
    return [row.pathway.beneficiary.last_name for row in client.get(f"{LIST}?{query}").context["rows"]]


def test_each_state_shows_its_own(sign_in, maiwenn, pathway, make, hold_clock):
    make(
        Told(person="Close", activity=ActivityStatus.COMBINED, exited_on=date(2019, 5, 2)),
        Told(person="Ouverte"),
    )
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "suspend", maiwenn)
    client = sign_in(maiwenn)
    assert shown(client) == ["Ouverte"]
    assert shown(client, "etat=suspendus") == ["Lavande"]
    assert shown(client, "etat=termines") == ["Close"]
    assert sorted(shown(client, "etat=tous")) == ["Close", "Lavande", "Ouverte"]
    assert shown(client, "etat=nimportequoi&du=hier") == ["Ouverte"]


def test_filters_by_phase_people_and_dates(sign_in, loic, maiwenn, pathway, make):
    decide(hold(pathway, "tripartite", date(2019, 4, 29), maiwenn), "develop", maiwenn)
    make(
        Told(person="Avril", entered_on=date(2019, 4, 15), adviser="karim"),
        Told(person="Mai", entered_on=date(2019, 5, 15), lead_worker="yann"),
    )
    client = sign_in(loic)
    assert shown(client, "phase=developpement") == ["Lavande"]
    assert sorted(shown(client, "phase=diagnostic")) == ["Avril", "Mai"]
    karim, yann = (Pathway.objects.get(beneficiary__last_name=name) for name in ("Avril", "Mai"))
    assert shown(client, f"conseiller={karim.adviser_id}") == ["Avril"]
    assert shown(client, f"referent={yann.lead_worker_id}") == ["Mai"]
    assert shown(client, "du=2019-04-01&au=2019-04-30") == ["Avril"]
    assert shown(client, "du=01/05/2019") == ["Mai"]


def test_what_deserves_attention_can_be_listed(sign_in, maiwenn, make, cast):
    sleeping, seen, planned, late = make(
        Told(person="Silence", entered_on=date(2019, 4, 1)),
        Told(person="Vue", entered_on=date(2019, 4, 1), steps=[(StepState.HELD, date(2019, 5, 20))]),
        Told(person="Passee", entered_on=date(2019, 5, 20), steps=[(StepState.PLANNED, date(2019, 5, 31))]),
        Told(person="Retard", entered_on=date(2019, 5, 20)),
    )
    sleeping.phases.update(due_on=date(2019, 6, 20))
    late.phases.update(due_on=date(2019, 6, 2))
    client = sign_in(maiwenn)
    assert shown(client, "attention=sans-contact") == ["Silence"]
    assert shown(client, "attention=compte-rendu") == ["Passee"]
    assert shown(client, "attention=retard") == ["Retard"]
    assert set(shown(client, "attention=fin-de-phase")) == {"Silence", "Retard"}
    seen.phases.update(ended_on=date(2019, 6, 1))
    assert shown(client, "attention=sortie") == ["Vue"]
    assert planned.pk in {row.pathway.pk for row in client.get(LIST).context["rows"]}


def test_a_row_says_what_comes_and_what_was(sign_in, maiwenn, pathway, hold_clock):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    hold_clock(date(2019, 6, 12))
    step = pathway.current_phase().steps.get(spec__code="rdv2")
    step.starts_at, step.state = datetime(2019, 6, 20, 8, tzinfo=UTC), StepState.PLANNED
    step.save()
    page = sign_in(maiwenn).get(LIST).content.decode()
    assert "20/06/2019 à 10\u00a0h\u00a000" in page
    assert "18/03/2019" in page
    assert "En retard" in page
    assert "Rozenn Genêt" in page


def test_order_and_number_of_rows(sign_in, maiwenn, make):
    make(
        *(
            Told(person=name, entered_on=date(2019, 4, day))
            for name, day in (("Bouleau", 1), ("Aulne", 2), ("Érable", 3))
        )
    )
    client = sign_in(maiwenn)
    assert shown(client) == ["Érable", "Aulne", "Bouleau"]
    assert shown(client, "tri=entree-ancienne") == ["Bouleau", "Aulne", "Érable"]
    assert shown(client, "tri=nom") == ["Aulne", "Bouleau", "Érable"]
    assert shown(client, "tri=nom-inverse") == ["Érable", "Bouleau", "Aulne"]


def test_pages_keep_the_filters(sign_in, maiwenn, make):
    make(*(Told() for _ in range(30)))
    page = sign_in(maiwenn).get(f"{LIST}?etat=tous&tri=nom&lignes=25").context["page"]
    assert page.next_url == f"?etat=tous&tri=nom&lignes=25&apres={page.rows[-1].pk}"


def test_as_many_queries_for_ten_paths_as_for_three_hundred(sign_in, loic, make):
    client = sign_in(loic)
    counts = []
    for size in (10, 290):
        make(*(Told(steps=[(StepState.HELD, date(2019, 5, 1))]) for _ in range(size)))
        with CaptureQueriesContext(connection) as queries:
            assert len(client.get(f"{LIST}?etat=tous&lignes=100").context["rows"]) == min(
                size + 10 * (size > 10), 100
            )
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- Views ------------------------------------------------------------------------


def test_a_view_is_kept_opened_and_forgotten(sign_in, maiwenn, karim, pathway):
    client = sign_in(maiwenn)
    answer = client.post(
        reverse("save_view"), {"name": "Mes retards", "query": "attention=retard&tri=nom&q=lavande&x=1"}
    )
    view = SavedView.objects.get(user=maiwenn.user)
    assert view.query == "attention=retard&tri=nom"
    assert answer.headers["Location"] == f"{LIST}?attention=retard&tri=nom"
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Mes retards" in page
    assert "is-current" in page

    assert sign_in(karim).post(reverse("delete_view", args=[view.pk])).status_code == 404
    assert "Mes retards" not in sign_in(karim).get(LIST).content.decode()
    assert client.get(reverse("delete_view", args=[view.pk])).status_code == 405
    client.post(reverse("delete_view", args=[view.pk]))
    assert not SavedView.objects.exists()
    assert client.post(reverse("delete_view", args=[view.pk])).status_code == 404


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("", "Ce champ est obligatoire"),
        ("mes retards", "Vous avez déjà une vue de ce nom."),
        ("x" * 41, "40 caractères"),
    ],
)
def test_a_view_without_a_good_name_says_why_and_keeps_what_was_typed(sign_in, maiwenn, pathway, name, said):
    SavedView.objects.create(user=maiwenn.user, name="Mes retards", query="")
    answer = sign_in(maiwenn).post(reverse("save_view"), {"name": name, "query": "etat=tous"})
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert f'value="{name}"' in answer.content.decode() or not name
    assert "Delphine" in answer.content.decode()
    assert SavedView.objects.count() == 1


# --- Export -----------------------------------------------------------------------


def test_the_spreadsheet_says_what_the_list_says(sign_in, maiwenn, pathway, make):
    hold(pathway, "rdv1", date(2019, 3, 18), maiwenn)
    make(Told(person="Autre"))
    answer = sign_in(maiwenn).post(reverse("export_pathways"), {"q": "lavande", "format": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    title, header, *rows = sheet.iter_rows(values_only=True)
    assert "le 03/06/2019 à 09 h 00, par Maïwenn Tilleul (Conseiller-formateur, BGE)" in title[0]
    assert "État : En cours" in title[0]
    assert len(rows) == 1
    line = dict(zip(header, rows[0], strict=True))
    assert (line["Nom"], line["Prénom"], line["Entreprise"]) == (
        "Lavande",
        "Delphine",
        "Les Retouches de Delphine",
    )
    assert line["Entré le"].date() == date(2019, 3, 11)
    assert line["Dernier contact"].date() == date(2019, 3, 18)
    assert (line["Phase en cours"], line["En retard"], line["Téléphone"]) == (
        "Diagnostic",
        "oui",
        "06 39 98 01 84",
    )

    entry = Entry.objects.get(verb="export_pathways")
    assert (entry.user, entry.facts["row_count"], entry.facts["has_search"]) == (maiwenn.user, 1, True)
    assert "avande" not in str(entry.facts)


def test_the_csv_cannot_act_as_a_formula(sign_in, loic, make):
    named(make(Told())[0], "=1+1", "Inventé", "@SUM(A1)")
    answer = sign_in(loic).post(reverse("export_pathways"), {"format": "csv"})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    _, header, line = csv.reader(text.splitlines(), delimiter=";")
    cells = dict(zip(header, line, strict=True))
    assert (cells["Prénom"], cells["Entreprise"]) == ("'=1+1", "'@SUM(A1)")
    assert cells["Entré le"] == "11/03/2019"


@pytest.mark.parametrize("text", ["=A1", "+33", "-1", "@x", "\tx", "\rx"])
def test_no_cell_starts_like_a_formula(text):
    assert neutral(text) == f"'{text}"
    assert neutral(12) == 12
    assert neutral("Lavande") == "Lavande"


def test_an_empty_list_is_not_exported(sign_in, loic, make):
    answer = sign_in(loic).post(reverse("export_pathways"), {"q": "personne"}, follow=True)
    assert "Aucun dossier à exporter" in answer.content.decode()
    assert not Entry.objects.filter(verb="export_pathways").exists()
    assert sign_in(loic).get(reverse("export_pathways")).status_code == 405


def test_every_row_is_exported_beyond_the_page(sign_in, loic, make):
    made = make(*(Told(entered_on=date(2019, 3, 1) + timedelta(days=n % 20)) for n in range(120)))
    answer = sign_in(loic).post(reverse("export_pathways"), {"format": "csv", "lignes": "25"})
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2 + len(made)
    assert Step.objects.count() == 0
    assert (Beneficiary.objects.count(), Business.objects.count()) == (120, 120)
