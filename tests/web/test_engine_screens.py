"""The path engine on screen: approvals, the contract, hour accounts, what may be added, questions of eligibility."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from django.urls import reverse

from rebond.assessments.actions import answer_section, freeze_assessment
from rebond.audit.models import Access, Entry
from rebond.pathways.models import EligibilityAnswer, HourGrant, Referral
from rebond.pathways.states import DecisionState, StepState
from tests.pathways.running import agreeing, current, decide, plan, publish, run, step_of
from tests.programmes.building import choice, document, phase, review, step

ENTRY = date(2019, 3, 11)
TODAY = date(2019, 4, 29)


@pytest.fixture(autouse=True)
def _end_of_april(hold_clock):
    hold_clock(TODAY)


def text_of(answer):
    return answer.content.decode().replace("&#x27;", "'")


# --- Decisions that wait -----------------------------------------------------------------

EXTEND = choice("plus", "extend", label="Prolonger", months_max=3, approver_role="head_of_service")
SUITE = choice("suite", "open_phase", label="Aller plus loin", opens="deux", approver_role="head_of_service")


@pytest.fixture
def path(cast):
    content = document(
        phase(step(offset_days=10), review(), code="un", choices=[EXTEND, SUITE, choice()]),
        phase(step(offset_days=10), code="deux", rank=2),
    )
    return run(cast, content, entered_on=ENTRY)


@pytest.fixture
def waiting(path, maiwenn):
    return decide(path, "plus", maiwenn, months=2)


def test_a_decision_says_whose_approval_it_needs_before_and_after(sign_in, maiwenn, path):
    client, address = sign_in(maiwenn), reverse("decide", args=[path.pk])
    assert "Prend effet une fois approuvé : Chef du service insertion." in text_of(client.get(address))
    spec = current(path).spec.choice_specs.get(code="plus")
    sent = {f"{role}_position": "agrees" for role in agreeing(spec)}
    sent |= {"revision": path.revision, "choice": spec.pk, "months": "2", "reasons": "Il manque un bilan."}
    page = text_of(client.post(address, {**sent, "decided_on": "2019-04-29"}, follow=True))
    assert (
        "Décision enregistrée : Prolonger. Elle prendra effet une fois approuvée : Chef du service insertion."
        in page
    )
    assert "Décision en attente d'approbation : Prolonger (2 mois)" in page
    assert ">Approuver</a>" not in page
    again = client.get(address, follow=True)
    assert "Une décision attend déjà une approbation : Prolonger (2 mois)." in text_of(again)


def test_helene_reads_the_last_diagnostic_beside_what_is_asked(sign_in, helene, maiwenn, path, waiting):
    address = reverse("approve_decision", args=[waiting.pk])
    assert "Aucun diagnostic n'est arrêté." in text_of(sign_in(helene).get(address))
    answer_section(pathway=path, section="market", answers={"level_market": 1}, by=maiwenn)
    assessment = freeze_assessment(pathway=path, moment="start", by=maiwenn)
    asked = text_of(sign_in(helene).get(address))
    assert "Clients et marché : 1 sur 4. Quelques clients de passage" in asked
    assert reverse("show_assessment", args=[assessment.pk]) in asked


def test_helene_approves_and_the_phase_is_longer(sign_in, helene, path, waiting):
    client = sign_in(helene)
    page = text_of(client.get(reverse("show_pathway", args=[path.pk])))
    assert reverse("approve_decision", args=[waiting.pk]) in page
    assert reverse("refuse_decision", args=[waiting.pk]) in page
    asked = text_of(client.get(reverse("approve_decision", args=[waiting.pk])))
    assert "Repousse de 2 mois la fin de la phase, prévue le 11/09/2019." in asked
    assert "Gaspard 1 Bleuet" in asked
    page = text_of(client.post(reverse("approve_decision", args=[waiting.pk]), follow=True))
    assert "Décision approuvée : Prolonger (2 mois)." in page
    assert "approuvée par Hélène Châtaigne le 29/04/2019" in page
    assert "En attente d'approbation" not in page
    assert current(path).due_on == date(2019, 11, 11)
    assert Access.objects.filter(user=helene.user, page="approve_decision").exists()


def test_approving_twice_is_told(sign_in, helene, path, waiting):
    client, address = sign_in(helene), reverse("approve_decision", args=[waiting.pk])
    client.post(address)
    again = client.post(address)
    assert again.status_code == 422
    assert "Impossible d" in text_of(again)
    assert client.get(address).headers["Location"] == reverse("show_pathway", args=[path.pk])
    assert current(path).due_on == date(2019, 11, 11)


def test_helene_says_no_and_why(sign_in, helene, rozenn, path, waiting):
    client, address = sign_in(helene), reverse("refuse_decision", args=[waiting.pk])
    empty = client.post(address, {"text": ""})
    assert empty.status_code == 422
    assert "Dites pourquoi cette décision n'est pas approuvée." in text_of(empty)
    client.post(address, {"text": "Le bilan suffit."})
    waiting.refresh_from_db()
    assert (waiting.state, waiting.approval_text) == (DecisionState.REFUSED, "Le bilan suffit.")
    page = text_of(sign_in(rozenn).get(reverse("show_pathway", args=[path.pk])))
    assert "Le bilan suffit." in page
    assert "non approuvée par Hélène Châtaigne" in page
    assert current(path).due_on == date(2019, 9, 11)


def test_only_the_role_that_is_named_answers(sign_in, cast, waiting):
    for name in ("approve_decision", "refuse_decision"):
        address = reverse(name, args=[waiting.pk])
        for key in ("maiwenn", "rozenn", "loic"):
            assert sign_in(cast.actor(key)).post(address, {"text": "Non."}).status_code == 403, key
        for key in ("zoe", "karim", "yann", "ines", "tanguy"):
            assert sign_in(cast.actor(key)).post(address, {"text": "Non."}).status_code == 404, key
    waiting.refresh_from_db()
    assert waiting.state == DecisionState.WAITING


def test_what_follows_a_decision_that_waits_is_not_planned(sign_in, maiwenn, path):
    meeting = step_of(path, "bilan")
    spec = current(path).spec.choice_specs.get(code="suite")
    sent = {f"{role}_position": "agrees" for role in agreeing(spec)} | {
        "revision": meeting.revision,
        "starts_at_date": "2019-04-26",
        "starts_at_time": "10:00",
        "choice": spec.pk,
        "reasons": "Le potentiel est là.",
        "next_starts_at_date": "2019-05-06",
        "next_starts_at_time": "10:00",
    }
    client, address = sign_in(maiwenn), reverse("hold_review", args=[meeting.pk])
    refused = client.post(address, sent)
    assert refused.status_code == 422
    assert "La suite se planifie une fois la décision approuvée." in text_of(refused)
    assert path.decisions.count() == 0
    page = text_of(
        client.post(address, {**sent, "next_starts_at_date": "", "next_starts_at_time": ""}, follow=True)
    )
    assert "Elle prendra effet une fois approuvée : Chef du service insertion." in page
    assert current(path).spec.code == "un"


# --- The engagement contract -----------------------------------------------------------------


def test_the_contract_is_dated_and_dates_the_phase(sign_in, rozenn, maiwenn, cast):
    path = run(
        cast, document(phase(step(), clock="contract"), delays={"contract_days": 30}), entered_on=ENTRY
    )
    client, address = sign_in(rozenn), reverse("record_contract", args=[path.pk])
    page = text_of(client.get(reverse("show_pathway", args=[path.pk])))
    assert "Pas encore signé" in page
    assert address in page
    assert "La durée de la phase Phase suivi est comptée depuis ce jour." in text_of(client.get(address))
    future = client.post(address, {"signed_on": "2019-05-01"})
    assert future.status_code == 422
    assert "La signature ne peut pas être dans le futur." in text_of(future)
    for _ in range(2):
        page = text_of(client.post(address, {"signed_on": "15/03/2019"}, follow=True))
    assert "Signé le 15/03/2019" in page
    assert current(path).due_on == date(2019, 9, 15)
    home = text_of(sign_in(maiwenn).get("/"))
    assert "Signer le contrat d'engagement" not in home


def test_strangers_sign_no_contract(sign_in, cast, pathway):
    address = reverse("record_contract", args=[pathway.pk])
    for key, code in (("zoe", 404), ("karim", 404), ("helene", 403)):
        assert sign_in(cast.actor(key)).post(address, {"signed_on": "15/03/2019"}).status_code == code
    pathway.refresh_from_db()
    assert pathway.contract_signed_on is None


# --- Hour accounts -----------------------------------------------------------------------------


def hours(scope, volume):
    account = {"code": "heures", "label": "Heures du marché", "hours": volume, "scope": scope}
    return document(phase(step(hour_account="heures", every_months=1)), hour_accounts=[account])


@pytest.fixture
def spent(cast, maiwenn):
    """A person's two hours, both planned."""
    path = run(cast, hours("person", 2), entered_on=ENTRY)
    for number in (1, 2):
        plan(step_of(path, "rdv", number), TODAY + timedelta(days=number), maiwenn)
    return path


