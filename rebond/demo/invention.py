"""Inventing people and businesses that nobody can take for real ones.

Family names are plants, colours and winds; communes exist on no map; e-mails are at example.org. Phone numbers
are in the ranges that the regulator (ARCEP) keeps for fiction. CAF numbers begin with three zeros. The SIREN of
every business is nine zeros: its key holds, and the register gave it to nobody (its first numbers are higher).
"""

import re
from datetime import date, timedelta
from random import Random
from typing import Any

from stdnum import luhn

from rebond.core.text import normalise
from rebond.demo.trades import TRADES

FIRST_NAMES = [
    "Adèle",
    "Aïcha",
    "Alan",
    "Amadou",
    "Anaïs",
    "Anne",
    "Armelle",
    "Aziz",
    "Bleuenn",
    "Brieuc",
    "Camille",
    "Carmen",
    "Claire",
    "Corentin",
    "Danielle",
    "Denis",
    "Dilan",
    "Édith",
    "Élouan",
    "Emma",
    "Enora",
    "Erwan",
    "Estelle",
    "Fabien",
    "Farid",
    "Franck",
    "Gaëlle",
    "Gildas",
    "Goulven",
    "Gwenaëlle",
    "Habib",
    "Hervé",
    "Ibrahim",
    "Ingrid",
    "Ioana",
    "Jacques",
    "Jeanne",
    "Joao",
    "Josiane",
    "Kadiatou",
    "Kévin",
    "Lena",
    "Lucie",
    "Malo",
    "Manon",
    "Marc",
    "Mariama",
    "Maryvonne",
    "Mathilde",
    "Mehdi",
    "Mélanie",
    "Mickaël",
    "Mona",
    "Morgane",
    "Nawel",
    "Nicolas",
    "Nolwenn",
    "Odile",
    "Olivier",
    "Patricia",
    "Paul",
    "Rachid",
    "Ronan",
    "Sandrine",
    "Solène",
    "Stéphane",
    "Sylvie",
    "Tifenn",
    "Tristan",
    "Véronique",
    "Viviane",
    "Wassila",
    "Yannick",
    "Youenn",
    "Zohra",
]
FAMILY_NAMES = [
    "Absinthe",
    "Acacia",
    "Ajonc",
    "Alizé",
    "Amandier",
    "Ancolie",
    "Anémone",
    "Ardoise",
    "Argousier",
    "Armoise",
    "Aster",
    "Aulne",
    "Autan",
    "Azur",
    "Basilic",
    "Bégonia",
    "Bourrache",
    "Brunelle",
    "Camomille",
    "Capucine",
    "Carmin",
    "Cèdre",
    "Céladon",
    "Centaurée",
    "Chicorée",
    "Ciste",
    "Clématite",
    "Cobalt",
    "Coquelicot",
    "Corail",
    "Crocus",
    "Cyprès",
    "Digitale",
    "Églantine",
    "Érable",
    "Estragon",
    "Fougère",
    "Frêne",
    "Fuchsia",
    "Galerne",
    "Garance",
    "Genévrier",
    "Gentiane",
    "Giroflée",
    "Glycine",
    "Hellébore",
    "Hortensia",
    "Houx",
    "Indigo",
    "Iris",
    "Jacinthe",
    "Jasmin",
    "Jonquille",
    "Libeccio",
    "Lierre",
    "Liseron",
    "Magnolia",
    "Marjolaine",
    "Mistral",
    "Myosotis",
    "Myrtille",
    "Narcisse",
    "Nigelle",
    "Noroît",
    "Ocre",
    "Ormeau",
    "Pavot",
    "Pervenche",
    "Pivoine",
    "Primevère",
    "Romarin",
    "Safran",
    "Sarriette",
    "Sauge",
    "Sirocco",
    "Sorbier",
    "Suroît",
    "Tamaris",
    "Tramontane",
    "Valériane",
    "Vermeil",
    "Verveine",
    "Zéphyr",
]
COMMUNES = (
    "Valbruyère",
    "Saint-Genêt-sur-Lande",
    "Port-Ajonc",
    "Trégarance",
    "La Chapelle-aux-Fougères",
    "Kerlavande",
    "Bourg-Mimosa",
    "Plounoroît",
    "Les Moulins-d'Alizé",
    "Vieux-Tilleul",
    "Montsauge",
    "Pont-du-Myosotis",
)
STREETS = (
    "rue des Ajoncs",
    "place du Puits",
    "chemin de la Lande",
    "impasse des Merles",
    "rue du Vieux-Four",
)

