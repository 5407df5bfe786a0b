"""Each criterion of a search has an index that ends in the time; made without stopping those who write."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("audit", "0002_entries_by_person")]

    operations = [
        AddIndexConcurrently("entry", models.Index(fields=["at"], name="audit_entry_at")),
        AddIndexConcurrently("entry", models.Index(fields=["actor_id", "at"], name="audit_entry_actor_at")),
        AddIndexConcurrently("entry", models.Index(fields=["act", "at"], name="audit_entry_act_at")),
        AddIndexConcurrently("entry", models.Index(fields=["purpose", "at"], name="audit_entry_purpose_at")),
        AddIndexConcurrently(
            "entry",
            models.Index(fields=["at"], condition=models.Q(outcome="refused"), name="audit_entry_refused_at"),
        ),
        AddIndexConcurrently(
            "entry",
            models.Index(
                fields=["actor_id", "at"], condition=models.Q(outcome="refused"), name="audit_entry_refused_actor"
            ),
        ),
        AddIndexConcurrently(
            "entry",
            models.Index(fields=["request_id"], condition=~models.Q(request_id=""), name="audit_entry_request"),
        ),
        RemoveIndexConcurrently("entry", "audit_entry_actor"),
        AddIndexConcurrently(
            "block",
            models.Index(fields=["era", "to_xid"], condition=models.Q(closing=False), name="audit_block_of_xid"),
        ),
        AddIndexConcurrently(
            "block",
            models.Index(fields=["top_id"], condition=models.Q(closing=True), name="audit_block_closing"),
        ),
    ]
