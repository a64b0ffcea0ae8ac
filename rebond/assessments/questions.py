"""The closed table of the diagnostic: its sections, and the questions of each (ADR 0018).

A code never changes its meaning and is never used again: answers and frozen versions name it. Health is told as a
constraint, without detail (D9). Figures are not asked here: they are read from the months of the business.
"""

from dataclasses import dataclass

from rebond.assessments.kinds import Kind, Question
from rebond.assessments.levels import LEVELS
from rebond.finances.months import MONTH_NAMES
from rebond.pathways.models import Pathway
from rebond.programmes.models import ListItem, ListKind
from rebond.programmes.vocabulary import Domain

ONE, MANY, LINE, NUMBER = Kind.ONE, Kind.MANY, Kind.LINE, Kind.NUMBER

WEIGHTS = (("1", "Gêne un peu"), ("2", "Gêne beaucoup"), ("3", "Bloque"))
#: A weight belongs to an obstacle of the programme: `obstacle_<code of the list>`.
OBSTACLE = "obstacle_"


@dataclass(frozen=True)
class Section:
    """A part of the diagnostic, filled on its own, in any order."""

    code: str
    label: str
    #: Its title and its introduction, as the person reads them.
    own_label: str
    own_lead: str
    questions: tuple[Question, ...]
    domains: tuple[Domain, ...] = ()


def _rating(domain: Domain) -> tuple[Question, Question]:
    levels = tuple((str(level), words) for level, words in enumerate(LEVELS[domain]))
    return (
        Question(
            f"level_{domain}", f"{domain.label} : où en est-on ?", Kind.LEVEL, choices=levels, domain=domain
        ),
        Question(
            f"why_{domain}",
            "Ce qui le fait dire",
            help="Des faits : ce qui a été vu, dit ou compté.",
            domain=domain,
        ),
    )


def _rated(*domains: Domain) -> tuple[Question, ...]:
    return tuple(question for domain in domains for question in _rating(domain))


_MONTHS = tuple((f"{number:02d}", name) for number, name in enumerate(MONTH_NAMES, start=1))

PERSON = Section(
    "person",
    "La personne",
    "Vous et votre métier",
    "Ce que vous savez faire, le temps que vous avez, ce que vous aimeriez.",
    (
        Question(
            "skills", "Savoir-faire et expérience", ask="Que savez-vous faire ? Comment l'avez-vous appris ?"
        ),
        Question("training", "Formations et diplômes", LINE, ask="Quelles formations avez-vous suivies ?"),
        Question(
            "household",
            "Contraintes du foyer",
            help="Garde, proche à aider, transport : ce que cela change au travail, sans détail.",
            ask="Chez vous, qu'est-ce qui prend du temps ou complique le travail ?",
        ),
        Question(
            "constraint",
            "Contrainte à prendre en compte",
            ONE,
            help="Jamais de détail de santé : seulement ce qu'il faut prévoir.",
            ask="Y a-t-il une contrainte dont il faut tenir compte ? Vous n'avez pas à dire laquelle.",
            choices=(
                ("none", "Aucune"),
                ("hours", "Limite le temps de travail"),
                ("tasks", "Limite certaines tâches"),
                ("both", "Limite le temps et certaines tâches"),
                ("unsaid", "Préfère ne pas répondre"),
            ),
        ),
        Question(
            "hours",
            "Temps de travail dans l'entreprise",
            NUMBER,
            help="En heures par semaine, avec les papiers et la recherche de clients.",
            ask="Combien d'heures par semaine travaillez-vous pour votre entreprise ?",
            unit="heures par semaine",
            most=100,
        ),
        Question(
            "other_job",
            "Autre activité",
            ONE,
            ask="Avez-vous une autre activité ?",
            choices=(
                ("none", "Non"),
                ("salaried", "Un emploi salarié"),
                ("searching", "Cherche un emploi salarié"),
                ("other", "Une autre activité indépendante"),
                ("training", "Une formation"),
            ),
        ),
        Question(
            "wish",
            "Ce que souhaite la personne",
            ONE,
            help="Son souhait, tel qu'elle le dit.",
            ask="Qu'aimeriez-vous pour la suite ?",
            choices=(
                ("live_on_it", "Vivre de l'entreprise"),
                ("combine", "Garder l'entreprise avec un emploi salarié"),
                ("close", "Arrêter et faire autre chose"),
                ("unsure", "Ne sait pas encore"),
            ),
        ),
        Question("aims", "Ses projets, avec ses mots", ask="Racontez vos projets, avec vos mots."),
        *_rated(Domain.CRAFT, Domain.TIME),
    ),
    (Domain.CRAFT, Domain.TIME),
)

