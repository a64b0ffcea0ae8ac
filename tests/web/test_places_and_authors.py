"""The screens offer the places of a step and the decisions of a role, and say why not the others."""

import re
from datetime import date

import pytest
from django.urls import reverse

from rebond.pathways.models import Decision
from rebond.programmes.content import content_of
from rebond.programmes.editing import mark_of, opened, thing_at
from rebond.programmes.writing import copy_version
from tests.pathways.running import current, decide, plan, run, step_of
from tests.pathways.test_places_and_authors import CONTENT, TODAY
from tests.programmes.building import choice, document, phase, review


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(TODAY)


@pytest.fixture
def path(cast):
    return run(cast, CONTENT, entered_on=date(2019, 3, 11))


def page_of(answer) -> str:
    return answer.content.decode().replace("&#x27;", "'")


def radio(page: str, choice) -> str:
    (found,) = re.findall(rf'<input[^>]*name="choice"[^>]*value="{choice.pk}"[^>]*>', page)
    return found


def test_planning_offers_the_places_of_the_step(sign_in, maiwenn, path):
    visit, free = step_of(path, "visite"), step_of(path, "libre")
    offered = page_of(sign_in(maiwenn).get(reverse("plan_step", args=[visit.pk])))
    assert ">Entreprise</option>" in offered
    assert ">Organisme</option>" not in offered
    assert ">Organisme</option>" in page_of(sign_in(maiwenn).get(reverse("plan_step", args=[free.pk])))


def test_only_the_choices_of_one_s_role_can_be_taken(sign_in, maiwenn, rozenn, path):
    address, specs = reverse("decide", args=[path.pk]), current(path).spec.choice_specs
    onward, leave = specs.get(code="suite"), specs.get(code="sortir")
    page = page_of(sign_in(maiwenn).get(address))
    assert "« Choix suite » ne peut être décidé que par : Référent RSA ou Directrice." in page
    assert "disabled" in radio(page, onward)
    assert "disabled" not in radio(page, leave)
    page = page_of(sign_in(rozenn).get(address))
    assert "disabled" not in radio(page, onward)
    assert "disabled" in radio(page, leave)


def test_a_choice_sent_all_the_same_is_refused_at_its_field(sign_in, maiwenn, path):
    onward = current(path).spec.choice_specs.get(code="suite")
    typed = {
        "revision": path.revision,
        "decided_on": "2019-04-29",
        "choice": onward.pk,
        "reasons": "Vu ensemble.",
        **{f"{role}_position": "agrees" for role in ("beneficiary", "lead_worker", "business_adviser")},
    }
    answer = sign_in(maiwenn).post(reverse("decide", args=[path.pk]), typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors["choice"] == [
        "« Choix suite » ne peut être décidé que par : Référent RSA ou Directrice."
    ]
    assert "Vu ensemble." in page_of(answer)
    assert not Decision.objects.exists()


def test_who_may_decide_nothing_in_the_phase_is_told_so(sign_in, rozenn, path):
    decide(path, "suite", rozenn)
    answer = sign_in(rozenn).get(reverse("decide", args=[path.pk]), follow=True)
    assert answer.redirect_chain == [(reverse("show_pathway", args=[path.pk]), 302)]
    assert "le programme réserve les décisions à d'autres que vous (Référent RSA)" in page_of(answer)


def test_the_file_leads_to_a_decision_only_who_may_take_one(sign_in, maiwenn, rozenn, path):
    menu, file = f'href="{reverse("decide", args=[path.pk])}"', reverse("show_pathway", args=[path.pk])
    assert menu in page_of(sign_in(rozenn).get(file))
    decide(path, "suite", rozenn)  # from now on, decisions are the adviser's alone
    assert menu not in page_of(sign_in(rozenn).get(file))
    assert "Ce n'est pas à vous de le faire." in page_of(sign_in(rozenn).get(file))
    assert menu in page_of(sign_in(maiwenn).get(file))


def test_a_review_whose_decisions_are_others_is_not_the_next_step(sign_in, maiwenn, hold_clock, cast):
    authors = {"authors": ["director"]}
    content = document(phase(review(), choices=[choice(**authors), choice("pause", "suspend", **authors)]))
    path = run(cast, content, entered_on=date(2019, 3, 11))
    plan(step_of(path, "bilan"), date(2019, 5, 6), maiwenn)
    hold_clock(date(2019, 5, 6))
    page = page_of(sign_in(maiwenn).get(reverse("show_pathway", args=[path.pk])))
    assert "Ce n'est pas à vous de le faire." in page
    page = page_of(sign_in(cast.actor("nadia")).get(reverse("show_pathway", args=[path.pk])))
    assert f'href="{reverse("hold_review", args=[step_of(path, "bilan").pk])}"' in page


def test_a_draft_is_given_both_on_screen(sign_in, helene, path):
    draft = copy_version(path.version)

    def edit(place: str, **typed) -> str:
        arguments = [draft.programme.slug, draft.number, place]
        address = reverse("edit_version_part", args=arguments)
        page = page_of(sign_in(helene).get(address))
        position = tuple(int(part) if part.isdigit() else part for part in place.split("/"))
        thing = thing_at(opened(content_of(draft)), position)
        common = {"label": thing["label"], "code": thing["code"], "revision": mark_of(thing)}
        assert sign_in(helene).post(address, {**common, **typed}).status_code == 302
        return page

    page = edit(
        "phases/0/steps/1",
        kind="appointment",
        parties=["beneficiary", "business_adviser"],
        expected_minutes="60",
        after_which="last",
        places=["organisme"],
    )
    assert "Aucun coché : tous ceux de la phase." in page
    assert 'value="mairie"' not in page
    page = edit("phases/0/choices/1", effect="suspend", authors=["business_adviser"], needs_reasons="on")
    assert "Aucun coché : tous ceux qui suivent le parcours." in page
    first = content_of(draft)["phases"][0]
    assert first["steps"][1]["places"] == ["organisme"]
    assert first["choices"][1]["authors"] == ["business_adviser"]
    shown = page_of(sign_in(helene).get(reverse("show_version", args=[draft.programme.slug, draft.number])))
    assert "décidé par Conseiller-formateur" in shown
