"""The words of each level of each domain: two people who rate the same situation choose the same words.

A level tells a situation that can be seen, never what somebody is worth (D8). 0 and 1 are weak: the plan of actions is
expected to answer.
"""

from rebond.programmes.vocabulary import Domain

WEAK_AT_MOST = 1
HIGHEST = 4

LEVELS: dict[Domain, tuple[str, str, str, str, str]] = {
    Domain.CRAFT: (
        "Les gestes du métier restent à apprendre avant de pouvoir vendre.",
        "Une partie du métier est acquise ; des clients sont refusés faute de savoir faire.",
        "Le métier est acquis ; vendre, compter ou organiser restent difficiles.",
        "Le métier et l'essentiel de la conduite de l'entreprise sont acquis.",
        "Le métier est reconnu, entretenu par la formation, et peut être transmis.",
    ),
    Domain.TIME: (
        "Aucun temps n'est disponible pour l'entreprise aujourd'hui.",
        "Le temps disponible est rare ou change chaque semaine.",
        "Un temps régulier existe, mais il ne suffit pas à ce qui est prévu.",
        "Le temps suffit, avec quelques semaines difficiles.",
        "Le temps est choisi, régulier, et laisse une marge.",
    ),
    Domain.OFFER: (
        "L'offre n'est pas définie, ou une obligation manque (assurance, qualification).",
        "L'offre existe ; les prix ne couvrent pas les dépenses.",
        "L'offre et les prix sont posés ; le matériel ou le local limite l'activité.",
        "L'offre est claire, les prix tiennent, les moyens suffisent.",
        "L'offre se distingue, les prix laissent une marge, les moyens permettent de grandir.",
    ),
    Domain.MARKET: (
        "Pas encore de client, ou un seul.",
        "Quelques clients de passage ou de l'entourage ; rien n'est fait pour en trouver d'autres.",
        "Des clients réguliers, mais trop peu ; la recherche de clients est irrégulière.",
        "Des clients réguliers et une recherche de clients suivie.",
        "La demande dépasse ce qui peut être produit, et vient de plusieurs côtés.",
    ),
    Domain.ACCOUNTS: (
        "Rien n'est tenu ; des déclarations manquent.",
        "Des papiers sont gardés, sans comptes à jour ; du retard dans les déclarations.",
        "Les déclarations sont faites ; les comptes sont tenus de temps en temps.",
        "Les comptes sont tenus chaque mois, les déclarations sont à l'heure.",
        "Les comptes servent à décider : marges, temps passé et prévisions sont suivis.",
    ),
    Domain.MONEY: (
        "L'entreprise coûte plus qu'elle ne rapporte, et des dettes sont en retard.",
        "Les recettes couvrent à peine les dépenses ; aucun revenu n'en est tiré.",
        "Un petit revenu est tiré certains mois ; la trésorerie reste tendue.",
        "Un revenu est tiré chaque mois ; la trésorerie tient.",
        "Le revenu suffit pour vivre de l'entreprise, seule ou avec un emploi, et une réserve existe.",
    ),
}


def level_words(domain: str, level: int) -> str:
    return LEVELS[Domain(domain)][level]


def is_weak(level: int) -> bool:
    return level <= WEAK_AT_MOST
