"""Logos."""

import django.db.models.deletion
from django.db import migrations, models

from rebond.programmes.freezing import freeze, thaw


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0003_letters_and_reminders'),
    ]

    operations = [
        migrations.CreateModel(
            name='Logo',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=80)),
                ('media_type', models.CharField(choices=[('image/png', 'PNG'), ('image/svg+xml', 'SVG')], max_length=20)),
                ('content', models.BinaryField()),
                ('position', models.PositiveSmallIntegerField()),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='logos', to='programmes.version')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('version', 'position'), name='one_logo_per_position')],
            },
        ),
        migrations.RunPython(freeze, thaw),
    ]
