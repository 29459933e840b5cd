"""Events of the desk as sentences (settings.FIRM_SENTENCES)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "figure.export": _("导出数字和它的记录"),
    "visit.carry": _("装入演示园区早年的走访"),
    "demo.define": _("定义演示园区的数字"),
    "demo.evaluate": _("填演示园区的自评表"),
    "demo.report": _("装入演示园区的简报"),
    "demo.forms": _("装入演示园区的上级报表"),
    "demo.share": _("装入演示园区的共享用工"),
    "rehearsal.build": _("搭建权限演练"),
}
