"""The positive exit of each version becomes its first rate; the rates that all programmes had follow, unchanged."""

from django.db import migrations

_COMMON = (
    (
        "still_self_employed",
        "Toujours à leur compte",
        "Sorties où la personne est encore indépendante, avec ou sans emploi salarié.",
        "",
        [{"activity_status": "self_employed_only"}, {"activity_status": "combined"}],
    ),
    (
        "ceased",
        "Ont cessé leur activité",
        "Sorties où la personne n'est plus indépendante : salariée, en recherche d'emploi, en formation ou sans activité.",
        "",
        [{"activity_status": status} for status in ("salaried_only", "job_seeking", "training", "inactive")],
    ),
    (
        "self_employed_only",
        "Indépendants uniquement",
        "La personne vit de sa seule activité indépendante.",
        "still_self_employed",
        [{"activity_status": "self_employed_only"}],
    ),
    (
        "combined_activity",
        "Indépendants et salariés",
        "La personne combine son activité indépendante et un emploi salarié.",
        "still_self_employed",
        [{"activity_status": "combined"}],
    ),
    (
        "salaried_only",
        "Salariés uniquement",
        "Sorties où la personne a cessé son activité et est salariée.",
        "",
        [{"activity_status": "salaried_only"}],
    ),
    (
        "left_rsa",
        "Sortis du RSA",
        "Sorties où la personne ne perçoit plus le RSA.",
        "",
        [{"rsa_status": "out"}],
    ),
)


def move_rates(apps, schema_editor):
    for version in apps.get_model("programmes", "Version").objects.order_by("pk"):
        _positive_exit(apps, version)
        _common(apps, version)


def _positive_exit(apps, version):
    clauses = apps.get_model("programmes", "ExitClause").objects.filter(version=version).order_by("pk")
    withdrawals = apps.get_model("programmes", "ExitWithdrawal").objects.filter(version=version).order_by("pk")
    rate = apps.get_model("programmes", "RateSpec").objects.create(
        version=version,
        code="positive_exit_rate",
        label="Sorties positives",
        definition=version.positive_exit_definition,
        minimum_stay_days=version.minimum_stay_days,
        observed_within_months=version.observed_within_months,
        unknown_counts=version.unknown_counts,
        position=1,
    )
    names = ("activity_status", "rsa_status", "job_quality")
    for clause in clauses:
        apps.get_model("programmes", "RateClause").objects.create(
            rate=rate, **{name: getattr(clause, name) for name in names}
        )
    for withdrawal in withdrawals:
        apps.get_model("programmes", "RateWithdrawal").objects.create(
            rate=rate, exit_reason=withdrawal.exit_reason
        )


def _common(apps, version):
    rates = {}
    for position, (code, label, definition, among, clauses) in enumerate(_COMMON, start=2):
        rates[code] = apps.get_model("programmes", "RateSpec").objects.create(
            version=version, code=code, label=label, definition=definition, among=rates.get(among), position=position
        )
        for clause in clauses:
            apps.get_model("programmes", "RateClause").objects.create(rate=rates[code], **clause)


class Migration(migrations.Migration):

    dependencies = [("programmes", "0005_rates")]

    operations = [migrations.RunPython(move_rates, migrations.RunPython.noop)]
