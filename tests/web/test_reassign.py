"""A colleague leaves: Loïc gives one file, some, or all of them to Karim; nobody moves what is not theirs."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from rebond.audit.models import Entry
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.models import Pathway
from rebond.people.models import Membership, Role
from rebond.programmes.vocabulary import ActivityStatus
from tests.cohorts import Maker, Told

URL = reverse("reassign_pathways")


@pytest.fixture(autouse=True)
def _april_2019(hold_clock):
    hold_clock(date(2019, 4, 1))


def membership(actor, role: Role) -> Membership:
    return actor.user.memberships.get(role=role)


def advisers_of(*pathways: Pathway) -> list[str]:
    return [Pathway.objects.get(pk=pathway.pk).adviser.first_name for pathway in pathways]


def test_loic_gives_one_file_and_its_appointments_follow(sign_in, loic, maiwenn, karim, pathway):
    step = pathway.steps.get(spec__code="rdv1")
    at = datetime(2019, 4, 10, 8, tzinfo=UTC)
    actions.plan_step(step=step, starts_at=at, duration_minutes=60, place=None, by=maiwenn)
    client = sign_in(loic)
    url = reverse("reassign_pathways", args=[pathway.pk])
    page = client.get(url).content.decode()
    assert "Delphine Lavande" in page
    assert "Karim Noisetier (BGE) — 0 dossier en cours" in page

    data = {"to": membership(karim, Role.BUSINESS_ADVISER).pk, "seen_count": 1, "fonction": "conseiller"}
    answer = client.post(url, data)
    assert answer.headers["Location"] == reverse("show_pathway", args=[pathway.pk])
    assert advisers_of(pathway) == ["Karim"]
    assert step.parties.get(role="business_adviser").user == karim.user
    assert Entry.objects.get(verb="reassign_pathways").facts["after_id"] == karim.user_id
    assert Message.objects.get(template="reassign_pathways").address == "karim.noisetier@example.org"

    again = client.post(url, data, follow=True)  # a replay moves nothing and tells nobody
    assert "rien n&#x27;a changé" in again.content.decode()
    assert Entry.objects.filter(verb="reassign_pathways").count() == 1
    assert Message.objects.filter(template="reassign_pathways").count() == 1


def test_the_whole_caseload_of_maiwenn_moves_and_only_hers(sign_in, loic, maiwenn, karim, soizic, cast):
    hers = Maker(cast).make(*(Told() for _ in range(35)))
    closed, other = Maker(cast).make(
        Told(activity=ActivityStatus.COMBINED, exited_on=date(2019, 3, 20)), Told(adviser="karim")
    )
    client = sign_in(loic)
    query = {"fonction": "conseiller", "de": maiwenn.user_id}
    page = client.get(URL, query)
    assert "35 dossiers à confier" in page.content.decode()
    assert "et 5 autres" in page.content.decode()
    assert not page.context["form"].fields["to"].queryset.filter(user=maiwenn.user).exists()

    to = membership(soizic, Role.BUSINESS_ADVISER)
    answer = client.post(URL, {**query, "to": to.pk, "seen_count": 35}, follow=True)
    assert "35 dossiers confiés à Soizic Cormier." in answer.content.decode()
    assert set(advisers_of(*hers)) == {"Soizic"}
    assert advisers_of(closed, other) == ["Maïwenn", "Karim"]
    assert Message.objects.filter(template="reassign_pathways").count() == 1


def test_ticked_files_move_together(sign_in, loic, karim, cast):
    one, two, three = Maker(cast).make(Told(), Told(), Told())
    client = sign_in(loic)
    picked = {"dossier": [one.pk, three.pk], "fonction": "conseiller"}
    assert "2 dossiers à confier" in client.get(URL, picked).content.decode()
    client.post(URL, {**picked, "to": membership(karim, Role.BUSINESS_ADVISER).pk, "seen_count": 2})
    assert advisers_of(one, two, three) == ["Karim", "Maïwenn", "Karim"]


def test_a_caseload_that_changed_meanwhile_is_looked_at_again(sign_in, loic, maiwenn, karim, cast):
    Maker(cast).make(Told(), Told(), Told())
    data = {"de": maiwenn.user_id, "to": membership(karim, Role.BUSINESS_ADVISER).pk, "seen_count": 2}
    answer = sign_in(loic).post(URL, data)
    assert answer.status_code == 422
    assert "La file a changé entre-temps" in answer.content.decode()
    assert 'name="seen_count" value="3"' in answer.content.decode()
    assert not Pathway.objects.filter(adviser=karim.user).exists()


def test_helene_moves_the_seat_of_a_referent_to_another_body(sign_in, helene, fatou, pathway):
    client = sign_in(helene)
    url = reverse("reassign_pathways", args=[pathway.pk])
    to = membership(fatou, Role.LEAD_WORKER)
    assert client.post(url, {"fonction": "conseiller", "to": to.pk, "seen_count": 1}).status_code == 403
    client.post(url, {"to": to.pk, "seen_count": 1})
    pathway.refresh_from_db()
    assert (pathway.lead_worker, pathway.lead_organisation.name) == (fatou.user, "CCAS de Valbruyère")


@pytest.mark.parametrize("name", ["maiwenn", "rozenn", "ines", "alban"])
def test_others_may_not(request, sign_in, name, pathway, karim):
    client = sign_in(request.getfixturevalue(name))
    for url in (URL, reverse("reassign_pathways", args=[pathway.pk])):
        assert client.get(url).status_code == 403


def test_zoe_finds_neither_the_file_nor_its_holder(sign_in, zoe, zoe_adviser, maiwenn, pathway):
    client = sign_in(zoe)
    to = membership(zoe_adviser, Role.BUSINESS_ADVISER)
    data = {"to": to.pk, "seen_count": 1}
    assert client.post(reverse("reassign_pathways", args=[pathway.pk]), data).status_code == 404
    assert client.post(URL, {**data, "dossier": [pathway.pk]}).status_code == 404
    assert client.post(URL, {**data, "de": maiwenn.user_id}).status_code == 422
    assert client.get(URL, {"dossier": "nonsense"}).status_code == 404
    assert advisers_of(pathway) == ["Maïwenn"]


def test_a_file_cannot_be_given_to_another_association(sign_in, loic, zoe_adviser, pathway):
    data = {"to": membership(zoe_adviser, Role.BUSINESS_ADVISER).pk, "seen_count": 1}
    answer = sign_in(loic).post(reverse("reassign_pathways", args=[pathway.pk]), data)
    assert answer.status_code == 422
    assert advisers_of(pathway) == ["Maïwenn"]


def test_the_act_itself_refuses_the_seat_of_another_body(loic, fatou, pathway):
    with pytest.raises(PermissionDenied):
        actions.reassign_pathways(
            pathways=[pathway], seat="lead_worker", to=membership(fatou, Role.LEAD_WORKER), by=loic
        )


def test_without_a_name_the_form_says_so_and_moves_nothing(sign_in, loic, pathway):
    answer = sign_in(loic).post(reverse("reassign_pathways", args=[pathway.pk]), {"seen_count": 1})
    assert answer.status_code == 422
    assert "Delphine Lavande" in answer.content.decode()
    assert advisers_of(pathway) == ["Maïwenn"]
