"""The database refuses to change a published version, or what it holds."""

from django.db import migrations

from rebond.programmes.freezing import freeze, thaw


class Migration(migrations.Migration):

    dependencies = [("programmes", "0001_initial")]

    operations = [migrations.RunPython(freeze, thaw, elidable=False)]
