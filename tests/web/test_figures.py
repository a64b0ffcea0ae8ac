"""The section « Entreprise » of the file: the months are typed in place, and what they say is shown."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from rebond.drafts.models import Draft
from rebond.finances.models import ActivityLine, Correction, LineTurnover, MonthlyFigures
from rebond.pathways import actions
from rebond.people.actor import PersonActor

MAY, JUNE = date(2019, 5, 1), date(2019, 6, 1)


@pytest.fixture(autouse=True)
def _today(hold_clock):
    hold_clock(date(2019, 7, 12))


@pytest.fixture
def line(pathway, maiwenn) -> ActivityLine:
    return actions.open_activity_line(
        pathway=pathway, category="services_bic", label="Retouches", started_on=date(2018, 5, 1), by=maiwenn
    )


def section(pathway, **query) -> str:
    words = "".join(f"&{name}={value}" for name, value in query.items())
    return f"{reverse('show_pathway', args=[pathway.pk])}?section=entreprise{words}"


def grid(pathway, year=2019) -> str:
    return reverse("declare_months", args=[pathway.pk, year])


def fields_of(page: str) -> dict[str, str]:
    """What a browser would send back of the grid, as it was shown."""
    form = page[page.index('<form method="post" action="/dossiers/') :]
    form = form[: form.index("</form>")]
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and name[1] != "csrfmiddlewaretoken":
            found[name[1]] = value[1].replace("&amp;", "&") if value else ""
    return found


def read(client, pathway, **query) -> dict[str, str]:
    return fields_of(client.get(section(pathway, **query)).content.decode())


def test_maiwenn_fills_two_months_in_place(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    typed = read(client, pathway)
    typed |= {f"05-{line.pk.hex}": "560", f"06-{line.pk.hex}": "590,50", "06-hours_worked": "92,5"}
    answer = client.post(grid(pathway), typed, follow=True)
    assert "Enregistré : mai et juin 2019." in answer.content.decode()
    assert list(LineTurnover.objects.values_list("figures__month", "turnover_eur")) == [
        (MAY, Decimal("560.00")),
        (JUNE, Decimal("590.50")),
    ]
    assert MonthlyFigures.objects.get(month=JUNE).hours_worked == Decimal("92.5")
    shown = read(client, pathway)
    assert (shown[f"05-{line.pk.hex}"], shown[f"06-{line.pk.hex}"], shown["06-hours_worked"]) == (
        "560",
        "590,50",
        "92,5",
    )


def test_sending_it_again_changes_nothing(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    typed = read(client, pathway) | {f"05-{line.pk.hex}": "560"}
    client.post(grid(pathway), typed)
    answer = client.post(grid(pathway), typed, follow=True)
    assert "Rien n&#x27;a changé." in answer.content.decode()
    assert not Correction.objects.exists()


def test_the_first_month_opens_the_line_of_the_business(pathway, maiwenn, sign_in):
    client = sign_in(maiwenn)
    typed = read(client, pathway)
    (name,) = [name for name in typed if re.fullmatch(r"05-[0-9a-f]{32}", name)]
    assert client.post(grid(pathway), typed | {name: "0"}).status_code == 302
    assert ActivityLine.objects.get().category == "services_bic"
    assert LineTurnover.objects.get().turnover_eur == 0


def test_bad_figures_come_back_with_their_reason(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    bad = {
        f"05-{line.pk.hex}": "beaucoup",
        "05-hours_worked": "62,25",
        "06-expenses_eur": "-3",
        "06-salaried_eur": "99999999",
    }
    answer = client.post(grid(pathway), read(client, pathway) | bad)
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "Ce montant n&#x27;est pas compris",
        "Une décimale suffit",
        "négatif ne se déclare pas",
        "vérifiez les zéros",
    ):
        assert words in page
    assert 'value="beaucoup"' in page
    assert not MonthlyFigures.objects.exists()


def test_replacing_a_figure_wants_a_reason(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    client.post(grid(pathway), read(client, pathway) | {f"05-{line.pk.hex}": "560"})
    typed = read(client, pathway) | {f"05-{line.pk.hex}": "650"}
    answer = client.post(grid(pathway), typed)
    assert answer.status_code == 422
    assert "dites pourquoi" in answer.content.decode()
    assert 'value="650"' in answer.content.decode()
    client.post(grid(pathway), typed | {"reason": "Chiffres inversés"})
    page = client.get(section(pathway)).content.decode()
    assert "Chiffres corrigés" in page
    assert "Chiffres inversés" in page


def test_two_editors_choose(pathway, line, maiwenn, sign_in):
    """Delphine tells May from her space while Maïwenn has the grid open and types May and June."""
    client = sign_in(maiwenn)
    typed = read(client, pathway) | {f"05-{line.pk.hex}": "500", f"06-{line.pk.hex}": "590"}
    actions.declare_month(
        pathway=pathway,
        month=MAY,
        turnovers={line: Decimal(560)},
        shared={"expenses_eur": Decimal(100)},
        by=PersonActor(pathway.beneficiary),
    )
    answer = client.post(grid(pathway), typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "La personne a enregistré cette fiche pendant votre saisie" in page
    assert "Retouches, mai 2019" in page
    assert "560\u202f€" in page
    again = fields_of(page)
    assert (again[f"05-{line.pk.hex}"], again["05-expenses_eur"], again[f"06-{line.pk.hex}"]) == (
        "500",
        "100",
        "590",
    )
    assert client.post(grid(pathway), again | {"reason": "Vu ensemble"}).status_code == 302
    assert {t.turnover_eur for t in LineTurnover.objects.all()} == {500, 590}
    assert MonthlyFigures.objects.get(month=MAY).expenses_eur == 100


def test_a_month_that_somebody_else_told_meanwhile_is_kept(pathway, line, maiwenn, sign_in):
    """Maïwenn types June; May, which she did not touch, is told by Delphine: no conflict, nothing lost."""
    client = sign_in(maiwenn)
    typed = read(client, pathway) | {f"06-{line.pk.hex}": "590"}
    actions.declare_month(
        pathway=pathway, month=MAY, turnovers={line: Decimal(560)}, by=PersonActor(pathway.beneficiary)
    )
    assert client.post(grid(pathway), typed).status_code == 302
    assert {t.turnover_eur for t in LineTurnover.objects.all()} == {560, 590}


def test_what_is_typed_is_kept_as_a_draft(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    typed = read(client, pathway) | {f"06-{line.pk.hex}": "590"}
    client.post(reverse("save_draft", args=[f"months-{pathway.pk}-2019"]), typed)
    actions.declare_month(
        pathway=pathway, month=MAY, turnovers={line: Decimal(560)}, by=PersonActor(pathway.beneficiary)
    )
    page = client.get(section(pathway)).content.decode()
    assert "Brouillon de" in page
    resumed = fields_of(page)
    assert (resumed[f"05-{line.pk.hex}"], resumed[f"06-{line.pk.hex}"]) == ("560", "590")
    client.post(grid(pathway), resumed)
    assert not Draft.objects.exists()
    assert {t.turnover_eur for t in LineTurnover.objects.all()} == {560, 590}


def test_a_tampered_grid_is_no_way_in(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    for seen in ("revision=9999999999999", "revision=-1", "%%%", "revision=1&revision=2"):
        answer = client.post(grid(pathway), {f"05-{line.pk.hex}": "1", "05-seen": seen})
        assert answer.status_code in (302, 422)


@pytest.mark.parametrize("year", [2017, 2020, 0, 99999])
def test_years_that_cannot_be(pathway, maiwenn, sign_in, year):
    assert sign_in(maiwenn).get(grid(pathway, year)).status_code == 404
    assert sign_in(maiwenn).get(section(pathway, annee=year)).status_code == 200


def test_strangers_and_readers(pathway, line, zoe, helene, sign_in):
    assert sign_in(zoe).post(grid(pathway), {}).status_code == 404
    assert sign_in(helene).post(grid(pathway), {}).status_code == 403
    page = sign_in(helene).get(section(pathway)).content.decode()
    assert "Les mois de 2019" in page
    assert "Enregistrer les mois" not in page


def tell_delphine_s_year(pathway, line, by):
    cashed = {2018: (380, 460, 520, 430, 610), 2019: (560, 590)}
    for year, amounts in cashed.items():
        for index, amount in enumerate(amounts):
            actions.declare_month(
                pathway=pathway, month=date(year, 5 + index, 1), turnovers={line: Decimal(amount)}, by=by
            )


def test_the_comparison_shows_its_arithmetic(pathway, line, maiwenn, sign_in):
    tell_delphine_s_year(pathway, line, maiwenn)
    page = sign_in(maiwenn).get(section(pathway)).content.decode()
    assert "+\u202f37\u202f%" in page  # (1 150 - 840) / 840
    assert "Mai à juin 2019 : 1\u202f150\u202f€, contre 840\u202f€" in page
    assert "(1\u202f150\u202f€ − 840\u202f€) ÷ 840\u202f€" in page


def test_other_months_are_compared_on_demand(pathway, line, maiwenn, sign_in):
    tell_delphine_s_year(pathway, line, maiwenn)
    client = sign_in(maiwenn)
    assert "+\u202f47\u202f%" in client.get(section(pathway, de="2019-05", a="05/2019")).content.decode()
    page = client.get(section(pathway, de="2019-05", a="2019-07")).content.decode()
    assert "Chiffre d&#x27;affaires non connu : juillet 2019." in page
    for strange in (
        {"de": "x", "a": "2019-05"},
        {"de": "2019-05", "a": "2029-05"},
        {"de": "2019-13", "a": ""},
    ):
        assert client.get(section(pathway, **strange)).status_code == 200


def test_a_month_not_declared_shows_quietly_on_the_file(pathway, line, maiwenn, sign_in, hold_clock):
    tell_delphine_s_year(pathway, line, maiwenn)
    page = sign_in(maiwenn).get(section(pathway)).content.decode()
    assert "Pas encore déclaré : mars et avril 2019." in page
    hold_clock(date(2019, 8, 10))
    assert (
        "juillet 2019"
        not in sign_in(maiwenn).get(section(pathway)).content.decode().partition("Pas encore déclaré")[2][:60]
    )
    hold_clock(date(2019, 8, 11))
    assert (
        "Pas encore déclaré : mars, avril et juillet 2019."
        in sign_in(maiwenn).get(section(pathway)).content.decode()
    )


def test_the_page_to_print(pathway, line, maiwenn, zoe, sign_in):
    address = reverse("show_figures", args=[pathway.pk])
    assert "Aucun mois déclaré." in sign_in(maiwenn).get(address).content.decode()
    tell_delphine_s_year(pathway, line, maiwenn)
    page = sign_in(maiwenn).get(address).content.decode()
    assert "Imprimer" in page
    assert "Comparer d&#x27;autres mois" not in page
    assert sign_in(zoe).get(address).status_code == 404


def test_following_another_activity(pathway, line, maiwenn, sign_in):
    client = sign_in(maiwenn)
    address = reverse("open_activity_line", args=[pathway.pk])
    assert client.get(address).status_code == 200
    assert (
        client.post(address, {"revision": "0", "category": "bnc", "started_on": "bientôt"}).status_code == 422
    )
    typed = {"revision": "0", "category": "bnc", "label": "Cours", "started_on": "2019-07", "ended_on": ""}
    assert client.post(address, typed).status_code == 302
    answer = client.post(address, typed)
    assert answer.status_code == 422
    assert "existe déjà" in answer.content.decode()
    assert client.post(address, typed | {"label": "X", "ended_on": "2019-01"}).status_code == 422
    assert client.post(address, typed | {"label": "Stages", "ended_on": "07/2019"}).status_code == 302
    assert ActivityLine.objects.get(label="Stages").ended_on == date(2019, 7, 1)


def test_changing_and_removing_an_activity(pathway, line, maiwenn, zoe, sign_in):
    client = sign_in(maiwenn)
    address = reverse("update_activity_line", args=[pathway.pk, line.pk])
    typed = {
        "revision": "1",
        "category": "services_bic",
        "label": "Couture",
        "started_on": "2018-05",
        "ended_on": "",
    }
    assert client.get(address).status_code == 200
    assert client.post(address, typed).status_code == 302
    assert "pendant votre saisie" in client.post(address, typed | {"label": "Reprises"}).content.decode()
    removal = reverse("remove_activity_line", args=[pathway.pk, line.pk])
    assert sign_in(zoe).post(removal).status_code == 404
    assert client.post(removal).status_code == 302
    assert client.post(removal).status_code == 404


def test_the_section_costs_the_same_whatever_it_holds(
    pathway, line, maiwenn, sign_in, django_assert_num_queries
):
    client = sign_in(maiwenn)
    client.get(section(pathway))

    def count() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(section(pathway))
        return len(queries)

    tell_delphine_s_year(pathway, line, maiwenn)
    few = count()
    other = actions.open_activity_line(
        pathway=pathway, category="bnc", started_on=date(2018, 5, 1), by=maiwenn
    )
    tell_delphine_s_year(pathway, other, maiwenn)
    for amount in (1, 2, 3):
        actions.declare_month(
            pathway=pathway, month=MAY, turnovers={line: Decimal(amount)}, reason="Essai", by=maiwenn
        )
    assert count() == few


def test_farming_is_said_to_be_out_of_scope(pathway, maiwenn, sign_in):
    pathway.business.income_category = "farming"
    pathway.business.save()
    page = sign_in(maiwenn).get(section(pathway)).content.decode()
    assert "Activité agricole" in page
    assert "Enregistrer les mois" not in page


def test_without_a_known_activity_the_file_says_what_to_do(pathway, maiwenn, sign_in):
    pathway.business.income_category = ""
    pathway.business.save()
    assert "Aucune activité suivie." in sign_in(maiwenn).get(section(pathway)).content.decode()


def test_the_exit_starts_from_the_months(pathway, line, maiwenn, sign_in):
    tell_delphine_s_year(pathway, line, maiwenn)
    page = sign_in(maiwenn).get(reverse("record_exit", args=[pathway.pk])).content.decode()
    assert "Repris des mois déclarés : mai à juin 2019, et mai à juin 2018." in page
    assert 'value="840,00"' in page
    assert 'value="1150,00"' in page
    assert page.count('value="2"') == 2


def test_without_two_comparable_periods_nothing_is_proposed_at_the_exit(pathway, line, maiwenn, sign_in):
    actions.declare_month(pathway=pathway, month=MAY, turnovers={line: Decimal(560)}, by=maiwenn)
    page = sign_in(maiwenn).get(reverse("record_exit", args=[pathway.pk])).content.decode()
    assert "Repris des mois déclarés" not in page
    assert "560" not in page
