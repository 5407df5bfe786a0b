"""Who looked at one person: an index over the people of an entry, made without stopping those who write."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0001_initial")]

    operations = [
        AddIndexConcurrently(
            model_name="entry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["persons"], name="audit_entry_persons"),
        ),
    ]
