"""The places of a step, and who may decide a choice."""

import django.db.models.deletion
from django.db import migrations, models

from rebond.programmes.freezing import freeze, thaw


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0009_exit_reasons'),
    ]

    operations = [
        migrations.RunPython(thaw, freeze),
        migrations.AddField(
            model_name='stepspec',
            name='places',
            field=models.ManyToManyField(blank=True, limit_choices_to={'kind': 'place'}, related_name='+', to='programmes.listitem'),
        ),
        migrations.CreateModel(
            name='ChoiceAuthorSpec',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead_worker', 'Référent RSA'), ('business_adviser', 'Conseiller-formateur'), ('production_manager', 'Responsable production'), ('director', 'Directrice'), ('careers_consultant', 'Consultant en évolution professionnelle')], max_length=30)),
                ('choice', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='author_specs', to='programmes.choicespec')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('choice', 'role'), name='one_choice_author_per_role')],
            },
        ),
        migrations.RunPython(freeze, thaw),
    ]
