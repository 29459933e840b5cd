"""Three names of roles that are known, and a fourth that is not: it stays blank until the zone fills it in (ALL-04)."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

ROLES = (
    ("organiser", "组织员", "Organiser", ""),
    ("publicist", "宣传员", "Publicist", ""),
    ("adviser", "参谋员", "Adviser", ""),
    ("fourth", "", "", "公开报道中只能核实前三个名称，第四个名称请由园区填写。"),
)


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    model = apps.get_model("pairing", "InstructorRole")
    for position, (slug, name, english, note) in enumerate(ROLES, 1):
        model.objects.create(slug=slug, name=name, name_en=english, note=note, position=position)


class Migration(migrations.Migration):
    dependencies = [("pairing", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
