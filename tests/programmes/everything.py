"""A programme that uses the whole vocabulary: something in every table of configuration."""

from copy import deepcopy
from typing import Any

from rebond.programmes.files import SHIPPED, read_document
from rebond.programmes.logos import encoded

#: The smallest SVG.
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 2 1"><rect width="2" height="1"/></svg>'


def everything() -> dict[str, Any]:
    """Ille-et-Vilaine's, to which a question, an account, a repeat, an anchor and an approval are added."""
    content = deepcopy(read_document(SHIPPED / "ille-et-vilaine.yaml"))
    content |= {"slug": "landes-bleues", "name": "Parcours des Landes bleues"}
    content["organisations"] = [
        {"name": "CCAS des Landes bleues", "kind": "town_social_centre", "part": "referrer"},
        {
            "name": "Appui des Landes",
            "kind": "business_support",
            "part": "contractor",
            "phone": "02 61 91 00 42",
        },
    ]
    content["eligibility"] = [
        {
            "code": "active",
            "text": "L'activité est-elle déclarée ?",
            "warns_on": "no",
            "warning": "À régulariser d'abord.",
        }
    ]
    content["hour_accounts"] = [{"code": "hours", "label": "Heures du marché", "hours": 900, "scope": "year"}]
    content["activities"][0]["phases"] = ["developpement"]
    content["delays"] |= {"undeclared_months": 3, "remind_after_days": 4, "convene_after_days": 9}
    content["letters"] = {
        "choose_slot": {
            "title": "Un rendez-vous à choisir",
            "body": "Bonjour {prenom},\n\nChoisissez : {lien}\n\n{conseiller}",
        }
    }
    content["logos"] = [{"label": "Union européenne", "content": encoded(SVG)}]
    diagnostic, development, _ = content["phases"]
    diagnostic["duration_min_months"] = 2
    diagnostic["steps"][1] |= {"after": {"step": "rdv1", "which": "last"}, "hour_account": "hours"}
    diagnostic["steps"][2] |= {"reminders": [7, 2], "quorum": 2, "places": diagnostic["places"][1:2]}
    development["steps"][0]["times"] = {"min": 2, "max": 6}
    development["steps"][1] |= {"every_months": 1}
    development["choices"][1] |= {
        "parties": ["beneficiary", "business_adviser"],
        "authors": ["business_adviser", "director"],
        "approver_role": "head_of_service",
    }
    return content
