"""The tripartite meeting on screen: Maïwenn writes what each says and what is decided, once."""

from datetime import date, datetime

import pytest
from django.urls import reverse

from rebond.audit.models import Access, Entry
from rebond.core import clock
from rebond.drafts.models import Draft
from rebond.messaging.models import Message
from rebond.pathways import actions
from rebond.pathways.models import Decision, PrivateNote, Step
from rebond.pathways.simulating import scenario_sentences
from rebond.pathways.states import PathwayState, StepState
from tests.pathways.scenarios import save_scenario

NIR = "1840535238112"


@pytest.fixture
def review(pathway) -> Step:
    return pathway.steps.get(spec__code="tripartite")


@pytest.fixture(autouse=True)
def _end_of_april_2019(hold_clock, review):
    hold_clock(datetime(2019, 4, 29, 15, 5, tzinfo=clock.ZONE))


@pytest.fixture
def address(review) -> str:
    return reverse("hold_review", args=[review.pk])


@pytest.fixture
def said(review):
    """`said("develop", …)`: what is typed on the screen of the meeting."""

    def typed(code: str, **more: str) -> dict[str, str]:
        return {
            "revision": "1",
            "starts_at_date": "2019-04-29",
            "starts_at_time": "14:00",
            "beneficiary_position": "agrees",
            "beneficiary_comment": "Je veux continuer.",
            "lead_worker_position": "reserves",
            "business_adviser_position": "agrees",
            "shared_minutes": "Le chiffre d'affaires progresse chaque année.",
            "private_note": "À revoir : les prix.",
            "choice": str(review.phase.spec.choice_specs.get(code=code).pk),
            "reasons": "Elle et son entreprise ont du potentiel.",
            **more,
        }

    return typed


def test_the_screen_prepares_the_meeting_and_proposes_nothing(sign_in, maiwenn, pathway, address):
    page = sign_in(maiwenn.user).get(address).content.decode()
    for prepared in (
        "Encore 43 jours, jusqu&#x27;au 11/06/2019.",
        "Développement commercial",
        "Ouvre la phase Développement (6 mois), 7 rendez-vous à planifier. La phase Diagnostic se termine.",
        "Ouvre la phase Cessation (sans durée limite), 5 rendez-vous à planifier.",
        "de 3 mois au plus",
        "Décision enregistrée au nom de Maïwenn Tilleul",
    ):
        assert prepared in page
    assert " checked" not in page
    assert Access.objects.get(user=maiwenn.user).page == "hold_review"


def test_maiwenn_tells_the_meeting_and_the_file_goes_on(sign_in, maiwenn, pathway, review, address, said):
    answer = sign_in(maiwenn.user).post(address, said("develop"))

    assert answer.headers["Location"] == reverse("show_minutes", args=[review.pk])
    decision = Decision.objects.get()
    assert (decision.choice.code, decision.decided_by, decision.decided_on) == (
        "develop",
        maiwenn.user,
        date(2019, 4, 29),
    )
    told = [(word.role, word.position, word.comment) for word in decision.agreements.all()]
    assert told == [
        ("beneficiary", "agrees", "Je veux continuer."),
        ("lead_worker", "reserves", ""),
        ("business_adviser", "agrees", ""),
    ]
    review.refresh_from_db()
    assert review.state == StepState.HELD
    assert pathway.current_phase().spec.code == "developpement"
    assert PrivateNote.objects.get().organisation == maiwenn.organisation
    assert Entry.objects.filter(verb="decide", user=maiwenn.user).count() == 1
    message = Message.objects.get(template="decide")
    assert message.address == "rozenn.genet@example.org"
    assert "Lavande" not in message.title + message.body


