"""The notices for 2021 to 2026 ship with the product, and the usual office hours."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.core.workdays.known import NOTICES
from yuanmeng.core.workdays.reading import arrangement


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    year_notice, calendar_day = apps.get_model("workdays", "YearNotice"), apps.get_model("workdays", "CalendarDay")
    for known in NOTICES:
        notice = year_notice.objects.create(
            year=known.year, number=known.number, published=known.published, source=known.source
        )
        days = arrangement(known.text.encode(), known.year).days
        calendar_day.objects.bulk_create(
            calendar_day(date=date, works=special.works, name=special.name, notice=notice)
            for date, special in days.items()
        )
    apps.get_model("workdays", "OfficeHours").objects.create(pk=1)


class Migration(migrations.Migration):
    dependencies = (("workdays", "0001_initial"),)
    operations = (migrations.RunPython(fill),)
