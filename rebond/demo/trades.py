"""The trades of the programme: craft, shops, repairs, services. Codes are those of NAF rév. 2."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Trade:
    activity: str
    naf_code: str
    income_category: str
    #: Patterns of names; {first} and {last} are the person's.
    names: tuple[str, ...]


TRADES = (
    Trade("Coiffure à domicile", "96.02A", "services_bic", ("{first} Coiffure", "Au Fil des Mèches")),
    Trade("Esthétique à domicile", "96.02B", "services_bic", ("L'Instant {first}", "Douceur et Lande")),
    Trade("Dépannage informatique", "95.11Z", "services_bic", ("{last} Dépannage", "Clic et Bruyère")),
    Trade("Réparation de vélos", "95.29Z", "services_bic", ("Les Roues de {first}", "Vélo {last}")),
    Trade("Menuiserie", "43.32A", "services_bic", ("Menuiserie {last}", "Le Copeau d'Ajonc")),
    Trade("Peinture en bâtiment", "43.34Z", "services_bic", ("{last} Peinture", "Couleurs de {first}")),
    Trade("Petite maçonnerie", "43.99C", "services_bic", ("Maçonnerie {last}", "{first} Rénove")),
    Trade("Entretien de jardins", "81.30Z", "services_bic", ("Les Jardins de {first}", "{last} Paysage")),
    Trade("Ménage et vitres", "81.21Z", "services_bic", ("Clair comme {last}", "{first} Services")),
    Trade("Restauration ambulante", "56.10C", "sales", ("Le Camion de {first}", "Galettes {last}")),
    Trade("Épicerie de village", "47.11B", "sales", ("L'Épicerie {last}", "Chez {first}")),
    Trade("Fleuriste", "47.76Z", "sales", ("Les Fleurs de {first}", "La Boutique {last}")),
    Trade("Vente sur les marchés", "47.81Z", "sales", ("Les Paniers de {first}", "L'Étal {last}")),
    Trade(
        "Vente en ligne d'objets faits main",
        "47.91B",
        "sales",
        ("La Malle de {first}", "{last} et Compagnie"),
    ),
    Trade("Bijoux et accessoires", "32.12Z", "sales", ("Les Perles de {first}", "Atelier {last}")),
    Trade("Céramique", "23.41Z", "sales", ("Terre de {last}", "La Poterie de {first}")),
    Trade("Ébénisterie", "31.09B", "sales", ("Ébénisterie {last}", "Le Bois de {first}")),
    Trade("Photographie", "74.20Z", "services_bic", ("{first} Photographie", "Studio {last}")),
    Trade("Création graphique", "74.10Z", "bnc", ("{last} Graphisme", "Le Trait de {first}")),
    Trade("Traduction", "74.30Z", "bnc", ("{last} Traductions", "Les Mots de {first}")),
    Trade("Cours de musique", "85.52Z", "bnc", ("Les Notes de {first}", "Musique {last}")),
    Trade("Maraîchage", "01.13Z", "farming", ("Le Potager {last}", "Les Légumes de {first}")),
    Trade("Apiculture", "01.49Z", "farming", ("Les Ruches de {first}", "Miel {last}")),
)
