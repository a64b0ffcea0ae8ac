"""What people write in the demo: short, human, about facts; nothing about health or private life."""

REFERRAL_REASONS = (
    "Le chiffre d'affaires ne permet pas d'en vivre. La personne veut savoir si l'activité est viable.",
    "Peu de clients réguliers, des démarches commerciales à construire. Très motivée.",
    "La comptabilité prend du retard et les prix n'ont pas bougé depuis la création.",
    "Activité lancée sans étude de marché. Souhaite prendre du recul avec quelqu'un du métier.",
    "Travaille beaucoup pour un revenu faible. Se demande s'il faut continuer.",
    "Bon savoir-faire, peu connu localement. A besoin d'aide pour se faire connaître.",
    "Les premiers mois étaient encourageants, l'activité ne décolle plus.",
)
OBSTACLE_SETS = (
    ("commercial", "accounts"),
    ("commercial", "communication"),
    ("offer", "commercial"),
    ("accounts", "cash"),
    ("organisation", "stress"),
    ("digital", "communication"),
    ("mobility",),
    ("premises", "cash"),
    ("commercial", "accounts", "stress"),
)
MINUTES = {
    "diagnostic/rdv1": (
        "Parcours et activité présentés. Les comptes seront apportés la prochaine fois.",
        "Tour complet de l'activité : clients, prix, temps passé. Une liste de questions reste à creuser.",
        "Premier échange chaleureux. Le métier est bien maîtrisé, la gestion moins.",
    ),
    "diagnostic/rdv2": (
        "Chiffres revus ensemble : le prix de revient dépasse souvent le prix de vente.",
        "Le marché local existe. Trois pistes de clientèle sont retenues.",
        "Point sur les charges et le temps passé. La situation est plus claire.",
    ),
    "developpement/rdv1": (
        "Le plan d'action est posé : deux objectifs, des dates réalistes.",
        "Nouvelle grille de prix préparée ensemble, à essayer dès ce mois-ci.",
    ),
    "developpement/rdv2": (
        "Visite sur place. L'espace de travail peut être mieux organisé, la vitrine aussi.",
        "Visite de l'atelier : le matériel suffit pour le volume visé.",
    ),
    "developpement/rdv3": (
        "Avec Catalys : un emploi à temps partiel est envisagé, compatible avec l'activité.",
        "Avec Catalys : les compétences sont listées, des offres seront suivies.",
    ),
    "developpement/rdv4": (
        "Les relances auprès des prescripteurs portent leurs fruits : deux demandes cette semaine.",
        "Le tableau de bord est tenu. Le panier moyen augmente un peu.",
    ),
    "developpement/rdv5": (
        "La clientèle se stabilise. On prépare la fin de l'accompagnement.",
        "Bilan des actions : la plupart sont faites, le reste a une date.",
    ),
    "developpement/rdv6": ("Dernier point : tout est en place pour continuer sans nous.",),
    "cessation/rdv1": ("Les étapes de la fermeture sont listées, avec les dates et les organismes.",),
    "cessation/rdv2": ("Sur place : inventaire du matériel à vendre, dettes recensées.",),
    "cessation/rdv3": ("Avec Catalys : bilan des compétences acquises comme indépendant.",),
    "cessation/rdv4": ("Avec Catalys : projet professionnel choisi, candidatures préparées.",),
    "tutoring": (
        "Question rapide sur une facture, réglée ensemble.",
        "Relecture d'une affichette avant impression.",
    ),
    "tripartite": (
        "Chacun a dit ce qu'il voit : les efforts sont réels, la suite est choisie ensemble.",
        "Bilan à trois. Les points d'accord et ce qui reste à faire sont notés.",
    ),
    "no_show": ("Pas venu, un message a été laissé pour proposer une autre date.",),
    "excused": ("A prévenu la veille, une autre date est convenue.",),
}
PRIVATE_NOTES = (
    "Prévoir un tableur tout simple pour le prochain rendez-vous.",
    "Revoir avec l'équipe la question du statut.",
    "Penser à rappeler le référent avant le bilan.",
)
VERDICTS = {
    "develop": (
        "L'activité a un potentiel et la personne veut la développer. Une cessation n'est pas adaptée.",
        "Le marché répond, les prix et la communication sont à revoir : développement.",
    ),
    "close": (
        "Les chiffres ne laissent pas espérer un revenu. La personne choisit de fermer dans de bonnes conditions.",
        "Le temps passé ne sera jamais payé à son prix : mieux vaut se tourner vers le salariat.",
    ),
    "continue": (
        "Les objectifs avancent, on poursuit comme prévu.",
        "Les premiers résultats sont là. Reste à les consolider.",
    ),
    "extend": ("La saison commence : quelques mois de plus permettront de juger.",),
    "suspend": ("La personne est prise par un chantier loin d'ici et reprendra ensuite.",),
    "exit": (
        "L'entreprise est fermée, la suite professionnelle est engagée.",
        "Les objectifs sont atteints, l'accompagnement peut s'arrêter.",
    ),
}
RESERVE = ("reserves", "D'accord, en gardant un œil sur la trésorerie.")
RESULTS = (
    "Fait, avec un premier effet sur les ventes.",
    "Fait comme prévu.",
    "Fait avec l'aide du conseiller.",
    "Fait, à refaire chaque trimestre.",
)
DROPPED_RESULT = "Abandonnée : une autre piste a été préférée."
EXIT_COMMENTS = (
    "Une bouffée d'air, dit la personne : des perspectives stables.",
    "« Je n'ai jamais eu l'impression d'être un numéro. »",
    "Continue avec un réseau de clients fidèles.",
    "",
    "",
)
DECLINE_TEXT = "L'entreprise est radiée depuis l'an dernier : un accompagnement vers l'emploi convient mieux."
WAITING_TEXT = "Plus de place ce mois-ci dans le secteur. Nous rappelons dès qu'une place se libère."
WITHDRAWN_TEXT = "La personne a trouvé un emploi entre-temps."
