"""Rates as rows; what versions already say moves there next (0006), and its old place goes (0007)."""

import django.db.models.deletion
from django.db import migrations, models

from rebond.programmes.freezing import thaw


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0004_logos'),
    ]

    operations = [
        migrations.RunPython(thaw, migrations.RunPython.noop),
        migrations.CreateModel(
            name='RateSpec',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40)),
                ('label', models.CharField(max_length=80)),
                ('definition', models.TextField()),
                ('denominator', models.CharField(choices=[('exited', 'les sorties'), ('entered', 'les parcours entrés')], default='exited', max_length=10)),
                ('minimum_stay_days', models.PositiveSmallIntegerField(default=0)),
                ('observed_within_months', models.PositiveSmallIntegerField(default=0)),
                ('observed_at_months', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('unknown_counts', models.CharField(choices=[('negative', 'comptées comme négatives'), ('excluded', 'écartées du calcul')], default='negative', max_length=10)),
                ('position', models.PositiveSmallIntegerField()),
                ('among', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='programmes.ratespec')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rates', to='programmes.version')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='RateClause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('activity_status', models.CharField(blank=True, choices=[('self_employed_only', 'Indépendant uniquement'), ('combined', 'Indépendant et salarié'), ('salaried_only', 'Salarié uniquement'), ('job_seeking', "En recherche d'emploi"), ('training', 'En formation'), ('inactive', 'Sans activité'), ('unknown', 'Non connue')], max_length=20)),
                ('rsa_status', models.CharField(blank=True, choices=[('out', 'Sorti du RSA'), ('in', 'Toujours au RSA'), ('unknown', 'Non connu')], max_length=10)),
                ('job_quality', models.CharField(blank=True, choices=[('lasting', 'Emploi durable (CDI ou plus de 6 mois)'), ('transition', 'Emploi de transition (moins de 6 mois)'), ('none', "Pas d'emploi salarié"), ('unknown', 'Non connue')], max_length=12)),
                ('exit_reason', models.CharField(blank=True, choices=[('completed', 'Parcours mené à son terme'), ('early_job', 'Emploi trouvé en cours de parcours'), ('dropped_out', 'Abandon'), ('lost_contact', 'Perdu de vue'), ('moved', 'Déménagement hors du Département'), ('reoriented', 'Réorientation'), ('health', 'Arrêt pour raison de santé'), ('death', 'Décès'), ('other', 'Autre motif')], max_length=20)),
                ('rate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clauses', to='programmes.ratespec')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='RateWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('exit_reason', models.CharField(choices=[('completed', 'Parcours mené à son terme'), ('early_job', 'Emploi trouvé en cours de parcours'), ('dropped_out', 'Abandon'), ('lost_contact', 'Perdu de vue'), ('moved', 'Déménagement hors du Département'), ('reoriented', 'Réorientation'), ('health', 'Arrêt pour raison de santé'), ('death', 'Décès'), ('other', 'Autre motif')], max_length=20)),
                ('rate', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='withdrawals', to='programmes.ratespec')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='ratespec',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='one_rate_per_code'),
        ),
        migrations.AddConstraint(
            model_name='ratespec',
            constraint=models.CheckConstraint(condition=models.Q(('observed_at_months__isnull', True), ('observed_within_months', 0), _connector='OR'), name='rate_is_observed_in_one_way', violation_error_message="Un taux s'observe jusqu'à un terme, ou à un terme, pas les deux."),
        ),
        migrations.AddConstraint(
            model_name='rateclause',
            constraint=models.UniqueConstraint(fields=('rate', 'activity_status', 'rsa_status', 'job_quality', 'exit_reason'), name='one_rate_clause'),
        ),
        migrations.AddConstraint(
            model_name='ratewithdrawal',
            constraint=models.UniqueConstraint(fields=('rate', 'exit_reason'), name='one_rate_withdrawal'),
        ),
    ]