MONDAY = {
    "starts_at_date": "2019-05-06",
    "starts_at_time": "10:00",
    "duration_minutes": "60",
    "mode": "in_person",
}


def test_an_empty_account_stops_planning_until_loic_grants(sign_in, maiwenn, loic, spent):
    third = step_of(spent, "rdv", 3)
    address = reverse("plan_step", args=[third.pk])
    grant = reverse("grant_hours", args=[spent.pk, "heures"])
    page = text_of(sign_in(maiwenn).get(address))
    assert "2 h sur 2 h, dont 2 h planifiées" in page
    assert grant not in page
    refused = sign_in(maiwenn).post(address, MONDAY)
    assert refused.status_code == 422
    assert "est épuisé" in text_of(refused)

    client = sign_in(loic)
    assert grant in text_of(client.post(address, MONDAY))
    assert grant in text_of(client.get(reverse("show_pathway", args=[spent.pk])))
    form = client.get(grant).context["form"]
    sent = {"grant_id": form["grant_id"].value(), "hours": "2", "reason": "Un bilan de plus."}
    for _ in range(2):
        client.post(grant, sent)
    given = HourGrant.objects.get()
    assert (given.hours, given.pathway, given.granted_by, given.reason) == (
        2,
        spent,
        loic.user,
        "Un bilan de plus.",
    )
    planned = sign_in(maiwenn).post(address, MONDAY, follow=True)
    assert "3 h sur 4 h, dont 3 h planifiées" in text_of(planned)
    third.refresh_from_db()
    assert third.state == StepState.PLANNED


