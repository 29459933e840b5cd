"""The superior's own forms; what was filled is never changed, refused by the database itself."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from yuanmeng.ledger.append_only import refuse

TABLES = {"reports_filling": "", "reports_filledcell": ""}


def forbid(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    refuse(schema_editor.connection, TABLES)


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SuperiorForm",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=60, verbose_name="表名")),
                ("superior", models.CharField(max_length=60, verbose_name="报送给")),
                (
                    "kind",
                    models.CharField(
                        choices=[("xlsx", "Excel"), ("docx", "Word")], max_length=4, verbose_name="文件种类"
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("month", "每月"), ("quarter", "每季度"), ("year", "每年")],
                        max_length=7,
                        verbose_name="报送周期",
                    ),
                ),
                ("stored", models.CharField(max_length=42)),
                ("file", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("in_use", "使用中"), ("withdrawn", "已停用")],
                        default="in_use",
                        max_length=9,
                        verbose_name="状态",
                    ),
                ),
                ("withdrawn_reason", models.CharField(blank=True, max_length=500, verbose_name="停用原因")),
                ("version", models.PositiveIntegerField(default=0)),
                ("at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级报表",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="Filling",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("period", models.CharField(max_length=24, verbose_name="报告期")),
                ("edition", models.PositiveSmallIntegerField(verbose_name="版次")),
                ("numbers", models.PositiveSmallIntegerField(verbose_name="代填的数")),
                ("lacking", models.PositiveSmallIntegerField(verbose_name="缺的格")),
                ("digest", models.CharField(max_length=64)),
                ("at", models.DateTimeField(verbose_name="填报时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填报人",
                    ),
                ),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="fillings", to="reports.superiorform"
                    ),
                ),
            ],
            options={
                "verbose_name": "已填的报表",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="FilledCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.CharField(max_length=10, verbose_name="单元格")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("figure", "数字"),
                            ("rate", "比率"),
                            ("fact", "外部数据"),
                            ("field", "档案项"),
                            ("text", "固定文字"),
                        ],
                        max_length=6,
                        verbose_name="来源",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=60)),
                (
                    "span",
                    models.CharField(
                        blank=True,
                        choices=[("this", "本期"), ("last_year", "上年同期"), ("year_to_date", "本年累计")],
                        max_length=12,
                        verbose_name="期间",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="名称")),
                ("period", models.CharField(blank=True, max_length=24, verbose_name="期间")),
                ("definition", models.PositiveSmallIntegerField(null=True, verbose_name="口径版本")),
                ("records", models.PositiveIntegerField(null=True, verbose_name="记录数")),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="填入")),
                ("missing", models.CharField(blank=True, max_length=300, verbose_name="缺什么")),
                (
                    "filling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="cells", to="reports.filling"
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.UniqueConstraint(fields=("filling", "cell"), name="filled_cell_once"),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), ("missing", ""), _connector="OR"), name="filled_or_missing"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Placement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("cell", models.CharField(max_length=10, verbose_name="单元格")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("figure", "数字"),
                            ("rate", "比率"),
                            ("fact", "外部数据"),
                            ("field", "档案项"),
                            ("text", "固定文字"),
                        ],
                        max_length=6,
                        verbose_name="来源",
                    ),
                ),
                ("key", models.CharField(blank=True, max_length=60)),
                (
                    "span",
                    models.CharField(
                        blank=True,
                        choices=[("this", "本期"), ("last_year", "上年同期"), ("year_to_date", "本年累计")],
                        max_length=12,
                        verbose_name="期间",
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=200, verbose_name="固定文字")),
                (
                    "form",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="reports.superiorform",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [models.UniqueConstraint(fields=("form", "cell"), name="placement_once")],
            },
        ),
        migrations.AddConstraint(
            model_name="filling",
            constraint=models.UniqueConstraint(fields=("form", "period", "edition"), name="filling_once"),
        ),
        migrations.RunPython(forbid),
    ]
