"""Reasons to leave, in the programme's own words."""

from django.db import migrations, models

from rebond.programmes.freezing import freeze, thaw


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0008_school_periods'),
    ]

    operations = [
        migrations.RunPython(thaw, freeze),
        migrations.AddField(
            model_name='listitem',
            name='counts_as',
            field=models.CharField(blank=True, choices=[('completed', 'Parcours mené à son terme'), ('early_job', 'Emploi trouvé en cours de parcours'), ('dropped_out', 'Abandon'), ('lost_contact', 'Perdu de vue'), ('moved', 'Déménagement hors du Département'), ('reoriented', 'Réorientation'), ('health', 'Arrêt pour raison de santé'), ('death', 'Décès'), ('other', 'Autre motif')], max_length=20),
        ),
        migrations.AlterField(
            model_name='listitem',
            name='kind',
            field=models.CharField(choices=[('obstacle', 'Points de blocage'), ('decline_reason', 'Motifs de refus'), ('place', 'Lieux'), ('aim', 'Objectifs'), ('suggested_action', 'Actions suggérées'), ('exit_reason', 'Motifs de sortie')], max_length=20),
        ),
        migrations.AddConstraint(
            model_name='listitem',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'exit_reason'), models.Q(('counts_as', ''), _negated=True)), models.Q(models.Q(('kind', 'exit_reason'), _negated=True), ('counts_as', '')), _connector='OR'), name='exit_reason_has_its_class', violation_error_message="Un motif de sortie dit ce qu'il compte, et lui seul."),
        ),
        migrations.RunPython(freeze, thaw),
    ]
