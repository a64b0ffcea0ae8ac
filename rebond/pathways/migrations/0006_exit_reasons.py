"""The reason to leave, in the words of the programme."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pathways', '0005_plan_together'),
        ('programmes', '0009_exit_reasons'),
    ]

    operations = [
        migrations.AddField(
            model_name='outcome',
            name='programme_reason',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.listitem', verbose_name='motif'),
        ),
    ]