def test_the_first_appointment_of_the_next_phase_is_planned_with_it(sign_in, maiwenn, pathway, address, said):
    place = pathway.version.list_items.get(kind="place", code="bge")
    when = {"next_starts_at_date": "2019-05-13", "next_starts_at_time": "9:30", "next_place": str(place.pk)}
    sign_in(maiwenn.user).post(address, said("develop", **when))
    step = pathway.current_phase().steps.get(spec__code="rdv1")
    assert (step.state, step.place) == (StepState.PLANNED, place)
    assert step.starts_at == datetime(2019, 5, 13, 9, 30, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("code", "more", "told"),
    [
        (
            "exit",
            {"next_starts_at_date": "2019-05-13", "next_starts_at_time": "09:30"},
            "aucun rendez-vous à planifier",
        ),
        (
            "develop",
            {"next_starts_at_date": "2019-05-13"},
            "Indiquez la date et l&#x27;heure, ou laissez les deux vides.",
        ),
        ("develop", {"beneficiary_position": ""}, "Il manque l&#x27;avis de Delphine Lavande."),
        ("develop", {"reasons": ""}, "Une décision doit être motivée."),
        ("develop", {"starts_at_date": "2019-04-30"}, "Ce rendez-vous n&#x27;a pas encore eu lieu"),
        ("develop", {"reasons": f"Voir {NIR}."}, "contient un numéro de sécurité sociale"),
        ("develop", {"lead_worker_comment": NIR}, "contient un numéro de sécurité sociale"),
        ("extend", {}, "Indiquez le nombre de mois de prolongation."),
        ("extend", {"months": "4"}, "La prolongation ne peut plus dépasser 3 mois."),
    ],
)
def test_mistakes_are_told_and_nothing_is_lost_nor_half_done(
    sign_in, maiwenn, pathway, address, said, code, more, told
):
    answer = sign_in(maiwenn.user).post(address, said(code, **more))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert told in page
    assert "Le chiffre d&#x27;affaires progresse chaque année." in page
    assert "À revoir : les prix." in page
    assert (
        Decision.objects.count()
        == PrivateNote.objects.count()
        == Message.objects.filter(template="decide").count()
        == 0
    )
    assert pathway.steps.filter(state=StepState.HELD).count() == 0


def test_a_refused_place_lands_on_the_place(sign_in, maiwenn, pathway, address, said):
    cdas = pathway.version.list_items.get(kind="place", code="cdas")
    when = {"next_starts_at_date": "2019-05-13", "next_starts_at_time": "9:30", "next_place": str(cdas.pk)}
    page = sign_in(maiwenn.user).post(address, said("develop", **when)).content.decode()
    assert '<a href="#id_next_place">Lieu</a> : Ce lieu n&#x27;est pas prévu pour cette phase.' in page
    assert Decision.objects.count() == 0


def test_sending_the_meeting_twice_decides_once(sign_in, maiwenn, pathway, address, said):
    client = sign_in(maiwenn.user)
    client.post(address, said("develop"))
    again = client.post(address, said("develop"))
    assert again.status_code == 422
    assert "Maïwenn Tilleul a enregistré cette fiche pendant votre saisie" in again.content.decode()
    assert "Passer au développement" in again.content.decode()
    assert Decision.objects.count() == 1
    # Insisting does not help: the meeting was held.
    insisting = client.post(address, said("develop", revision="2"))
    assert "est à l&#x27;état « Honoré »" in insisting.content.decode()
    assert Decision.objects.count() == 1
    assert client.get(address).headers["Location"] == reverse("show_pathway", args=[pathway.pk])


def test_the_draft_survives_and_goes_with_the_decision(sign_in, maiwenn, review, address, said):
    key = reverse("save_draft", args=[f"hold-review-{review.pk}"])
    sign_in(maiwenn.user).post(
        key, said("close", next_starts_at_date="2019-05-13", next_starts_at_time="09:30")
    )
    client = sign_in(maiwenn.user)
    page = client.get(address).content.decode()
    assert "Brouillon de 15\u00a0h\u00a005 repris" in page
    assert "À revoir : les prix." in page
    assert 'value="2019-05-13"' in page
    assert page.count(" checked") == 4  # three words and the choice that she made herself
    client.post(address, said("close"))
    assert Draft.objects.count() == 0


def test_a_draft_comes_back_with_the_revision_it_was_typed_over(
    sign_in, maiwenn, loic, review, address, said
):
    """Somebody gave the meeting its date meanwhile: she is told, instead of replacing it without knowing."""
    client = sign_in(maiwenn.user)
    client.post(reverse("save_draft", args=[f"hold-review-{review.pk}"]), said("close", revision="1"))
    moved = datetime(2019, 5, 6, 14, tzinfo=clock.ZONE)
    actions.plan_step(step=review, starts_at=moved, duration_minutes=60, place=None, by=loic)
    resumed = client.get(address).context["form"]["revision"].value()
    answer = client.post(address, said("close", revision=resumed))
    assert answer.status_code == 422
    assert "Quelqu&#x27;un d&#x27;autre a modifié cette fiche" in answer.content.decode()
    assert not Decision.objects.exists()


def test_the_consultant_of_the_path_has_a_say(sign_in, maiwenn, ines, pathway, address, said):
    pathway.careers_consultant, pathway.careers_organisation = ines.user, ines.organisation
    pathway.save()
    client = sign_in(maiwenn.user)
    assert "Inès Mélisse" in client.get(address).content.decode()
    client.post(
        address, said("close", careers_consultant_position="agrees", careers_consultant_comment="Prête.")
    )
    word = Decision.objects.get().agreements.get(role="careers_consultant")
    assert (word.user, word.comment) == (ines.user, "Prête.")


