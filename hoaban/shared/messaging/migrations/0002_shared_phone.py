from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("messaging", "0001_messages")]

    operations = [
        migrations.CreateModel(
            name="SharedPhone",
            fields=[
                ("person", models.UUIDField(primary_key=True, serialize=False)),
                ("agreed", models.BooleanField(null=True)),
                ("said_at", models.DateTimeField()),
            ],
            options={"db_table": "messaging_shared_phone"},
        ),
    ]
