"""Until when a suspension may last."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pathways', '0002_appointments'),
    ]

    operations = [
        migrations.AddField(
            model_name='pathway',
            name='suspended_until',
            field=models.DateField(blank=True, null=True, verbose_name="suspendu au plus jusqu'au"),
        ),
    ]