def test_hours_are_granted_for_a_reason(sign_in, loic, spent):
    answer = sign_in(loic).post(
        reverse("grant_hours", args=[spent.pk, "heures"]),
        {"grant_id": str(UUID(int=9, version=4)), "hours": "0", "reason": ""},
    )
    assert answer.status_code == 422
    assert HourGrant.objects.count() == 0


def test_strangers_grant_nothing(sign_in, cast, spent):
    sent = {"grant_id": str(UUID(int=9, version=4)), "hours": "2", "reason": "Pour voir."}
    of_path = reverse("grant_hours", args=[spent.pk, "heures"])
    for key, code in (("zoe", 404), ("maiwenn", 403), ("rozenn", 403), ("tanguy", 404)):
        assert sign_in(cast.actor(key)).post(of_path, sent).status_code == code, key
    of_year = reverse("grant_year_hours", args=[spent.programme.slug, "heures"])
    for key, code in (("zoe", 404), ("maiwenn", 403), ("tanguy", 403)):
        assert sign_in(cast.actor(key)).post(of_year, sent).status_code == code, key
    # A person's account is not granted to the whole programme.
    assert sign_in(cast.actor("loic")).post(of_year, sent).status_code == 404
    assert (
        sign_in(cast.actor("loic")).get(reverse("grant_hours", args=[spent.pk, "autre"])).status_code == 404
    )
    assert HourGrant.objects.count() == 0


