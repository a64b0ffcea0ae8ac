"""Invented action plans, from the suggestions of the programme."""

from datetime import date, timedelta
from random import Random

from rebond.demo import texts
from rebond.demo.story import ActionStory, AimStory, Story
from rebond.pathways.states import ActionState
from rebond.programmes.vocabulary import PartyRole

#: By phase: aim → its actions, as the programme's suggestions are worded.
PLANS: dict[str, dict[tuple[str, str], tuple[tuple[str, str], ...]]] = {
    "developpement": {
        ("offer", "Développer l'offre"): (
            ("new_offer", "Créer une nouvelle offre"),
            ("pricing", "Revoir les prix"),
            ("steady_offer", "Garder l'activité qui assure un chiffre d'affaires régulier"),
        ),
        ("market", "Aborder autrement le marché"): (
            ("prescribers", "Communiquer régulièrement auprès des prescripteurs"),
            ("prospecting", "Prospecter régulièrement de nouveaux clients"),
        ),
        ("market_study", "Réaliser une étude de marché"): (
            ("competitors", "Relever l'offre et les prix des concurrents"),
            ("survey", "Interroger dix clients"),
        ),
        ("dashboards", "Tenir des tableaux de bord"): (
            ("turnover_board", "Suivre le chiffre d'affaires chaque mois, en nombre et en valeur"),
            ("time_board", "Noter le temps passé par activité"),
        ),
        ("accounts", "Mettre à jour la comptabilité"): (
            ("filing", "Classer et saisir les pièces chaque semaine"),
            ("quarterly", "Préparer la déclaration trimestrielle"),
        ),
        ("combined", "Combiner avec un emploi salarié"): (
            ("job_watch", "Veiller aux offres d'emploi"),
            ("organisation", "Organiser son temps entre les deux activités"),
        ),
    },
    "cessation": {
        ("closing", "Fermer l'entreprise dans de bonnes conditions"): (
            ("deregistration", "Préparer la radiation de l'entreprise"),
            ("debts", "Établir un échéancier des dettes"),
        ),
        ("next_job", "Préparer la suite professionnelle"): (
            ("skills", "Faire le point sur ses compétences"),
            ("applications", "Candidater"),
        ),
    },
}


def invent_plan(
    story: Story,
    phase: str,
    opened_on: date,
    until: date,
    random: Random,
    *,
    share_done: float,
    is_open: bool = False,
) -> None:
    """Add two or three aims set when the phase opened, with actions due before `until`, a share of them done.

    In a path still open, what is not done is to do or under way, and may be due after `until`.
    """
    aims = PLANS[phase]
    for code, label in random.sample(sorted(aims), k=min(len(aims), random.choice((2, 2, 3)))):
        suggestions = aims[code, label]
        actions = [
            _invent_action(suggestion, opened_on, until, random, share_done=share_done, is_open=is_open)
            for suggestion in random.sample(suggestions, k=min(len(suggestions), random.choice((1, 2))))
        ]
        story.aims.append(AimStory(label, opened_on, code, actions))


def _invent_action(
    suggestion: tuple[str, str],
    opened_on: date,
    until: date,
    random: Random,
    *,
    share_done: float,
    is_open: bool,
) -> ActionStory:
    code, label = suggestion
    days = max((until - opened_on).days, 2)
    day = opened_on + timedelta(days=random.randint(1, days - 1))
    owner = PartyRole.BUSINESS_ADVISER if random.random() < 0.12 else PartyRole.BENEFICIARY
    action = ActionStory(label, day, code, owner)
    if random.random() < share_done:
        action.state, action.done_on, action.result = ActionState.DONE, day, random.choice(texts.RESULTS)
    elif is_open:
        action.due_on = until + timedelta(days=random.randint(-10, 60))
        action.state = random.choice((ActionState.TO_DO, ActionState.IN_PROGRESS))
    elif random.random() < 0.4:
        action.state, action.result = ActionState.DROPPED, texts.DROPPED_RESULT
    return action
