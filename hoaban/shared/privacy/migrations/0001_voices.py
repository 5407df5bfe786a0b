from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Voice',
            fields=[
                ('pk', models.CompositePrimaryKey('purpose', 'language', blank=True, editable=False, primary_key=True, serialize=False)),
                ('purpose', models.CharField(max_length=40)),
                ('language', models.CharField(max_length=8)),
                ('digest', models.CharField(max_length=64)),
                ('speaker', models.CharField(max_length=120)),
                ('placed_by', models.CharField(max_length=200)),
                ('placed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'privacy_voice',
            },
        ),
    ]
