"""The old place of the positive exit goes, and versions are frozen again."""

from django.db import migrations

from rebond.programmes.freezing import freeze, thaw


class Migration(migrations.Migration):

    dependencies = [("programmes", "0006_move_rates")]

    operations = [
        migrations.RemoveField(
            model_name='version',
            name='minimum_stay_days',
        ),
        migrations.RemoveField(
            model_name='version',
            name='observed_within_months',
        ),
        migrations.RemoveField(
            model_name='version',
            name='positive_exit_definition',
        ),
        migrations.RemoveField(
            model_name='version',
            name='unknown_counts',
        ),
        migrations.DeleteModel(
            name='ExitClause',
        ),
        migrations.DeleteModel(
            name='ExitWithdrawal',
        ),
        migrations.RunPython(freeze, thaw),
    ]
