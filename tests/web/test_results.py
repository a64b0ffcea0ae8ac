"""« Résultats »: the figures, their people, the document; who reads what."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from rebond.audit.models import Entry
from rebond.core import clock
from rebond.reporting import words
from rebond.reporting.cohorts import Cohort
from rebond.reporting.figures import compute
from rebond.reporting.indicators import COMMON, Part
from tests.cohorts import Maker, told

PAGE = "/resultats/ille-et-vilaine/"


@pytest.fixture
def make(cast):
    return Maker(cast).make


@pytest.fixture
def people(make):
    """Ten exits of Maïwenn's people, and two of Karim's; one situation is not known."""
    held = [("held", date(2019, 4, 2)), ("no_show", date(2019, 5, 2))]
    make(
        *[told("combined", "out", before=(1000, 12), after=(1500, 12), steps=held) for _ in range(6)],
        *[told("job_seeking", "in", steps=held) for _ in range(3)],
        told("unknown", "unknown"),
        *[told("salaried_only", "out", adviser="karim") for _ in range(2)],
    )


def pdf_text(answer) -> str:
    document = PdfReader(io.BytesIO(answer.content))
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in document.pages))


def test_helene_reads_the_figures_of_the_command(sign_in, helene, people, programme):
    page = sign_in(helene).get(PAGE)
    assert page.status_code == 200
    results = compute(Cohort(programme))
    assert page.context["results"].as_json() == results.as_json()
    html = page.content.decode()
    for figure in results.figures:
        assert words.value_in_words(figure) in html
        assert figure.indicator.label.replace("'", "&#x27;") in html
    assert "8 sont positives" in html
    assert "masqué" not in html


def test_the_first_programme_is_shown_without_naming_it(sign_in, helene, people):
    assert sign_in(helene).get("/resultats/").context["programme"].slug == "ille-et-vilaine"


def test_every_figure_opens_its_people(sign_in, helene, people, programme):
    client = sign_in(helene)
    for figure in compute(Cohort(programme)).figures:
        for part in Part:
            page = client.get(
                reverse("show_result_people", args=["ille-et-vilaine", figure.indicator.code, part.value])
            )
            if figure.count(part) is None:
                assert page.status_code == 404
                continue
            assert page.status_code == 200
            assert len(page.context["page"].rows) == page.context["found"].total == figure.count(part)
            assert page.context["found"].hidden == 0


def test_the_links_of_the_page_keep_the_period(sign_in, helene, people):
    client = sign_in(helene)
    html = client.get(PAGE, {"entered_from": "2019-01-01", "entered_to": "31/12/2019"}).content.decode()
    links = re.findall(r'href="(/resultats/ille-et-vilaine/[^"]+)"', html)
    lists = [link.replace("&amp;", "&") for link in links if "numerator" in link or "denominator" in link]
    assert lists
    for link in lists:
        assert link.endswith("?entered_from=2019-01-01&entered_to=2019-12-31")
        assert client.get(link).status_code == 200


def test_an_adviser_is_told_how_many_are_not_theirs(sign_in, maiwenn, karim, people):
    address = f"{PAGE}positive_exit_rate/numerator/"
    page = sign_in(karim).get(address)
    assert (page.context["found"].total, page.context["found"].visible) == (8, 2)
    assert "6 parcours de plus sont comptés" in page.content.decode()
    assert "1 parcours de plus" not in page.content.decode()
    assert sign_in(maiwenn).get(address).context["found"].hidden == 2


def test_the_reading_is_journalled_without_names(sign_in, karim, people):
    sign_in(karim).get(f"{PAGE}ceased/numerator/")
    entry = Entry.objects.get(verb="list_result_people")
    assert entry.user == karim.user
    assert entry.beneficiary is None
    assert entry.facts == {"code": "ceased", "part": "numerator", "rows": 2}


def test_zoe_from_another_association_sees_nothing(sign_in, zoe, people):
    client = sign_in(zoe)
    for address in (PAGE, f"{PAGE}pdf/", f"{PAGE}people/numerator/"):
        assert client.get(address).status_code == 404
    assert "Aucun programme" in client.get("/resultats/").content.decode()


@pytest.mark.parametrize("who", ["ines", "alban"])
def test_roles_that_do_not_read_results_are_refused(sign_in, request, who, people):
    client = sign_in(request.getfixturevalue(who))
    for address in (PAGE, f"{PAGE}pdf/", f"{PAGE}people/numerator/"):
        assert client.get(address).status_code == 403
    assert "Résultats" not in client.get("/").content.decode()


@pytest.mark.parametrize("who", ["helene", "rozenn", "fatou", "maiwenn", "loic", "nadia", "tanguy"])
def test_roles_that_read_results_find_them_in_the_navigation(sign_in, request, who, programme):
    assert 'href="/resultats/"' in sign_in(request.getfixturevalue(who)).get("/").content.decode()


def test_a_wrong_period_says_why_and_keeps_what_was_typed(sign_in, helene, programme):
    page = sign_in(helene).get(PAGE, {"entered_from": "2022-01-01", "entered_to": "2021-01-01"})
    assert page.status_code == 422
    assert "avant de commencer" in page.content.decode()
    assert 'value="2022-01-01"' in page.content.decode()
    assert sign_in(helene).get(f"{PAGE}pdf/?entered_from=hier").status_code == 404


def test_figures_about_few_people_are_kept_from_who_may_not_open_their_files(sign_in, karim, helene, make):
    make(told("combined", "in"), told("inactive", "in"))
    karims = sign_in(karim).get(PAGE).content.decode()
    assert "masqué" in karims
    assert "Ont cessé" in karims
    assert "Dans 1 sortie" not in karims
    assert "masqué" not in sign_in(helene).get(PAGE).content.decode()
    assert "masqué" in pdf_text(sign_in(helene).get(f"{PAGE}pdf/"))


def test_the_document_holds_the_figures_the_rule_and_the_funder(sign_in, helene, people, programme):
    with clock.held(date(2024, 6, 1)):
        answer = sign_in(helene).get(f"{PAGE}pdf/?entered_to=2022-12-31")
        results = compute(Cohort(programme, entered_to=date(2022, 12, 31)))
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="resultats-ille-et-vilaine-2024-06-01.pdf"' in answer["Content-Disposition"]
    text = pdf_text(answer)
    for figure in results.figures:
        assert figure.indicator.label in text
        if figure.indicator.code != "turnover_change":  # six businesses only: kept back
            assert re.sub(r"\s", " ", words.counts_in_words(figure)) in text
            assert re.sub(r"\s", " ", words.value_in_words(figure)) in text
    assert "Cofinancé par l'Union européenne" in text.replace("’", "'")
    assert "Sont positives" in text
    root = PdfReader(io.BytesIO(answer.content)).trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_an_empty_period_still_gives_a_page_and_a_document(sign_in, helene, programme):
    client = sign_in(helene)
    assert "Aucun parcours dans cette période." in client.get(PAGE).content.decode()
    assert "Aucun parcours dans cette période." in pdf_text(client.get(f"{PAGE}pdf/"))


def test_the_page_and_the_lists_ask_as_many_queries_for_3_paths_as_for_300(sign_in, karim, make):
    client = sign_in(karim)
    addresses = [
        PAGE,
        f"{PAGE}people/numerator/",
        f"{PAGE}no_show_rate/denominator/",
        f"{PAGE}ceased/denominator/",
    ]
    one = told(
        "combined",
        "out",
        adviser="karim",
        before=(1000, 12),
        after=(1500, 12),
        steps=[("held", date(2019, 4, 2))],
    )

    def queries() -> list[int]:
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert client.get(address).status_code == 200
            found.append(len(asked))
        return found

    make(*[one] * 3)
    few = queries()
    make(*[one] * 297)
    assert queries() == few


def test_a_long_list_is_paged_without_a_name_in_the_address(sign_in, helene, make):
    make(*[told("combined", "out")] * 60)
    client = sign_in(helene)
    first = client.get(f"{PAGE}combined_activity/numerator/?entered_from=2019-01-01")
    assert len(first.context["page"].rows) == 50
    second = client.get(f"{PAGE}combined_activity/numerator/{first.context['page'].next_url}")
    assert len(second.context["page"].rows) == 10
    assert second.context["found"].total == 60
    assert "invent" not in first.context["page"].next_url.lower()


def test_no_part_of_an_indicator_is_without_an_answer(sign_in, helene, programme):
    client = sign_in(helene)
    assert client.get(f"{PAGE}inconnu/numerator/").status_code == 404
    assert client.get(f"{PAGE}people/autre/").status_code == 404
    assert {indicator.code for indicator in COMMON if indicator.denominator is None} == {
        "people",
        "pathways",
        "entered_per_year",
        "training_participations",
        "training_hours",
    }


# --- The territory: the organisation of the référents ---------------------------------


def test_helene_reads_one_territory_in_figures_lists_and_on_paper(sign_in, helene, people, cast, programme):
    ccas = cast.organisations["ccas"]
    theirs = programme.pathways.order_by("pk")[:6].values("pk")
    programme.pathways.filter(pk__in=list(theirs.values_list("pk", flat=True))).update(
        lead_organisation=ccas, lead_worker=cast.users["fatou"]
    )
    client, asked = sign_in(helene), {"territory": ccas.pk}
    page = client.get(PAGE, asked)
    assert page.context["results"].figure("pathways").numerator == 6
    html = page.content.decode()
    assert "référents : CCAS de Valbruyère" in html
    assert f"?territory={ccas.pk}" in page.context["pdf_url"]
    assert all(f"territory={ccas.pk}" in link.url for link in page.context["periods"])
    people_url = page.context["headlines"][0].numerator_url
    assert f"territory={ccas.pk}" in people_url
    assert client.get(people_url).context["found"].total <= 6
    assert "référents : CCAS de Valbruyère" in pdf_text(client.get(page.context["pdf_url"]))

    unknown = client.get(PAGE, {"territory": cast.organisations["elsewhere"].pk})
    assert unknown.status_code == 422


def test_who_reads_figures_alone_is_offered_no_territory(sign_in, karim, people, cast):
    """The whole less its other parts would tell a part of three people."""
    page = sign_in(karim).get(PAGE, {"territory": cast.organisations["ccas"].pk})
    assert "territory" not in page.context["form"].fields
    assert "référents :" not in page.content.decode()
    assert page.context["results"].figure("pathways").numerator == 12