def test_the_hours_left_follow_the_day_and_the_length_being_chosen(sign_in, maiwenn, cast):
    path = run(cast, hours("year", 2), entered_on=ENTRY)
    plan(step_of(path, "rdv"), TODAY + timedelta(days=1), maiwenn)
    address = reverse("show_busy_day", args=[step_of(path, "rdv", 2).pk])
    client = sign_in(maiwenn)
    this_year = text_of(client.get(address, {**MONDAY, "duration_minutes": "90"}))
    assert "Heures du marché 2019 : 1 h sur 2 h" in this_year
    assert "Ce rendez-vous dépasserait le compte « Heures du marché »." in this_year
    next_year = text_of(client.get(address, {**MONDAY, "starts_at_date": "2020-01-06"}))
    assert "Heures du marché 2020 : 0 h sur 2 h" in next_year
    assert "dépasserait" not in next_year


def test_the_home_of_managers_warns_and_grants_for_the_year(sign_in, helene, maiwenn, cast):
    path = run(cast, hours("year", 1), entered_on=ENTRY)
    plan(step_of(path, "rdv"), TODAY + timedelta(days=1), maiwenn)
    client = sign_in(helene)
    address = reverse("grant_year_hours", args=[path.programme.slug, "heures"])
    home = text_of(client.get("/"))
    assert "Heures du marché 2019 : 1 h sur 1 h, dont 1 h planifiées" in home
    assert "Compte épuisé" in home
    assert address in home
    sent = {
        "grant_id": client.get(address).context["form"]["grant_id"].value(),
        "hours": "100",
        "reason": "Avenant.",
    }
    home = text_of(client.post(address, sent, follow=True))
    assert "Heures du marché 2019 : 1 h sur 101 h" in home
    assert address not in home
    assert HourGrant.objects.get().year == 2019


def test_a_programme_without_account_shows_none(sign_in, maiwenn, helene, pathway):
    assert "usage-title" not in text_of(sign_in(maiwenn).get(reverse("show_pathway", args=[pathway.pk])))
    assert "usage-title" not in text_of(sign_in(helene).get("/"))


# --- What may be added ----------------------------------------------------------------------------


def test_a_counted_interview_is_added_from_its_screen(sign_in, maiwenn, cast):
    activities = [
        {"code": "tutorat", "label": "Tutorat", "kind": "tutoring"},
        {"code": "ailleurs", "label": "Atelier du soir", "kind": "training", "phases": ["deux"]},
    ]
    first = phase(
        step("entretien", label="Entretien", times={"min": 2, "max": 3}), code="un", choices=[SUITE, choice()]
    )
    path = run(
        cast, document(first, phase(step(), code="deux", rank=2), activities=activities), entered_on=ENTRY
    )
    client, address = sign_in(maiwenn), reverse("add_step", args=[path.pk])
    page = client.get(address)
    assert "Entretien n° 3 (au plus 3)" in text_of(page)
    assert "Atelier du soir" not in text_of(page)
    assert client.post(address, {"step_id": UUID(int=5, version=4), "kind": "ailleurs"}).status_code == 422
    sent = {"step_id": page.context["form"]["step_id"].value(), "kind": "encore-entretien", "label": ""}
    answer = client.post(address, sent)
    assert answer.headers["Location"] == reverse("plan_step", args=[sent["step_id"]])
    assert path.steps.get(pk=sent["step_id"]).label == "Entretien n° 3"
    assert "Entretien n° 4" not in text_of(client.get(address))


def test_where_nothing_may_be_added_the_screen_says_so(sign_in, maiwenn, cast):
    path = run(cast, document(), entered_on=ENTRY)
    page = text_of(sign_in(maiwenn).get(reverse("add_step", args=[path.pk])))
    assert "Le programme ne prévoit aucun rendez-vous en plus dans cette phase." in page
    assert "Ajouter et planifier" not in page


# --- Questions of eligibility ----------------------------------------------------------------------

QUESTIONS = [
    {
        "code": "activite",
        "text": "L'activité est-elle déclarée ?",
        "guidance": "Un SIRET <actif>.",
        "warns_on": "no",
        "warning": "À régulariser d'abord.",
    },
    {
        "code": "agricole",
        "text": "Est-elle agricole ?",
        "warns_on": "yes",
        "warning": "Un autre service s'en charge.",
    },
]


