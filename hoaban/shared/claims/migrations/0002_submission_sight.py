import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='submission',
            name='labels',
            field=models.IntegerField(db_default=0),
        ),
        migrations.AddField(
            model_name='submission',
            name='ref',
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), editable=False, unique=True),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['facility_code', 'ma_lk'], name='claims_submission_visit'),
        ),
        migrations.AddIndex(
            model_name='submission',
            index=models.Index(fields=['-received_at'], name='claims_submission_latest'),
        ),
    ]