BUSINESS = Section(
    "business",
    "L'entreprise",
    "Votre entreprise",
    "Ce que vous vendez, où et avec quoi vous travaillez.",
    (
        Question("offer", "Offre", ask="Que vendez-vous ou que proposez-vous ?"),
        Question(
            "prices",
            "Prix et façon de les fixer",
            ask="Quels sont vos prix ? Comment les avez-vous choisis ?",
        ),
        Question("opening", "Jours et heures d'ouverture", LINE, ask="Quels jours et à quelles heures ?"),
        Question(
            "premises",
            "Local",
            MANY,
            ask="Où travaillez-vous ?",
            choices=(
                ("home", "À domicile"),
                ("shop", "Boutique ou atelier"),
                ("shared", "Lieu partagé"),
                ("clients", "Chez les clients"),
                ("markets", "Marchés, salons"),
                ("online", "En ligne"),
                ("none", "Pas de local"),
            ),
        ),
        Question("equipment", "Matériel, véhicule, stock", ask="Avec quel matériel ? Que vous manque-t-il ?"),
        Question(
            "insurance",
            "Assurances",
            MANY,
            ask="Quelles assurances avez-vous pour l'entreprise ?",
            choices=(
                ("liability", "Responsabilité civile professionnelle"),
                ("ten_year", "Garantie décennale"),
                ("premises", "Local et matériel"),
                ("vehicle", "Véhicule professionnel"),
                ("none", "Aucune"),
                ("unknown", "Ne sait pas"),
            ),
        ),
        *_rated(Domain.OFFER),
    ),
    (Domain.OFFER,),
)

MARKET = Section(
    "market",
    "Le marché",
    "Vos clients",
    "Qui achète, qui d'autre vend la même chose, comment on vous trouve.",
    (
        Question(
            "customer_kinds",
            "Clients",
            MANY,
            ask="Qui sont vos clients ?",
            choices=(
                ("people", "Particuliers"),
                ("businesses", "Entreprises"),
                ("public", "Collectivités, écoles, établissements"),
                ("associations", "Associations"),
            ),
        ),
        Question(
            "customers",
            "Qui achète, combien, à quel rythme",
            ask="Parlez de vos clients : combien, d'où, à quel rythme ?",
        ),
        Question("competitors", "Concurrents", ask="Qui d'autre propose la même chose près de chez vous ?"),
        Question(
            "channels",
            "Comment les clients viennent",
            MANY,
            ask="Comment vos clients vous trouvent-ils ?",
            choices=(
                ("word_of_mouth", "Bouche-à-oreille"),
                ("shop_window", "Vitrine, enseigne"),
                ("website", "Site internet"),
                ("social", "Réseaux sociaux"),
                ("platforms", "Plateformes de vente ou de mise en relation"),
                ("markets", "Marchés, salons"),
                ("prescribers", "Partenaires qui recommandent"),
                ("canvassing", "Recherche directe de clients"),
            ),
        ),
        Question("good_months", "Mois forts", MANY, ask="Quels mois marchent bien ?", choices=_MONTHS),
        Question("low_months", "Mois creux", MANY, ask="Quels mois sont calmes ?", choices=_MONTHS),
        *_rated(Domain.MARKET),
    ),
    (Domain.MARKET,),
)