def test_rozenn_sees_the_path_but_does_not_run_its_meetings(sign_in, rozenn, address, said):
    client = sign_in(rozenn.user)
    assert client.get(address).status_code == 403
    assert client.post(address, said("develop")).status_code == 403


@pytest.mark.parametrize("name", ["hold_review", "decide", "resume_pathway"])
def test_zoe_from_another_association_sees_nothing(sign_in, zoe_adviser, pathway, review, name):
    address = reverse(name, args=[review.pk if name == "hold_review" else pathway.pk])
    client = sign_in(zoe_adviser)
    assert client.get(address).status_code == client.post(address).status_code == 404


def test_an_ordinary_appointment_is_not_a_meeting(sign_in, maiwenn, pathway):
    address = reverse("hold_review", args=[pathway.steps.get(spec__code="rdv1").pk])
    answer = sign_in(maiwenn.user).get(address, follow=True)
    assert "pas un bilan tripartite" in answer.content.decode()


# --- Outside of a meeting ---------------------------------------------------------


@pytest.fixture
def outside(said):
    def typed(code: str, **more: str) -> dict[str, str]:
        return {**said(code), "decided_on": "2019-04-29", **more}

    return typed


def test_rozenn_suspends_and_maiwenn_resumes(sign_in, rozenn, maiwenn, pathway, outside):
    due_on = pathway.current_phase().due_on
    sign_in(rozenn.user).post(reverse("decide", args=[pathway.pk]), outside("suspend"))
    pathway.refresh_from_db()
    assert (pathway.state, pathway.suspended_on) == (PathwayState.SUSPENDED, date(2019, 4, 29))

    resume = reverse("resume_pathway", args=[pathway.pk])
    assert sign_in(rozenn.user).get(resume).status_code == 403
    with clock.held(date(2019, 5, 9)):
        client = sign_in(maiwenn.user)
        assert "En pause depuis le lundi 29 avril 2019" in client.get(resume).content.decode()
        late = client.post(resume, {"resumed_on": "2019-05-10"})
        assert "La reprise se situe entre la suspension et aujourd&#x27;hui." in late.content.decode()
        assert client.post(resume, {"resumed_on": "09/05/2019"}).status_code == 302
        again = client.post(resume, {"resumed_on": "09/05/2019"})
        assert "est à l&#x27;état « En cours »" in again.content.decode()
    assert (pathway.current_phase().due_on - due_on).days == 10


def test_two_people_decide_and_the_second_is_told(sign_in, rozenn, maiwenn, pathway, outside):
    address = reverse("decide", args=[pathway.pk])
    sign_in(rozenn.user).post(address, outside("extend", months="1"))
    second = sign_in(maiwenn.user).post(address, outside("extend", months="2"))
    page = second.content.decode()
    assert second.status_code == 422
    assert "Rozenn Genêt a enregistré cette fiche pendant votre saisie" in page
    assert Decision.objects.count() == 1
    # Having read it, she chooses to go on.
    assert 'name="revision" value="2"' in page
    sign_in(maiwenn.user).post(address, outside("extend", months="2", revision="2"))
    assert Decision.objects.count() == 2
    assert pathway.current_phase().due_on == date(2019, 9, 11)


def test_nothing_to_decide_once_the_phase_is_over(sign_in, maiwenn, pathway, outside):
    address = reverse("decide", args=[pathway.pk])
    client = sign_in(maiwenn.user)
    client.post(address, outside("exit"))
    assert "il reste à enregistrer la sortie" in client.get(address, follow=True).content.decode()
    actions.record_exit(
        pathway=pathway,
        exited_on=clock.today(),
        situation={
            "activity_status": "training",
            "rsa_status": "in",
            "job_quality": "none",
            "exit_reason": "reoriented",
        },
        by=maiwenn,
    )
    assert "est à l&#x27;état « Terminé »" in client.get(address, follow=True).content.decode()
    resumed = client.get(reverse("resume_pathway", args=[pathway.pk]), follow=True)
    assert "Ce parcours n&#x27;est pas suspendu." in resumed.content.decode()


def test_a_scenario_of_the_simulator_enters_the_minutes_when_it_is_chosen(
    sign_in, maiwenn, pathway, address, said
):
    client = sign_in(maiwenn.user)
    assert "Essais du simulateur" not in client.get(address).content.decode()
    save_scenario(pathway, by=maiwenn, label="Avec un mi-temps")
    page = client.get(address).content.decode()
    assert "Essais du simulateur à reprendre dans le compte rendu" in page
    (sentence,) = scenario_sentences(pathway)
    client.post(address, said("develop", scenarios=sentence))
    minutes = pathway.steps.get(spec__code="tripartite", state=StepState.HELD).shared_minutes
    assert minutes == f"Le chiffre d'affaires progresse chaque année.\n\n{sentence}"
    assert "seule la CAF décide" in minutes
