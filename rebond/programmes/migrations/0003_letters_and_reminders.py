"""Letters, reminders, quorum and the ladder of an invitation."""

import django.db.models.deletion
from django.db import migrations, models

from rebond.programmes.freezing import freeze, thaw


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0002_freeze_published_versions'),
    ]

    operations = [
        migrations.RunPython(thaw, freeze),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(choices=[('appointment_planned', 'Rendez-vous fixé'), ('appointment_moved', 'Rendez-vous déplacé'), ('appointment_cancelled', 'Rendez-vous annulé'), ('appointment_reminder', "Rappel d'un rendez-vous"), ('choose_slot', 'Choisir un créneau'), ('choose_slot_reminder', 'Relance pour choisir un créneau'), ('convocation', 'Convocation à un rendez-vous'), ('review_convocation', 'Convocation au bilan tripartite'), ('sign_minutes', 'Compte rendu à signer'), ('sign_attendance', 'Présence à signer'), ('space_link', "Accès à l'espace personnel"), ('training_enrolled', 'Inscription à une formation'), ('training_moved', 'Formation déplacée'), ('training_cancelled', 'Formation annulée'), ('training_reminder', "Rappel d'une formation"), ('missing_document', 'Document à fournir'), ('new_message', 'Nouveau message')], max_length=30)),
                ('title', models.CharField(max_length=160)),
                ('body', models.TextField(max_length=4000)),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='ReminderSpec',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days_before', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['-days_before'],
            },
        ),
        migrations.AddField(
            model_name='stepspec',
            name='quorum',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='convene_after_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='version',
            name='remind_after_days',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='stepspec',
            constraint=models.CheckConstraint(condition=models.Q(('quorum__isnull', True), models.Q(('kind', 'tripartite_review'), ('quorum__gte', 1)), _connector='OR'), name='quorum_of_a_review_only', violation_error_message="Seul un bilan tripartite a un quorum, d'une partie au moins."),
        ),
        migrations.AddField(
            model_name='letter',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='programmes.version'),
        ),
        migrations.AddField(
            model_name='reminderspec',
            name='step',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reminder_specs', to='programmes.stepspec'),
        ),
        migrations.AddConstraint(
            model_name='letter',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='one_letter_per_code'),
        ),
        migrations.AddConstraint(
            model_name='reminderspec',
            constraint=models.UniqueConstraint(fields=('step', 'days_before'), name='one_reminder_per_day'),
        ),
        migrations.RunPython(freeze, thaw),
    ]
