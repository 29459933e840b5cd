"""The 20 sections and 97 divisions of GB/T 4754-2017 ship with the product (ENT-04)."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.core.classify.industries import DIVISIONS, EDITION, SECTION_OF, SECTIONS


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    industry = apps.get_model("register", "Industry")
    rows = [industry(edition=EDITION, code=c, name=n, level=1, section=c) for c, n in SECTIONS.items()]
    for code, name in DIVISIONS.items():
        section = SECTION_OF[code]
        rows.append(industry(edition=EDITION, code=code, name=name, level=2, parent=section, section=section))
    industry.objects.bulk_create(rows)


class Migration(migrations.Migration):
    dependencies = (("register", "0003_divisions"),)
    operations = (migrations.RunPython(fill),)
