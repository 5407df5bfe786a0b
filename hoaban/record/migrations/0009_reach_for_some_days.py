from django.db import migrations, models


class Migration(migrations.Migration):
    """Referrals and whoever looks after somebody let in from a day until a day. What was known before has no days."""

    dependencies = [("record", "0008_less_waits_in_the_index")]

    operations = [
        migrations.AddField("reach", "since", models.DateField(null=True)),
        migrations.AddField("reach", "until", models.DateField(null=True)),
    ]
