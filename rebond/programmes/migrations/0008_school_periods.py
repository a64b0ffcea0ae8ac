"""School holidays that an administrator adds, and zones beyond A, B and C."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0007_drop_the_old_rule'),
    ]

    operations = [
        migrations.AlterField(
            model_name='programme',
            name='school_zone',
            field=models.CharField(blank=True, max_length=20, verbose_name='zone scolaire'),
        ),
        migrations.CreateModel(
            name='SchoolPeriod',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('zone', models.CharField(choices=[('A', 'Zone A'), ('B', 'Zone B'), ('C', 'Zone C'), ('corse', 'Corse'), ('guadeloupe', 'Guadeloupe'), ('guyane', 'Guyane'), ('martinique', 'Martinique'), ('mayotte', 'Mayotte'), ('reunion', 'La Réunion')], max_length=20, verbose_name='zone')),
                ('name', models.CharField(max_length=60, verbose_name='nom')),
                ('first_day', models.DateField(verbose_name='premier jour')),
                ('last_day', models.DateField(verbose_name='dernier jour')),
            ],
            options={
                'ordering': ['zone', 'first_day'],
                'constraints': [models.UniqueConstraint(fields=('zone', 'first_day'), name='one_school_period_per_start', violation_error_message='Des vacances commencent déjà ce jour-là dans cette zone.'), models.CheckConstraint(condition=models.Q(('last_day__gte', models.F('first_day'))), name='school_period_ends_after_it_starts', violation_error_message='Les vacances finissent avant de commencer.')],
            },
        ),
    ]
