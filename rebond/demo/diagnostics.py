"""The demo's diagnostics: Delphine's at the start, before the first tripartite meeting and at the exit, with the opinion
that Maïwenn signed; and one that has just begun, where the person answered first."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from rebond.assessments import actions
from rebond.assessments.content import canonical, fingerprint, opinion_content
from rebond.assessments.models import Moment
from rebond.core import clock
from rebond.demo import money
from rebond.demo.handwriting import scribble
from rebond.demo.stage import Run, Stage, instant
from rebond.pathways.models import Pathway
from rebond.pathways.states import PathwayState
from rebond.people.actor import Actor, PersonActor
from rebond.people.models import Role

Sections = dict[str, dict[str, Any]]

#: What Delphine wrote by herself, before the first appointment.
IN_HER_WORDS: Sections = {
    "person": {
        "skills": "Je couds depuis toujours. J'ai appris seule, puis avec une voisine couturière.",
        "aims": "Vivre de ma couture, et transmettre.",
        "wish": "live_on_it",
    },
    "market": {"customers": "Des clientes du quartier, une trentaine. Elles reviennent, mais peu souvent."},
    "obstacles": {"obstacles_text": "Les papiers. Je repousse, et cela m'inquiète."},
}
START: Sections = {
    "person": {
        "skills": "Couturière autodidacte, gestes sûrs, goût du travail soigné.",
        "training": "CAP de la vente, 2003",
        "household": "Seule avec un enfant scolarisé : disponible aux heures d'école.",
        "constraint": "none",
        "hours": 18,
        "other_job": "none",
        "wish": "live_on_it",
        "level_craft": 2,
        "why_craft": "Le métier est acquis. Vendre et compter restent difficiles, elle le dit elle-même.",
        "level_time": 2,
        "why_time": "18 heures par semaine, aux heures d'école.",
    },
    "business": {
        "offer": "Retouches, un peu de confection sur mesure.",
        "prices": "Prix du voisinage, sans calcul du temps passé.",
        "opening": "Du mardi au vendredi, de 9 h à 16 h",
        "premises": ["home"],
        "equipment": "Une machine familiale, une surjeteuse d'occasion.",
        "insurance": ["liability"],
        "level_offer": 1,
        "why_offer": "Une retouche courante est vendue moins cher que le temps qu'elle prend.",
    },
    "market": {
        "customer_kinds": ["people"],
        "customers": "Une trentaine de clientes, deux à trois commandes par semaine.",
        "competitors": "Deux retoucheries en centre-ville, aucune dans le quartier.",
        "channels": ["word_of_mouth"],
        "good_months": ["05", "06", "09", "12"],
        "low_months": ["01", "02"],
        "level_market": 1,
        "why_market": "Rien n'est fait pour trouver des clientes ; elles viennent par le bouche-à-oreille.",
    },
    "accounts": {
        "week": "Les papiers se font quand il reste du temps.",
        "books": "months_late",
        "declarations": "some_late",
        "tools": ["paper"],
        "bank_account": "no",
        "debts": "none",
        "level_accounts": 1,
        "why_accounts": "Un carton de factures, un cahier commencé. Une déclaration de chiffre d'affaires en retard.",
    },
    "money": {
        "reading": "Le chiffre d'affaires progresse ; ce qui reste ne suffit pas pour en vivre.",
        "cash": "even",
        "level_money": 2,
        "why_money": "Elle se verse un petit revenu certains mois.",
    },
    "obstacles": {
        "obstacle_commercial": 3,
        "obstacle_accounts": 2,
        "obstacle_stress": 2,
        "strengths": "Une clientèle fidèle, un travail reconnu, l'envie de transmettre.",
    },
}
#: What had changed before the first tripartite meeting.
BEFORE_THE_MEETING: Sections = {
    "accounts": {
        "books": "months_late",
        "declarations": "on_time",
        "tools": ["paper", "spreadsheet"],
        "level_accounts": 2,
        "why_accounts": "Les déclarations sont faites. Un tableau de bord très simple est commencé.",
    },
}
EXIT: Sections = {
    "person": {
        "hours": 28,
        "other_job": "salaried",
        "level_craft": 4,
        "level_time": 3,
        "why_craft": "Elle enseigne la couture, dans son atelier et dans un organisme de formation.",
        "why_time": "Deux demi-journées de cours, un temps partiel salarié, le reste pour les retouches.",
    },
    "business": {
        "offer": "Retouches régulières et cours de couture, en petits groupes.",
        "prices": "Calculés sur le temps passé ; les cours sont vendus par trimestre.",
        "level_offer": 3,
        "why_offer": "Les prix tiennent, les cours apportent une marge.",
    },
    "market": {
        "channels": ["word_of_mouth", "prescribers", "social", "canvassing"],
        "level_market": 3,
        "why_market": "Cours complets à chaque période de vacances ; maisons de retraite visitées chaque mois.",
    },
    "accounts": {
        "books": "up_to_date",
        "bank_account": "yes",
        "level_accounts": 3,
        "why_accounts": "Tableau de bord tenu chaque mois depuis mai.",
    },
    "money": {
        "reading": "Chiffre d'affaires de mai à septembre en hausse de trois quarts sur un an.",
        "cash": "ahead",
        "level_money": 4,
        "why_money": "Elle se verse un revenu chaque mois, avec un temps partiel à côté.",
    },
    "obstacles": {"obstacle_commercial": 1, "obstacle_accounts": None, "obstacle_stress": 1},
}
OBSERVED = (
    "Le travail est soigné et la clientèle fidèle. Le chiffre d'affaires progresse d'une année sur l'autre, sans suffire "
    "encore. Les prix ne couvrent pas le temps passé, et rien n'est fait pour trouver d'autres clientes. Les papiers sont en "
    "cours de rattrapage."
)
OPINION = (
    "L'activité est viable à terme si l'offre s'élargit et si les prix sont revus. Delphine a le métier, l'envie et du temps "
    "régulier ; ce qui manque s'apprend."
)
CONDITIONS = (
    "Une nouvelle offre mieux payée d'ici l'été, des prix calculés, un tableau de bord tenu chaque mois."
)

#: What the person of a path just opened wrote, and the one section that the adviser began.
BEGUN_OWN: Sections = {
    "business": {
        "offer": "Un peu de tout, selon ce qu'on me demande.",
        "prices": "Je fais au mieux pour les clients.",
    },
    "accounts": {"books": "months_late", "tools": ["paper"]},
}
BEGUN: Sections = {
    "business": {
        "offer": "Offre large, à préciser.",
        "level_offer": 1,
        "why_offer": "Les prix sont fixés au cas par cas, sans calcul.",
    }
}


def delphine_is_assessed() -> list[tuple[datetime, Callable[[Run], object]]]:
    """Told on the last day of her path, each act at its own instant: her figures come with it."""
    return [(instant(date(2019, 10, 14), 18), _tell_delphine)]


def _tell_delphine(run: Run) -> None:
    money.tell_delphine(run.stage)
    pathway, maiwenn = run.running, run.adviser
    herself = PersonActor(pathway.beneficiary)
    _answer(pathway, herself, date(2019, 3, 16), IN_HER_WORDS)
    known = _answer(pathway, maiwenn, date(2019, 3, 18), START)
    _freeze(pathway, maiwenn, date(2019, 3, 20), Moment.START)
    known = _answer(pathway, maiwenn, date(2019, 4, 24), BEFORE_THE_MEETING, known)
    _freeze(pathway, maiwenn, date(2019, 4, 25), Moment.TRIPARTITE)
    _sign(pathway, maiwenn, date(2019, 4, 26))
    _answer(pathway, maiwenn, date(2019, 10, 14), EXIT, known)
    _freeze(pathway, maiwenn, date(2019, 10, 14), Moment.EXIT)


def tell_begun(stage: Stage) -> None:
    """The last file that Maïwenn opened: its person answered first, and she began with them."""
    maiwenn = stage.actor("maiwenn", Role.BUSINESS_ADVISER)
    running = Pathway.objects.filter(state=PathwayState.OPEN, adviser=maiwenn.user, phases__spec__rank=1)
    pathway = running.filter(phases__ended_on=None).order_by("-entered_on", "pk").first()
    if pathway is None:
        return
    day = min(pathway.entered_on, clock.today())
    _answer(pathway, PersonActor(pathway.beneficiary), day, BEGUN_OWN)
    _answer(pathway, maiwenn, day, BEGUN)


def _answer(
    pathway: Pathway, by: Actor | PersonActor, day: date, told: Sections, known: Sections | None = None
) -> Sections:
    """Answer what is told over what was known; returns all that is known then."""
    after = dict(known or {})
    with clock.held(instant(day, 17)):
        for code, answers in told.items():
            after[code] = {**after.get(code, {}), **answers}
            actions.answer_section(pathway=pathway, section=code, answers=after[code], by=by)
    return after


def _freeze(pathway: Pathway, by: Actor, day: date, moment: Moment) -> None:
    with clock.held(instant(day, 17, 30)):
        actions.freeze_assessment(pathway=pathway, moment=moment, by=by)


def _sign(pathway: Pathway, by: Actor, day: date) -> None:
    with clock.held(instant(day, 16)):
        opinion = actions.write_opinion(
            pathway=pathway, observed=OBSERVED, opinion=OPINION, conditions=CONDITIONS, by=by
        )
        opinion.assessment = pathway.assessments.last()
        name = str(by.user)
        seen = fingerprint(canonical(opinion_content(opinion)))
        actions.sign_opinion(opinion=opinion, seen_sha256=seen, name=name, strokes=scribble(name), by=by)
