"""The newest visit that a facility told of is read off the cells, where rights and withdrawals count."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("command_centre", "0001_initial")]

    operations = [migrations.RemoveField(model_name="facilityheard", name="newest_day")]
