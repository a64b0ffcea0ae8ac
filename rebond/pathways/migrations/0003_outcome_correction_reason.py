from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pathways', '0002_ids_from_core'),
    ]

    operations = [
        migrations.AddField(
            model_name='outcome',
            name='correction_reason',
            field=models.TextField(blank=True, verbose_name='raison de la correction'),
        ),
    ]
