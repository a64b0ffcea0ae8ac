from django.db import migrations, models
from django.db.models import Q


def has_months(which):
    return models.CheckConstraint(
        name=f"turnover_{which}_has_months",
        condition=Q((f"turnover_{which}_eur__isnull", True))
        | Q(
            (f"turnover_{which}_eur__gte", 0),
            (f"turnover_{which}_months__isnull", False),
            (f"turnover_{which}_months__range", (1, 12)),
        ),
        violation_error_message=(
            f"Dites sur combien de mois porte le chiffre d'affaires {'avant' if which == 'before' else 'après'} (1 à 12)."
        ),
    )


class Migration(migrations.Migration):

    dependencies = [
        ("pathways", "0004_path_engine"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="outcome", name="turnover_before_has_months"),
        migrations.RemoveConstraint(model_name="outcome", name="turnover_after_has_months"),
        migrations.AddConstraint(model_name="outcome", constraint=has_months("before")),
        migrations.AddConstraint(model_name="outcome", constraint=has_months("after")),
    ]