ACCOUNTS = Section(
    "accounts",
    "Organisation et comptes",
    "Vos papiers et votre organisation",
    "Où en sont les papiers, et comment se passe la semaine. Le retard se rattrape : dites-le simplement.",
    (
        Question("week", "Organisation de la semaine", ask="Comment se passe votre semaine de travail ?"),
        Question(
            "books",
            "Comptes",
            ONE,
            ask="Vos comptes sont-ils à jour ?",
            choices=(
                ("up_to_date", "À jour"),
                ("months_late", "Quelques mois de retard"),
                ("years_late", "Plus d'un an de retard"),
                ("none", "Pas de comptes tenus"),
                ("unknown", "Ne sait pas"),
            ),
        ),
        Question(
            "declarations",
            "Déclarations (cotisations, impôts, allocations)",
            ONE,
            ask="Vos déclarations sont-elles faites : cotisations, impôts, allocations ?",
            choices=(
                ("on_time", "Toutes à l'heure"),
                ("some_late", "Certaines en retard"),
                ("missing", "Certaines manquent"),
                ("unknown", "Ne sait pas"),
            ),
        ),
        Question(
            "tools",
            "Outils",
            MANY,
            ask="Avec quoi tenez-vous vos comptes et votre agenda ?",
            choices=(
                ("paper", "Cahier, papier"),
                ("spreadsheet", "Tableur"),
                ("software", "Logiciel ou application"),
                ("accountant", "Comptable ou association de gestion"),
                ("none", "Aucun"),
            ),
        ),
        Question(
            "bank_account",
            "Compte bancaire réservé à l'entreprise",
            ONE,
            ask="Avez-vous un compte bancaire réservé à l'entreprise ?",
            choices=(("yes", "Oui"), ("no", "Non")),
        ),
        Question(
            "debts",
            "Dettes de l'entreprise",
            ONE,
            ask="L'entreprise a-t-elle des dettes ?",
            choices=(
                ("none", "Aucune"),
                ("scheduled", "Oui, avec un échéancier tenu"),
                ("late", "Oui, en retard"),
                ("unknown", "Ne sait pas"),
            ),
        ),
        Question(
            "debt_kinds",
            "À qui",
            MANY,
            ask="Si oui, à qui ?",
            choices=(
                ("urssaf", "Cotisations sociales"),
                ("taxes", "Impôts"),
                ("suppliers", "Fournisseurs"),
                ("bank", "Banque, prêt"),
                ("rent", "Loyer, charges"),
                ("family", "Proches"),
            ),
        ),
        Question(
            "debts_eur",
            "Montant total, à peu près",
            NUMBER,
            ask="Combien en tout, à peu près ?",
            unit="€",
            most=9_999_999,
        ),
        *_rated(Domain.ACCOUNTS),
    ),
    (Domain.ACCOUNTS,),
)

MONEY = Section(
    "money",
    "L'argent",
    "L'argent de l'entreprise",
    "Ce que les chiffres ne disent pas. Vos mois se déclarent à part.",
    (
        Question(
            "reading",
            "Ce que disent les chiffres",
            help="Ce que l'on en lit ensemble : tendance, mois creux, dépenses qui pèsent.",
        ),
        Question(
            "cash",
            "Trésorerie",
            ONE,
            ask="À la fin du mois, où en est le compte de l'entreprise ?",
            choices=(
                ("ahead", "Un mois d'avance ou plus"),
                ("even", "À l'équilibre"),
                ("overdrawn", "Souvent à découvert"),
                ("unknown", "Ne sait pas"),
            ),
        ),
        Question("spending_ahead", "Dépenses à prévoir", ask="Quelles grosses dépenses prévoyez-vous ?"),
        *_rated(Domain.MONEY),
    ),
    (Domain.MONEY,),
)

OBSTACLES = Section(
    "obstacles",
    "Freins et points d'appui",
    "Ce qui freine, ce qui aide",
    "Ce qui vous gêne aujourd'hui, et ce sur quoi vous pouvez compter.",
    (
        Question(
            "obstacles_text",
            "Les freins, en quelques mots",
            ask="Qu'est-ce qui vous freine le plus aujourd'hui ?",
        ),
        Question(
            "strengths",
            "Points d'appui",
            help="Ce qui marche déjà, les qualités de l'offre, les personnes sur qui compter.",
            ask="Sur quoi, et sur qui, pouvez-vous compter ?",
        ),
    ),
)

SECTIONS: dict[str, Section] = {
    section.code: section for section in (PERSON, BUSINESS, MARKET, ACCOUNTS, MONEY, OBSTACLES)
}


def questions_of(section: Section, pathway: Pathway) -> dict[str, Question]:
    """What the adviser and the person answer together, by code; the obstacles are those of the path's programme."""
    asked = section.questions
    if section is OBSTACLES:
        asked = (*_weights(pathway), *asked)
    return {question.code: question for question in asked}


def own_questions_of(section: Section) -> dict[str, Question]:
    """What the person may answer first, alone."""
    return {question.code: question for question in section.questions if question.ask}


def _weights(pathway: Pathway) -> tuple[Question, ...]:
    obstacles = ListItem.objects.filter(version=pathway.version_id, kind=ListKind.OBSTACLE)
    return tuple(
        Question(f"{OBSTACLE}{item.code}", item.label, Kind.WEIGHT, choices=WEIGHTS) for item in obstacles
    )
