"""What people type to import vacancies."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yuanmeng.register.forms import imports


class FileForm(imports.FileForm):
    """A file of vacancies and who it comes from."""

    such_as = _("如“县人力资源市场 9 月缺工表”。同一来源已导入的行不会重复。")
