"""Each mistake is told with its line, its column, its value and its reason."""

from datetime import date

import pytest

from rebond.imports.columns import BY_CODE
from rebond.imports.inspection import Inspection
from rebond.people.models import Membership, Role, User
from rebond.programmes.models import Body, BodyPart
from tests.imports.sheets import BASILE, DELPHINE, table, write


def told(inspection: Inspection) -> list[tuple[int, str, str]]:
    return [(r.line, r.column, r.reason) for r in inspection.refusals]


@pytest.mark.parametrize(
    ("code", "value", "reason"),
    [
        ("birth_date", "31/02/1984", "La date 31/02/1984 n'existe pas dans le calendrier."),
        ("birth_date", "17/05/84", "L'année doit avoir quatre chiffres, par exemple 12/03/2019."),
        ("birth_date", "17/05/2005", "La personne aurait moins de 16 ans à l'entrée : vérifiez les deux dates."),
        ("entered_on", 2019, "Cette date (11/07/1905) n'est pas vraisemblable : vérifiez l'année."),
        ("siret", "73282932000075", "Ce SIRET n'est pas valide : vérifiez les chiffres, il y a sans doute une erreur de saisie."),
        ("phone", "06 39 98", "Ce numéro de téléphone n'a pas le bon nombre de chiffres."),
        ("email", "delphine@", "Cette adresse électronique n'est pas valide, par exemple prenom.nom@example.org."),
        ("caf_number", "123456789", "Un numéro d'allocataire compte au plus 8 chiffres, parfois suivis d'une lettre."),
        ("postcode", "350", "Un code postal compte cinq chiffres."),
        ("naf_code", "couture", "Un code NAF s'écrit comme 14.13Z."),
        ("last_name", "L" * 81, "Ce texte dépasse 80 caractères."),
        ("turnover_before_eur", "beaucoup", "Ce montant n'est pas compris. Écrivez-le comme 1 250,50."),
        ("turnover_before_eur", "-12", "Un chiffre d'affaires ne peut pas être négatif."),
        ("turnover_before_eur", 10**12, "Ce montant n'est pas vraisemblable : vérifiez les zéros."),
        ("turnover_before_months", 13, "Indiquez un nombre entier de mois, de 1 à 12."),
        ("legal_form", "#REF!", "Cette cellule contient une erreur de formule."),
        ("exited_on", "05/11/2019", "Cette date est dans le futur."),
        ("exited_on", "01/03/2019", "Cette date précède « Fin du diagnostic (29/04/2019) »."),
        ("entered_on", "01/03/2019", "Cette date précède « Date d'orientation (04/03/2019) »."),
        ("assessed_on", None, "Une suite est choisie : indiquez la date de fin du diagnostic."),
        ("branch", None, "Le diagnostic est fini : indiquez la suite (sauf si la sortie est le même jour)."),
        ("exit_reason", None, "Indiquez le motif de sortie ; « Autre motif » s'il n'est pas connu."),
        ("job_quality", "aucun", "Une personne salariée a un emploi : précisez lequel, ou écrivez « inconnu »."),
        ("rsa_left_on", "01/01/2017", "Cette date précède l'entrée au RSA."),
        ("adviser", "Rozenn Genêt", "Cette personne n'est pas connue comme conseiller-formateur de ce programme."),
    ],
)  # fmt: skip
def test_a_wrong_cell_is_told(inspect, sheet, code, value, reason):
    inspection = inspect(sheet({**DELPHINE, code: value}))
    assert (2, BY_CODE[code].header, reason) in told(inspection)
    assert inspection.rows == []
    assert inspection.counts == {"refused": 1}


def test_a_value_outside_the_list_is_told_with_the_list(inspect, sheet):
    (remark,) = inspect(sheet({**DELPHINE, "rsa_status": "oui"})).refusals
    assert remark.reason == "Cette valeur n'est pas dans la liste : Sorti du RSA, Toujours au RSA, Non connu."
    assert (remark.value, remark.letter) == ("oui", "X")


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("legal_form", "AUTO-ENTREPRENEUR"),
        ("activity_status", "double activité"),
        ("rsa_status", "hors rsa"),
        ("exit_reason", "fin de parcours"),
        ("job_quality", "Inconnu"),
        ("branch", "developpement"),
    ],
)
def test_what_people_write_instead_of_the_labels(inspect, sheet, code, value):
    assert inspect(sheet({**DELPHINE, code: value})).refusals == []


