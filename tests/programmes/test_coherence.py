"""Each thing that does not hold together, from a small mutation of a programme that does."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from rebond.programmes.coherence import incoherences, unwritable
from rebond.programmes.documents import Document, problems_of
from tests.programmes.building import choice, document, phase, review, step
from tests.programmes.building import rate as a_rate

#: Three phases, the second of which can be skipped, and something of everything.
SOUND = document(
    phase(
        step("un", offset_days=10),
        review("bilan", offset_days=80),
        code="a",
        duration_months=3,
        choices=[
            choice("b", "open_phase", opens="b"),
            choice("c", "open_phase", opens="c", needs_review=True),
            choice("plus", "extend", months_max=3),
            choice(),
        ],
    ),
    phase(
        step("un", times={"min": 2, "max": 6}),
        step("deux", after={"step": "un", "which": "last"}, offset_days=10),
        step("trois", every_months=1, hour_account="h"),
        code="b",
        rank=2,
        duration_months=None,
        can_be_skipped=True,
        choices=[choice("c", "open_phase", opens="c"), choice()],
    ),
    phase(
        code="c",
        rank=3,
        choices=[choice("a", "open_phase", opens="a", times_max=1), choice("ailleurs", "reorient")],
    ),
    hour_accounts=[{"code": "h", "label": "Heures", "hours": 12, "scope": "person"}],
    activities=[{"code": "tutorat", "label": "Tutorat", "kind": "tutoring", "phases": ["b"]}],
    eligibility=[{"code": "active", "text": "En activité ?", "warns_on": "no", "warning": "À régulariser."}],
    organisations=[{"name": "Appui des Landes", "kind": "business_support", "part": "contractor"}],
    lists={
        "obstacle": {},
        "decline_reason": {"autre": "Autre"},
        "place": {"organisme": "Organisme"},
        "aim": {"vendre": "Vendre"},
        "suggested_action": {"carte": {"label": "Une carte", "under": "vendre"}},
    },
)

SOUND["rates"] += [
    a_rate("abandons", clauses=[{"exit_reason": "dropped_out"}]),
    a_rate("vite", among="abandons", clauses=[{"activity_status": "combined"}]),
]

Content = dict[str, Any]
Mutation = Callable[[Content], Any]


def mutated(mutation: Mutation) -> Content:
    content = deepcopy(SOUND)
    mutation(content)
    return content


def rate(content: Content, position: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = content["rates"][position]
    return found


def choices(content: Content, number: int = 0) -> list[Content]:
    return content["phases"][number]["choices"]


def steps(content: Content, number: int = 0) -> list[Content]:
    return content["phases"][number]["steps"]


def test_the_programme_to_mutate_holds_together():
    assert problems_of(Document(SOUND)) == []


#: What even a draft cannot hold: the mutation, what is said, and where.
UNWRITABLE: list[tuple[Mutation, str, tuple[Any, ...]]] = [
    (lambda c: c["phases"][1].update(code="a"), "Le code « a » est déjà pris.", ("phases", 1, "code")),
    (
        lambda c: steps(c)[1].update(code="un"),
        "Le code « un » est déjà pris dans cette phase.",
        ("phases", 0, "steps", 1),
    ),
    (
        lambda c: choices(c)[1].update(code="b"),
        "Le code « b » est déjà pris dans cette phase.",
        ("phases", 0, "choices", 1),
    ),
    (
        lambda c: c["hour_accounts"].append(c["hour_accounts"][0]),
        "Le code « h » est déjà pris.",
        ("hour_accounts", 1, "code"),
    ),
    (
        lambda c: c["activities"].append(c["activities"][0]),
        "Le code « tutorat » est déjà pris.",
        ("activities", 1, "code"),
    ),
    (
        lambda c: c["eligibility"].append(c["eligibility"][0]),
        "Le code « active » est déjà pris.",
        ("eligibility", 1, "code"),
    ),
    (
        lambda c: steps(c)[0].update(places=["lune"]),
        "Le lieu « lune » n'est pas dans la liste des lieux.",
        ("phases", 0, "steps", 0, "places"),
    ),
    (
        lambda c: choices(c)[0].update(opens="z"),
        "La phase « z » n'existe pas.",
        ("phases", 0, "choices", 0, "opens"),
    ),
    (lambda c: c["phases"][0].update(places=["lune"]), "Le lieu « lune »", ("phases", 0, "places")),
    (
        lambda c: steps(c, 1)[2].update(hour_account="z"),
        "Le compte d'heures « z » n'existe pas.",
        ("phases", 1, "steps", 2, "hour_account"),
    ),
    (
        lambda c: c["lists"]["suggested_action"]["carte"].update(under="z"),
        "L'objectif « z » n'existe pas.",
        ("lists", "suggested_action", "carte"),
    ),
    (
        lambda c: c["activities"][0].update(phases=["z"]),
        "La phase « z » n'existe pas.",
        ("activities", 0, "phases"),
    ),
    (lambda c: choices(c)[0].pop("opens"), "dit laquelle (opens)", ("phases", 0, "choices", 0, "opens")),
    (lambda c: choices(c)[3].update(opens="b"), "et lui seul", ("phases", 0, "choices", 3, "opens")),
    (
        lambda c: choices(c)[2].pop("months_max"),
        "a une durée maximale",
        ("phases", 0, "choices", 2, "months_max"),
    ),
    (
        lambda c: c["phases"][0].update(duration_min_months=4),
        "La durée minimale ne peut pas dépasser",
        ("phases", 0, "duration_min_months"),
    ),
    (
        lambda c: steps(c, 1)[1]["after"].update(step="z"),
        "L'étape « z » n'existe pas dans cette phase.",
        ("phases", 1, "steps", 1, "after"),
    ),
    (
        lambda c: steps(c, 1)[1].pop("offset_days"),
        "Dites combien de jours après",
        ("phases", 1, "steps", 1, "offset_days"),
    ),
    (
        lambda c: steps(c, 1)[0]["times"].update(max=1),
        "inférieur au nombre au moins",
        ("phases", 1, "steps", 0, "times"),
    ),
    (lambda c: steps(c, 1)[0].update(every_months=1), "pas les deux", ("phases", 1, "steps", 0)),
    (
        lambda c: steps(c, 1)[1].update(every_months=1),
        "pas après une autre",
        ("phases", 1, "steps", 1, "after"),
    ),
    (
        lambda c: c["rates"][0]["clauses"].append(c["rates"][0]["clauses"][0]),
        "Cette situation est déjà écrite.",
        ("rates", 0, "clauses", 1),
    ),
    (lambda c: rate(c, 2).update(among="z"), "Le taux « z » n'existe pas", ("rates", 2, "among")),
    (
        lambda c: rate(c, 2).update(code="abandons", among="positive_exit_rate"),
        "« abandons » est déjà pris",
        ("rates", 2, "code"),
    ),
    (
        lambda c: rate(c).update(observed_at_months=6),
        "jusqu'à un terme",
        ("rates", 0, "observed_at_months"),
    ),
    (
        lambda c: c["organisations"].append({**c["organisations"][0], "kind": "careers", "part": "partner"}),
        "a deux natures",
        ("organisations", 1, "kind"),
    ),
    (
        lambda c: c["organisations"].append(c["organisations"][0]),
        "est déjà nommé pour cette place",
        ("organisations", 1),
    ),
    (lambda c: c["organisations"][0].update(phone="12"), "", ("organisations", 0, "phone")),
]

#: What a draft may hold for a while, and a published version never.
UNPUBLISHABLE: list[tuple[Mutation, str, tuple[Any, ...]]] = [
    (
        lambda c: (choices(c)[0].update(opens="c"), c["activities"].clear()),
        "Aucune décision ne mène à la phase « Phase b ».",
        ("phases", 1),
    ),
    (
        lambda c: (choices(c, 2).clear(), choices(c, 2).append(choice("reste", "continue"))),
        "La phase « Phase c » n'a pas d'issue",
        ("phases", 2),
    ),
    (
        lambda c: choices(c, 2)[0].pop("times_max"),
        "On peut revenir sans fin à la phase « Phase a »",
        ("phases", 0),
    ),
    (
        lambda c: choices(c, 1).append(choice("b", "open_phase", opens="b")),
        "On peut revenir sans fin à la phase « Phase b »",
        ("phases", 1),
    ),
    (
        lambda c: c["phases"][1].pop("can_be_skipped"),
        "Ce choix saute « Phase b », qui ne peut pas l'être",
        ("phases", 0, "choices", 1),
    ),
    (
        lambda c: c["phases"][0].update(duration_months=None),
        "il n'y a rien à prolonger",
        ("phases", 0, "choices", 2),
    ),
    (
        lambda c: choices(c)[0].update(months_max=2),
        "Seules une prolongation et une suspension",
        ("phases", 0, "choices", 0, "months_max"),
    ),
    (lambda c: steps(c).pop(), "Ce choix demande un bilan tripartite", ("phases", 0, "choices", 1)),
    (
        lambda c: (c.update(contractor_leads=True), choices(c)[3].update(approver_role="lead_worker")),
        "personne d'autre ne peut approuver",
        ("phases", 0, "choices", 3, "approver_role"),
    ),
    (
        lambda c: (c["lists"]["place"].update(mairie="Mairie"), steps(c)[0].update(places=["mairie"])),
        "« Étape un » se tient à « mairie », qui n'est pas un lieu de sa phase.",
        ("phases", 0, "steps", 0, "places"),
    ),
    (
        lambda c: choices(c)[0].update(authors=["careers_consultant"]),
        "Personne ne pourrait décider « Choix b » : aucun rendez-vous ne réunit un consultant",
        ("phases", 0, "choices", 0, "authors"),
    ),
    (
        lambda c: (c.update(contractor_leads=True), choices(c)[0].update(authors=["lead_worker"])),
        "Personne ne pourrait décider « Choix b » : le titulaire est référent unique.",
        ("phases", 0, "choices", 0, "authors"),
    ),
    (
        lambda c: choices(c)[1].update(authors=["lead_worker"]),
        "le référent ne tient pas le bilan tripartite",
        ("phases", 0, "choices", 1, "authors"),
    ),
    (
        lambda c: (
            steps(c, 2).append(review()),
            [one.update(authors=["lead_worker"]) for one in choices(c, 2)],
        ),
        "rien décider à « Étape bilan » : les décisions de cette phase sont réservées à Référent RSA, et d'autres",
        ("phases", 2, "steps", 0),
    ),
    (
        lambda c: choices(c)[0].update(authors=["director"], approver_role="director"),
        "« Choix b » : celui qui décide serait seul à pouvoir approuver.",
        ("phases", 0, "choices", 0, "authors"),
    ),
    (
        lambda c: steps(c, 1)[0].update(after={"step": "deux", "which": "first"}, offset_days=3),
        "dépend d'elle-même",
        ("phases", 1, "steps", 0),
    ),
    (
        lambda c: steps(c)[0].update(after={"step": "un", "which": "first"}),
        "dépend d'elle-même",
        ("phases", 0, "steps", 0),
    ),
    (
        lambda c: steps(c)[0].update(parties=["business_adviser"]),
        "Le bénéficiaire n'est pas à « Étape un ».",
        ("phases", 0, "steps", 0, "parties"),
    ),
    (
        lambda c: steps(c)[0].update(offset_days=94),
        "est attendu après la fin de la phase",
        ("phases", 0, "steps", 0, "offset_days"),
    ),
    (
        lambda c: c.update(follow_up_months=[7]),
        "aucun suivi n'est demandé d'ici là",
        ("rates", 0, "observed_within_months"),
    ),
    (lambda c: rate(c).update(code="autre"), "ce qu'est une sortie positive", ("rates",)),
    (lambda c: rate(c, 2).update(code="people"), "que tous les programmes ont", ("rates", 2, "code")),
    (lambda c: rate(c, 1)["clauses"].clear(), "ne compte aucune situation", ("rates", 1, "clauses")),
    (lambda c: rate(c, 2).update(withdrawn=["death"]), "en prend les parcours", ("rates", 2, "withdrawn")),
    (lambda c: rate(c, 1).update(among="abandons"), "ne peut pas se compter parmi", ("rates", 1, "among")),
    (
        lambda c: rate(c, 1).update(denominator="entered", minimum_stay_days=30),
        "se rapporte aux parcours entrés",
        ("rates", 1, "minimum_stay_days"),
    ),
    (
        lambda c: rate(c, 1).update(withdrawn=["dropped_out"]),
        "ne compterait jamais",
        ("rates", 1, "clauses", 0),
    ),
    (
        lambda c: rate(c, 1).update(observed_at_months=12),
        "le suivi à 12 mois, qui n'est pas demandé",
        ("rates", 1, "observed_at_months"),
    ),
]


@pytest.mark.parametrize(
    "mutation",
    [
        lambda c: choices(c)[0].update(authors=["lead_worker", "careers_consultant"]),
        lambda c: choices(c)[0].update(authors=["director", "business_adviser"], approver_role="director"),
        lambda c: (
            steps(c)[0]["parties"].append("careers_consultant"),
            choices(c)[0].update(authors=["careers_consultant"]),
        ),
        lambda c: (
            c["activities"][0].update(kind="joint_appointment"),
            choices(c)[0].update(authors=["careers_consultant"]),
        ),
        lambda c: steps(c)[0].update(places=["organisme"]),
        # A review of a manager's decision is a manager's to hold; without a review, the référent decides alone.
        lambda c: [one.update(authors=["lead_worker", "director"]) for one in choices(c)],
        lambda c: [one.update(authors=["lead_worker"]) for one in choices(c, 2)],
    ],
)
def test_somebody_may_decide_and_somebody_else_approve(mutation):
    assert incoherences(mutated(mutation)) == []


def test_a_way_out_through_another_phase_is_enough():
    """The last phase loses its own exit: its people go back once to the first, which has one."""
    assert incoherences(mutated(lambda c: choices(c, 2).pop())) == []


@pytest.mark.parametrize(
    ("mutation", "message", "place"), UNWRITABLE, ids=lambda value: getattr(value, "__name__", None)
)
def test_even_a_draft_cannot_hold(mutation, message, place):
    content = mutated(mutation)
    (fault, *_) = [fault for fault in unwritable(content) if fault.place == place]
    assert message in fault.message
    assert fault in incoherences(content)


@pytest.mark.parametrize(
    ("mutation", "message", "place"), UNPUBLISHABLE, ids=lambda value: getattr(value, "__name__", None)
)
def test_a_published_programme_cannot_hold(mutation, message, place):
    content = mutated(mutation)
    assert unwritable(content) == []
    assert place in [fault.place for fault in incoherences(content) if message in fault.message]


@pytest.mark.parametrize(
    "mutation",
    [
        lambda c: c["phases"][0].update(duration_months=121),
        lambda c: steps(c)[0].update(offset_days=3651),
        lambda c: steps(c, 1)[0]["times"].update(max=61),
        lambda c: c["hour_accounts"][0].update(hours=100_001),
        lambda c: c["follow_up_months"].append(121),
    ],
)
def test_a_number_beyond_reason_is_a_fault_of_the_file(mutation):
    (problem, *_) = problems_of(Document(mutated(mutation)))
    assert "ne peut pas dépasser" in problem.message
