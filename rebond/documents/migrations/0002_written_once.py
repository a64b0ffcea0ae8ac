from django.db import migrations

from rebond.documents.once import DOCUMENTS, operations


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]

    operations = operations(DOCUMENTS)