MOBILE_OF_FICTION = "+3363998"
LANDLINE_OF_FICTION = "+3326191"
#: The first numbers of each range are those of the staff (rebond.demo.people) and of Delphine.
FIRST_FREE_NUMBER = 200
NUMBERS_PER_RANGE = 10_000
SIREN_OF_NOBODY = "000000000"


def invent_person(number: int, seed: str, *, referred_on: date) -> dict[str, Any]:
    """The `number`-th person (from 0) of the demo; names differ until every pair has been used."""
    random = Random(f"{seed}:person:{number}")  # noqa: S311 - invented people, not secrets
    first_index = number % len(FIRST_NAMES)
    first_name = FIRST_NAMES[first_index]
    last_name = FAMILY_NAMES[(number // len(FIRST_NAMES) + 3 * first_index) % len(FAMILY_NAMES)]
    round_number = number // (len(FIRST_NAMES) * len(FAMILY_NAMES))
    address = f"{normalise(first_name)}.{normalise(last_name)}{round_number or ''}@example.org"
    return {
        "last_name": last_name,
        "first_name": first_name,
        "birth_date": referred_on - timedelta(days=random.randint(23 * 365, 58 * 365)),
        "phone": phone_of_fiction(number, is_landline=random.random() < 0.15),
        "email": address if random.random() < 0.92 else "",
        "street": f"{random.randint(1, 60)} {random.choice(STREETS)}",
        "city": random.choice(COMMUNES),
        "caf_number": f"000{number:05d}" if random.random() < 0.85 and number < 100_000 else "",
        "rsa_since": referred_on - timedelta(days=random.randint(60, 1500)),
        "notice_given_on": referred_on,
    }


def phone_of_fiction(number: int, *, is_landline: bool = False) -> str:
    """A number kept for fiction; empty when the range is exhausted."""
    place = FIRST_FREE_NUMBER + number
    start = LANDLINE_OF_FICTION if is_landline else MOBILE_OF_FICTION
    return f"{start}{place:04d}" if place < NUMBERS_PER_RANGE else ""


def siret_of_nobody(number: int) -> str:
    """The `number`-th site of the SIREN made of nine zeros, with its right key; empty beyond 9,998."""
    site = f"{SIREN_OF_NOBODY}{number + 1:04d}"
    return site + luhn.calc_check_digit(site) if number + 1 < 10_000 else ""


def invent_business(number: int, seed: str, *, person: dict[str, Any], referred_on: date) -> dict[str, Any]:
    random = Random(f"{seed}:business:{number}")  # noqa: S311 - invented businesses, not secrets
    trade = random.choice(TRADES)
    name = _elided(random.choice(trade.names).format(first=person["first_name"], last=person["last_name"]))
    return {
        "name": name,
        "siret": siret_of_nobody(number) if random.random() < 0.9 else "",
        "legal_form": random.choices(("micro", "sole_trader", "eurl", "sasu"), (86, 8, 4, 2))[0],
        "activity": trade.activity,
        "naf_code": trade.naf_code,
        "income_category": trade.income_category,
        "created_on": referred_on - timedelta(days=random.randint(150, 2200)),
    }


def _elided(name: str) -> str:
    """« de Ingrid » is « d'Ingrid »."""
    return re.sub(r" de (?=[AEIOUYÉÈÊ])", " d'", name)
