from django.contrib.postgres.indexes import GinIndex
from django.db import migrations

_WAITING = "alter index record_resource_keys set (gin_pending_list_limit = {})"


class Migration(migrations.Migration):
    """What waits to be put in order is read by every search: a quarter of it costs a write nothing that was measured."""

    dependencies = [
        ('record', '0007_links_in_the_row'),
    ]

    operations = [
        migrations.RunSQL(_WAITING.format(256), _WAITING.format(1024), state_operations=[
            migrations.RemoveIndex('resource', 'record_resource_keys'),
            migrations.AddIndex('resource', GinIndex(
                fields=['keys'], name='record_resource_keys', fastupdate=True, gin_pending_list_limit=256,
            )),
        ]),
    ]
