"""Evidence packs: a zip that says what an indicator's value is, what it counts, and how to check that nothing changed.

The same data and the same person give the same bytes. Every file is written to a folder first, so that the memory stays
small however many records there are.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from cryptography.hazmat.primitives import hashes
from django.db.models import QuerySet, Sum
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from yuanmeng.core.actor import Actor
from yuanmeng.core.period import read
from yuanmeng.core.refusals import Invalid
from yuanmeng.files.storage import path_of, sha256_of
from yuanmeng.files.tables import Table, write_xlsx
from yuanmeng.ledger import figures as ledger
from yuanmeng.reports.indicators import Node, direction_of, newest_values, percent, tree, weight_faults
from yuanmeng.reports.models import Evidence, Indicator, IndicatorSystem, IndicatorValue, OutsideFact, Publication
from yuanmeng.reports.queries import canonical, hashed_of, intact, records_of, rows_of

INDEX, RECORDS, HASHED, FILES = "目录.html", "记录.xlsx", "发布摘要原文.json", "附件"
SHA256, SM3 = "SHA256SUMS", "SM3SUMS"
CHECK = (f"sha256sum -c {SHA256}", f"cksum -a sm3 --check {SM3}", f"openssl dgst -sm3 {HASHED}")
MOST_RECORDS, MOST_BYTES = 50_000, 500 << 20
"""Of a pack of a whole system; what is larger is packed indicator by indicator."""
UNFIT = re.compile(r"[\\/:*?\"<>|\s]+")
EPOCH = (1980, 1, 1, 0, 0, 0)
Present = Callable[[QuerySet[Any]], tuple[QuerySet[Any], Callable[[Any], dict[str, Any]]]]
"""Records → what is read along with them, and a row of each: its name, what is said about it, when."""


@dataclass(slots=True)
class Told:
    """Records that are in the pack, and those that the person may not open."""

    records: int = 0
    closed: int = 0


Pack = tuple[IO[bytes], Told]


def packed(indicator: Indicator, by: Actor, present: Present) -> Pack:
    """The pack of one indicator, an open file that the response closes."""
    value = newest_values().filter(indicator=indicator).first()
    with tempfile.TemporaryDirectory(prefix="yuanmeng-") as name, translation.override("zh-hans"):
        told = _filled(Path(name), indicator, value, by, present)
        return _zipped(Path(name)), told


def packed_all(system: IndicatorSystem, by: Actor, present: Present) -> Pack:
    """The pack of a whole system, a folder for each indicator that has a value. Raises Invalid when it is too large."""
    nodes = tree(system)
    _bounded([node.value for node in nodes if node.value])
    with tempfile.TemporaryDirectory(prefix="yuanmeng-") as name, translation.override("zh-hans"):
        folder, told, rows = Path(name), Told(), []
        for node in nodes:
            row = _row(node)
            if node.leaf and node.value:
                row["folder"] = plain(f"{node.indicator.code} {node.indicator.name}")
                (folder / row["folder"]).mkdir()
                part = _filled(folder / row["folder"], node.indicator, node.value, by, present)
                told.records += part.records
                told.closed += part.closed
            rows.append(row)
        faults = weight_faults(system, [node.indicator for node in nodes])
        standings = [_fact(each.fact) for each in system.standings.select_related("fact")]
        _written_index(folder, system, by, {"rows": rows, "faults": faults, "standings": standings})
        return _zipped(folder), told


def _bounded(values: list[IndicatorValue]) -> None:
    records = sum(each.publication.records for each in values if each.publication)
    kept = Evidence.objects.filter(value__in=[each.pk for each in values], removed=False)
    size = kept.aggregate(size=Sum("size"))["size"] or 0
    if records > MOST_RECORDS or size > MOST_BYTES:
        raise Invalid(
            _("整套有 %(records)s 条记录、%(megabytes)s MB 附件，一包最多 %(most)s 条、%(large)s MB，请逐项下载。")
            % {"records": records, "megabytes": size >> 20, "most": MOST_RECORDS, "large": MOST_BYTES >> 20}
        )


def _filled(folder: Path, indicator: Indicator, value: IndicatorValue | None, by: Actor, present: Present) -> Told:
    """Everything about one indicator into its folder."""
    told = Told()
    shown: dict[str, Any] = {"indicator": _row(Node(indicator, 0, leaf=True, value=value, files=0)), "value": None}
    if value:
        shown |= {"value": _value(value), "history": [_value(each) for each in indicator.values.select_related("by")]}
        if value.publication:
            shown["publication"] = _counted(folder, value.publication, by, present, told)
        if value.fact:
            shown["fact"] = _fact(value.fact)
        shown["lost"] = _attached(folder, value)
    shown["told"] = asdict(told)
    _written_index(folder, indicator.system, by, shown)
    return told


def _counted(folder: Path, found: Publication, by: Actor, present: Present, told: Told) -> dict[str, Any]:
    """The records that the person may open, and, when these are all, the text whose SM3 is the digest."""
    figure = ledger.edition(found.figure, found.definition)
    rows = rows_of(found)
    told.closed = found.records
    if figure is not None:
        mine = records_of(found).filter(pk__in=figure.policy.among(by).values("pk"))
        with (folder / RECORDS).open("wb") as file:
            told.records = write_xlsx(file, _table(found, mine, dict(rows), present))
        told.closed -= told.records
    if not told.closed:
        (folder / HASHED).write_bytes(canonical(*hashed_of(found, rows)))
    return {
        "name": found.name, "says": found.says, "basis": found.basis, "definition": found.definition,
        "edition": found.edition, "period": found.period, "value": found.value, "unit": found.unit,
        "records": found.records, "reason": found.reason, "digest": found.digest, "at": _moment(found.at),
        "intact": intact(found), "running": read(found.period).last >= timezone.localtime(found.at).date(),
        "adjustments": [
            {"value": each.value, "reason": each.reason, "by": each.by.name, "at": _moment(each.at)}
            for each in found.adjustments.select_related("by")
        ],
    }  # fmt: skip


def _table(found: Publication, mine: QuerySet[Any], amounts: dict[int, int], present: Present) -> Table:
    heads = [("编号", 10), ("计入", 10), ("名称", 40), ("说明", 30), ("日期", 16)]
    records, row = present(mine.order_by("pk"))
    rows = (
        (str(record.pk), str(amounts[record.pk]), shown["name"], shown["under"], shown["when"])
        for record in records.iterator(chunk_size=500)
        for shown in (row(record),)
    )
    return Table("记录", heads, rows, timezone.make_naive(found.at))


def _attached(folder: Path, value: IndicatorValue) -> list[str]:
    """The files that go with the value; names of those that are gone or are not what was uploaded."""
    lost = []
    for number, each in enumerate(value.evidence.filter(removed=False), 1):
        path = path_of(each.stored)
        if not path.is_file() or sha256_of(path) != each.sha256:
            lost.append(each.name)
            continue
        (folder / FILES).mkdir(exist_ok=True)
        shutil.copyfile(path, folder / FILES / f"{number:02} {plain(each.name)}")
    return lost


def plain(name: str) -> str:
    """A name that every system can unpack, at most 60 characters with its ending."""
    stem, dot, ending = UNFIT.sub(" ", name).strip(". ").rpartition(".")
    return f"{stem[:50]}.{ending}" if dot and len(ending) < 10 else f"{stem}{dot}{ending}"[:60].strip(". ")


def _written_index(folder: Path, system: IndicatorSystem, by: Actor, shown: dict[str, Any]) -> None:
    listed = [
        {"name": name, "size": path.stat().st_size, "sha256": sha256_of(path), "sm3": sm3_of(path)}
        for name, path in _files(folder)
    ]
    known = {
        "name": system.name, "issuer": system.issuer, "source": system.source, "period": system.period,
        "mark": system.mark, "state": system.get_state_display(), "reason": system.withdrawn_reason,
    }  # fmt: skip
    text = render_to_string(
        "reports/evidence.html", shown | {"system": known, "by": by.name, "files": listed, "check": CHECK}
    )
    (folder / INDEX).write_text(text, "utf-8")


def _row(node: Node) -> dict[str, Any]:
    each = node.indicator
    return {
        "code": each.code, "name": each.name, "weight": percent(each.weight), "unit": each.unit,
        "direction": direction_of(node), "aim": each.aim, "normalisation": each.normalisation,
        "source": each.source, "leaf": node.leaf, "value": _value(node.value) if node.value else None,
    }  # fmt: skip


def _value(each: IndicatorValue) -> dict[str, Any]:
    return {
        "edition": each.edition, "kind": each.kind, "kind_name": each.get_kind_display(), "text": each.text,
        "unit": each.unit, "period": each.period, "source": each.source, "missing": each.missing,
        "reason": each.reason, "by": each.by.name, "at": _moment(each.at),
    }  # fmt: skip


def _fact(fact: OutsideFact) -> dict[str, Any]:
    return {
        "name": fact.name, "value": fact.value, "unit": fact.unit, "on": fact.on.isoformat(), "source": fact.source,
        "note": fact.note, "withdrawn": fact.withdrawn_reason,
    }  # fmt: skip


def _moment(at: Any) -> str:
    return date_format(timezone.localtime(at), "Y-m-d H:i")


def _files(folder: Path) -> list[tuple[str, Path]]:
    found = [each for each in folder.rglob("*") if each.is_file()]
    return sorted((each.relative_to(folder).as_posix(), each) for each in found)


def sm3_of(path: Path) -> str:
    """The SM3 of a file, as hex."""
    hashed = hashes.Hash(hashes.SM3())
    with path.open("rb") as stream:
        while chunk := stream.read(1 << 20):
            hashed.update(chunk)
    return hashed.finalize().hex()


def _sums(files: Iterable[tuple[str, Path]], digest: Callable[[Path], str]) -> str:
    """As `sha256sum` writes them."""
    return "".join(f"{digest(path)}  {name}\n" for name, path in files)


def _zipped(folder: Path) -> IO[bytes]:
    """All files of the folder with the two lists of their hashes, as an open file."""
    files = _files(folder)
    (folder / SHA256).write_text(_sums(files, sha256_of), "utf-8")
    (folder / SM3).write_text(_sums(files, sm3_of), "utf-8")
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in _files(folder):
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            with path.open("rb") as source, archive.open(entry, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target)
    out.seek(0)
    return out
