"""The invented people of the demo and of the tests: names of plants, addresses at example.org, numbers of fiction.

The ranges 01 99 00 …, 02 61 91 …, 06 39 98 … are kept by the regulator (ARCEP) for works of fiction.
"""

from dataclasses import dataclass, field

from django.contrib.auth.hashers import make_password

from rebond.core.text import normalise
from rebond.people.actor import Actor
from rebond.people.models import Membership, Organisation, OrganisationKind, Role, User
from rebond.programmes.files import SHIPPED, publish_document, read_document
from rebond.programmes.models import Body, BodyPart, Programme

#: The demo's staff open their own accounts without a password; this one is for trying the sign-in page.
DEMO_PASSWORD = "la-rance-coule-vers-la-mer"  # noqa: S105

ORGANISATIONS = {
    "departement": ("Département d'Ille-et-Vilaine", OrganisationKind.DEPARTEMENT, "+33261910000"),
    "ccas": ("CCAS de Valbruyère", OrganisationKind.TOWN_SOCIAL_CENTRE, "+33261910003"),
    "bge": ("BGE", OrganisationKind.BUSINESS_SUPPORT, "+33261910001"),
    "catalys": ("Catalys", OrganisationKind.CAREERS, "+33261910002"),
    # Takes part in nothing: whoever works there must see nothing.
    "elsewhere": ("Autre Chemin", OrganisationKind.BUSINESS_SUPPORT, "+33199000009"),
}

#: key → first name, last name, and the roles held (role, organisation).
STAFF: dict[str, tuple[str, str, list[tuple[Role, str]]]] = {
    "rozenn": ("Rozenn", "Genêt", [(Role.LEAD_WORKER, "departement")]),
    "yann": ("Yann", "Bruyère", [(Role.LEAD_WORKER, "departement")]),
    "fatou": ("Fatou", "Mimosa", [(Role.LEAD_WORKER, "ccas")]),
    "helene": ("Hélène", "Châtaigne", [(Role.HEAD_OF_SERVICE, "departement")]),
    "maiwenn": ("Maïwenn", "Tilleul", [(Role.BUSINESS_ADVISER, "bge")]),
    "karim": ("Karim", "Noisetier", [(Role.BUSINESS_ADVISER, "bge")]),
    "soizic": ("Soizic", "Cormier", [(Role.BUSINESS_ADVISER, "bge")]),
    "loic": ("Loïc", "Aubépine", [(Role.PRODUCTION_MANAGER, "bge"), (Role.BUSINESS_ADVISER, "bge")]),
    "nadia": ("Nadia", "Sureau", [(Role.DIRECTOR, "bge")]),
    "ines": ("Inès", "Mélisse", [(Role.CAREERS_CONSULTANT, "catalys")]),
    "tanguy": (
        "Tanguy",
        "Roseau",
        [(Role.PRODUCTION_MANAGER, "catalys"), (Role.CAREERS_CONSULTANT, "catalys")],
    ),
    "alban": ("Alban", "Charme", [(Role.ADMINISTRATOR, "departement")]),
    "zoe": ("Zoé", "Ortie", [(Role.DIRECTOR, "elsewhere"), (Role.BUSINESS_ADVISER, "elsewhere")]),
}

BODIES = (
    ("departement", BodyPart.REFERRER),
    ("ccas", BodyPart.REFERRER),
    ("bge", BodyPart.CONTRACTOR),
    ("catalys", BodyPart.PARTNER),
)


@dataclass
class Cast:
    """Everybody, by key, and the programme they work in."""

    programme: Programme
    organisations: dict[str, Organisation] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def actor(self, key: str, role: Role | None = None) -> Actor:
        """The person acting in the given role, or in the first one listed for them."""
        wanted = role or STAFF[key][2][0][0]
        return Actor.of(self.users[key].memberships.select_related("user", "organisation").get(role=wanted))


def create_cast() -> Cast:
    """The organisations, staff and published programme; running it again finds those that exist."""
    organisations = {
        key: Organisation.objects.get_or_create(name=name, defaults={"kind": kind, "phone": phone})[0]
        for key, (name, kind, phone) in ORGANISATIONS.items()
    }
    programme = Programme.objects.filter(slug="ille-et-vilaine").first()
    if programme is None:
        document = read_document(SHIPPED / "ille-et-vilaine.yaml")
        programme = publish_document(document, commissioner=organisations["departement"]).programme
    for key, part in BODIES:
        Body.objects.get_or_create(programme=programme, organisation=organisations[key], part=part)
    cast = Cast(programme=programme, organisations=organisations)
    # One public password, hashed once with a fixed salt: the demo is the same wherever it is loaded.
    password = make_password(DEMO_PASSWORD, salt="demonstration-people")
    for number, key in enumerate(STAFF, start=1):
        cast.users[key] = _create_staff(key, number, organisations, password)
    return cast


def _create_staff(key: str, number: int, organisations: dict[str, Organisation], password: str) -> User:
    first_name, last_name, roles = STAFF[key]
    user, _ = User.objects.get_or_create(
        email=f"{normalise(first_name)}.{normalise(last_name)}@example.org",
        defaults={
            "password": password,
            "first_name": first_name,
            "last_name": last_name,
            "phone": f"+33639980{number:03d}",
            "is_demo": True,
        },
    )
    for role, organisation in roles:
        Membership.objects.get_or_create(user=user, organisation=organisations[organisation], role=role)
    return user
