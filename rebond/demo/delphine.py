"""Delphine's path, the reference story of the programme, with its real dates: March to October 2019."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from rebond.demo.documents import delphine_sends
from rebond.demo.exchanges import delphine_writes
from rebond.demo.stage import instant
from rebond.demo.story import ActionStory, AimStory, ExitStory, Look, Meeting, PhaseStory, Story, Verdict
from rebond.demo.trainings import delphine_trains
from rebond.pathways.states import ActionState
from rebond.programmes.vocabulary import PartyRole

PERSON = {
    "last_name": "Lavande",
    "first_name": "Delphine",
    "birth_date": date(1984, 5, 17),
    "phone": "+33639980184",
    "email": "delphine.lavande@example.org",
    "street": "4 rue des Ajoncs",
    "city": "Valbruyère",
    "caf_number": "00099999",
    "rsa_since": date(2018, 1, 1),
    "notice_given_on": date(2019, 3, 4),
}
BUSINESS = {
    "name": "Les Retouches de Delphine",
    "legal_form": "micro",
    "activity": "Confection et retouches",
    "naf_code": "14.13Z",
    "income_category": "services_bic",
    "created_on": date(2018, 5, 1),
}
# The business opened in May 2018: May to September are the months that both years have (E11). +75 %.
TURNOVER_MONTHS = 5
TURNOVER_2018_EUR = Decimal("2400.00")
TURNOVER_2019_EUR = Decimal("4200.00")


@dataclass(frozen=True)
class Month:
    """One month of her business, in euros and hours; `classes` before they began: None."""

    month: date
    alterations: int
    classes: int | None
    expenses: int
    contributions: int
    own_pay: int
    hours: int
    salaried: int = 0


#: May to September: 2,400 € in 2018, 4,200 € in 2019, classes included.
MONTHS = (
    Month(date(2018, 5, 1), 380, None, 145, 0, 0, 70),
    Month(date(2018, 6, 1), 460, None, 90, 0, 100, 78),
    Month(date(2018, 7, 1), 520, None, 110, 0, 150, 84),
    Month(date(2018, 8, 1), 430, None, 60, 0, 100, 66),
    Month(date(2018, 9, 1), 610, None, 120, 0, 200, 92),
    Month(date(2018, 10, 1), 540, None, 95, 0, 200, 88),
    Month(date(2018, 11, 1), 480, None, 85, 0, 150, 80),
    Month(date(2018, 12, 1), 650, None, 130, 0, 250, 98),
    Month(date(2019, 1, 1), 350, None, 70, 145, 50, 62),
    Month(date(2019, 2, 1), 390, None, 75, 0, 100, 68),
    Month(date(2019, 3, 1), 420, None, 80, 0, 150, 72),
    Month(date(2019, 4, 1), 450, None, 85, 250, 50, 76),
    Month(date(2019, 5, 1), 560, None, 100, 0, 250, 86),
    Month(date(2019, 6, 1), 590, None, 140, 0, 250, 92),
    Month(date(2019, 7, 1), 600, 410, 160, 345, 350, 118),
    Month(date(2019, 8, 1), 520, 480, 120, 0, 550, 112),
    Month(date(2019, 9, 1), 700, 340, 130, 0, 600, 110, salaried=330),
)
OFF_RSA = {
    "activity_status": "combined",
    "rsa_status": "out",
    "rsa_left_on": date(2019, 10, 1),
    "job_quality": "lasting",
}

#: Her minutes are the ones of the demo that are signed by all, and sealed.
EVERYBODY = (PartyRole.BENEFICIARY, PartyRole.LEAD_WORKER, PartyRole.BUSINESS_ADVISER)

DIAGNOSTIC = PhaseStory(
    "diagnostic",
    date(2019, 3, 11),
    ended_on=date(2019, 4, 29),
    meetings=[
        Meeting(
            "rdv1",
            instant(date(2019, 3, 18), 9, 30),
            minutes="Delphine coud depuis toujours et a appris seule. Les clientes reviennent, trop peu nombreuses.",
        ),
        Meeting(
            "rdv2",
            instant(date(2019, 4, 8), 14),
            minutes="Chiffres revus : l'activité grandit chaque année, le bénéfice ne suffit pas encore.",
            note="Lui montrer un tableau de bord très simple.",
        ),
        Meeting(
            "tripartite",
            instant(date(2019, 4, 29), 10),
            place="cdas",
            minutes="Delphine, Rozenn et Maïwenn partagent le constat : elle et son entreprise ont du potentiel.",
            verdict=Verdict(
                "develop",
                "Le potentiel est là et le chiffre d'affaires progresse : développement. "
                "Une cessation n'est pas adaptée.",
                signed_by=EVERYBODY,
            ),
        ),
    ],
)
DEVELOPMENT = PhaseStory(
    "developpement",
    date(2019, 4, 29),
    meetings=[
        Meeting(
            "rdv1",
            instant(date(2019, 5, 13), 9, 30),
            minutes="Plan d'action posé : offre, marché, chiffres.",
        ),
        Meeting(
            "rdv2",
            instant(date(2019, 6, 3), 14),
            place="business",
            minutes="À l'atelier : de la place pour quatre élèves. L'idée de cours de couture prend forme.",
        ),
        Meeting(
            "rdv3",
            instant(date(2019, 6, 24), 10),
            consultant="ines",
            minutes="Avec Inès : combiner avec un emploi à temps partiel est possible. Veille sur les offres.",
        ),
        Meeting(
            "rdv4",
            instant(date(2019, 7, 15), 9, 30),
            minutes="Premiers cours complets pendant les vacances. Les retouches assurent la régularité.",
        ),
        Meeting(
            "tripartite",
            instant(date(2019, 8, 26), 14),
            place="departement",
            minutes="Les trois parties voient les progrès. Delphine a répondu à une offre d'un organisme de formation.",
            verdict=Verdict(
                "continue",
                "Les objectifs avancent bien, on poursuit jusqu'à la rentrée.",
                signed_by=EVERYBODY,
            ),
        ),
        Meeting(
            "rdv5",
            instant(date(2019, 9, 16), 9, 30),
            minutes="Le temps partiel commence. L'organisation tient, un dernier rendez-vous n'est pas nécessaire.",
        ),
    ],
)
PLAN_SET_ON = date(2019, 5, 13)


def _done(label: str, code: str, day: date, result: str) -> ActionStory:
    return ActionStory(label, day, code, PartyRole.BENEFICIARY, ActionState.DONE, day, result)


AIMS = [
    AimStory(
        "Développer l'offre",
        PLAN_SET_ON,
        "offer",
        [
            _done(
                "Créer une nouvelle offre : des cours de couture",
                "new_offer",
                date(2019, 7, 12),
                "Quatre élèves.",
            ),
            _done(
                "Garder les retouches pour un chiffre d'affaires régulier",
                "steady_offer",
                date(2019, 9, 13),
                "",
            ),
            _done(
                "Se réorganiser pour donner davantage de cours",
                "",
                date(2019, 8, 2),
                "Deux demi-journées dédiées.",
            ),
        ],
    ),
    AimStory(
        "Aborder autrement le marché",
        PLAN_SET_ON,
        "market",
        [
            _done(
                "Communiquer régulièrement auprès des prescripteurs",
                "prescribers",
                date(2019, 7, 26),
                "Chaque mois.",
            ),
            _done(
                "Programmer des cours à chaque période de vacances scolaires",
                "school_holidays",
                date(2019, 7, 5),
                "Stages d'été complets.",
            ),
            _done(
                "Prospecter régulièrement les maisons de retraite",
                "prospecting",
                date(2019, 9, 6),
                "Deux clientes.",
            ),
        ],
    ),
    AimStory(
        "Réaliser une étude de marché",
        PLAN_SET_ON,
        "market_study",
        [_done("Interroger dix clientes", "survey", date(2019, 6, 14), "Une vraie demande de cours.")],
    ),
    AimStory(
        "Tenir des tableaux de bord",
        PLAN_SET_ON,
        "dashboards",
        [
            _done(
                "Suivre le chiffre d'affaires chaque mois, en nombre et en valeur",
                "turnover_board",
                date(2019, 7, 12),
                "Tenu chaque mois depuis mai.",
            )
        ],
    ),
    AimStory(
        "Combiner avec un emploi salarié",
        date(2019, 6, 24),
        "combined",
        [
            _done(
                "Veiller aux offres d'emploi",
                "job_watch",
                date(2019, 9, 9),
                "Un temps partiel dans un organisme de formation.",
            )
        ],
    ),
]


def delphine() -> Story:
    return Story(
        person=PERSON,
        business=BUSINESS,
        referrer="rozenn",
        referred_on=date(2019, 3, 4),
        obstacles=["commercial", "accounts", "stress"],
        reason=(
            "Couturière autodidacte, elle peine à se faire connaître et à tenir ses papiers à jour. "
            "Le chiffre d'affaires progresse mais ne suffit pas à en vivre."
        ),
        adviser="maiwenn",
        entered_on=date(2019, 3, 11),
        phases=[DIAGNOSTIC, DEVELOPMENT],
        aims=AIMS,
        besides=[*delphine_trains(), *delphine_sends(), *delphine_writes()],
        exit=ExitStory(
            date(2019, 10, 14),
            {
                **OFF_RSA,
                "exit_reason": "completed",
                "turnover_before_eur": TURNOVER_2018_EUR,
                "turnover_before_months": TURNOVER_MONTHS,
                "turnover_after_eur": TURNOVER_2019_EUR,
                "turnover_after_months": TURNOVER_MONTHS,
                "comment": (
                    "Elle se verse un revenu et donne aussi des cours dans un organisme de formation, à temps partiel. "
                    "Chiffre d'affaires de mai à septembre, 2018 puis 2019."
                ),
            },
        ),
        looks=[Look(6, date(2020, 4, 14), dict(OFF_RSA)), Look(12, date(2020, 10, 13), dict(OFF_RSA))],
    )