def test_a_social_security_number_is_refused_wherever_it_stands_and_never_shown(inspect, tmp_path):
    nir = "1 84 05 35 238 012 34"
    header, line = table({**BASILE, "caf_number": nir})
    path = write(tmp_path / "a.xlsx", [[*header, "Notes"], [*line, f"sécu {nir}"]])
    inspection = inspect(path)
    assert [(r.column, r.value) for r in inspection.refusals] == [("Numéro CAF", "•••"), ("Notes", "•••")]
    assert "238" not in repr(inspection)


def test_required_cells_left_blank(inspect, sheet):
    blank = dict.fromkeys(BASILE)
    inspection = inspect(sheet(BASILE, {**blank, "first_name": "Delphine"}))
    assert [(line, column) for line, column, _ in told(inspection)] == [
        (3, "Nom"),
        (3, "Référent RSA"),
        (3, "Conseiller"),
        (3, "Date d'entrée"),
    ]


def test_exit_variables_without_an_exit_date(inspect, sheet):
    inspection = inspect(sheet({**BASILE, "activity_status": "Salarié", "turnover_after_eur": "900"}))
    assert [(r.column, r.is_warning) for r in inspection.remarks] == [
        ("Date d'orientation", True),
        ("Situation à la sortie", False),
        ("CA après", True),
    ]


def test_blank_exit_variables_become_unknown_and_say_so(inspect, sheet):
    inspection = inspect(
        sheet({**DELPHINE, "activity_status": None, "rsa_status": None, "job_quality": None})
    )
    (row,) = inspection.rows
    assert {row.activity_status, row.rsa_status, row.job_quality} == {"unknown"}
    assert [w.column for w in inspection.warnings] == [
        "Situation à la sortie",
        "RSA à la sortie",
        "Emploi à la sortie",
    ]


def test_a_job_is_known_to_be_none_when_the_situation_says_so(inspect, sheet):
    inspection = inspect(sheet({**DELPHINE, "activity_status": "Indépendant", "job_quality": None}))
    assert inspection.warnings == []
    assert inspection.rows[0].job_quality == "none"


def test_a_sole_trader_without_a_trade_name_bears_their_own(inspect, sheet):
    (row,) = inspect(sheet(BASILE)).rows
    assert row.business_name == "Basile Fougère"
    assert row.referred_on == row.entered_on == date(2019, 2, 1)


@pytest.mark.parametrize(
    "written", ["Genêt Rozenn", "ROZENN GENET", "rozenn.genet@example.org", " Rozenn  Genêt "]
)
def test_staff_are_known_by_name_in_any_order_or_by_email(inspect, sheet, rozenn, written):
    (row,) = inspect(sheet({**BASILE, "lead_worker": written})).rows
    assert row.lead_worker.user_id == rozenn.user_id


def test_a_misspelt_colleague_is_guessed_but_not_taken(inspect, sheet):
    (remark,) = inspect(sheet({**BASILE, "adviser": "Karim Noisettier"})).refusals
    assert remark.reason.endswith("Vouliez-vous écrire Karim Noisetier ?")


def test_two_colleagues_of_the_same_name_need_their_email(inspect, sheet, cast):
    other = User.objects.create_user("rozenn.genet.2@example.org", first_name="Rozenn", last_name="Genêt")
    Membership.objects.create(user=other, organisation=cast.organisations["ccas"], role=Role.LEAD_WORKER)
    (remark,) = inspect(sheet(BASILE)).refusals
    assert remark.reason.startswith("Plusieurs personnes s'appellent ainsi")
    (row,) = inspect(sheet({**BASILE, "lead_worker": other.email})).rows
    assert row.lead_worker.organisation_id == cast.organisations["ccas"].pk


def test_a_colleague_who_left_may_be_named_on_a_closed_path_only(inspect, sheet, maiwenn):
    Membership.objects.filter(user=maiwenn.user).update(is_active=False)
    inspection = inspect(sheet(DELPHINE, {**BASILE, "adviser": "Maïwenn Tilleul"}))
    assert [row.line for row in inspection.rows] == [2]
    assert "n'est plus en fonction" in inspection.refusals[0].reason


def test_managers_name_their_own_advisers_the_head_of_service_those_of_every_contractor(
    inspect, sheet, cast, helene
):
    Body.objects.create(
        programme=cast.programme, organisation=cast.organisations["elsewhere"], part=BodyPart.CONTRACTOR
    )
    path = sheet({**BASILE, "adviser": "Zoé Ortie"})
    assert inspect(path).counts == {"refused": 1}
    assert inspect(path, by=helene).counts == {"new": 1}