@pytest.fixture
def asking(cast):
    return publish(cast, document(phase(step()), eligibility=QUESTIONS))


@pytest.fixture
def typed(asking):
    return {
        "referral_id": "00000000-0000-4000-8000-00000000c0de",
        "person-last_name": "Bleuet",
        "person-first_name": "Camille",
        "business-name": "Reliures Bleuet",
        "eligibility-activite": "no",
        "eligibility-agricole": "unknown",
    }


def address_of(name, version):
    return f"{reverse(name)}?programme={version.programme.slug}"


def test_an_answer_warns_and_never_refuses(sign_in, rozenn, loic, asking, typed):
    client = sign_in(rozenn)
    page = text_of(client.get(address_of("refer_person", asking)))
    assert "Un SIRET &lt;actif&gt;." in page
    assert "Je ne sais pas" in page
    assert "À régulariser d'abord." not in page
    sent = client.post(address_of("refer_person", asking), typed)
    referral = Referral.objects.get()
    assert sent.headers["Location"] == reverse("show_referral", args=[referral.pk])
    told = {
        answer.question.code: (answer.answer, answer.warns) for answer in referral.eligibility_answers.all()
    }
    assert told == {"activite": ("no", True), "agricole": ("unknown", False)}
    for who in (rozenn, loic):
        shown = text_of(sign_in(who).get(reverse("show_referral", args=[referral.pk])))
        assert "À vérifier : À régulariser d'abord." in shown
        assert "Un autre service s'en charge." not in shown


def test_sending_twice_keeps_one_set_of_answers(sign_in, rozenn, asking, typed):
    client = sign_in(rozenn)
    client.post(address_of("refer_person", asking), typed)
    person = Referral.objects.get().beneficiary
    client.post(address_of("refer_person", asking), {**typed, "known_person": str(person.pk)})
    assert EligibilityAnswer.objects.count() == 2
    assert Entry.objects.filter(verb="refer_person").count() == 1


def test_a_question_left_open_is_asked_again_and_nothing_is_lost(sign_in, rozenn, asking, typed):
    answer = sign_in(rozenn).post(address_of("refer_person", asking), {**typed, "eligibility-agricole": ""})
    assert answer.status_code == 422
    assert "Répondez à : Est-elle agricole ?" in text_of(answer)
    assert "À régulariser d'abord." in text_of(answer)
    assert 'value="Bleuet"' in text_of(answer)
    assert Referral.objects.count() == 0


def test_the_warning_comes_as_one_answers(sign_in, rozenn, maiwenn, asking):
    address = address_of("check_eligibility", asking)
    said = text_of(
        sign_in(rozenn).post(address, {"eligibility-activite": "no", "eligibility-agricole": "yes"})
    )
    assert "À régulariser d'abord." in said
    assert "Un autre service s'en charge." in said
    assert text_of(sign_in(rozenn).post(address, {"eligibility-activite": "yes"})).strip() == ""
    assert sign_in(maiwenn).post(address, {"eligibility-activite": "no"}).status_code == 403


def test_without_questions_nothing_is_asked(sign_in, rozenn, programme, referral):
    client = sign_in(rozenn)
    assert "À vérifier ensemble" not in text_of(client.get(reverse("refer_person")))
    assert "Ce que le programme demande" not in text_of(
        client.get(reverse("show_referral", args=[referral.pk]))
    )


# --- Leaving by reorientation ------------------------------------------------------------------------


def test_the_exit_after_a_reorientation_is_prefilled_and_free(sign_in, maiwenn, cast):
    path = run(cast, document(phase(step(), choices=[choice("ailleurs", "reorient")])), entered_on=ENTRY)
    decide(path, "ailleurs", maiwenn)
    client, address = sign_in(maiwenn), reverse("record_exit", args=[path.pk])
    assert client.get(address).context["form"]["exit_reason"].value() == "reoriented"
    situation = {"activity_status": "unknown", "rsa_status": "unknown", "job_quality": "unknown"}
    client.post(address, {**situation, "exited_on": "2019-04-29", "exit_reason": "moved"})
    path.refresh_from_db()
    assert path.outcome.exit_reason == "moved"
