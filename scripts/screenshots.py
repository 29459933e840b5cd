"""Make the pictures of the README and the guide from a fresh demo zone: `.venv/bin/python scripts/screenshots.py`.

Writes docs/images/NAME-{desk,phone}-{zh,en}.png; `screenshots.py NAME…` takes only those whose name begins so.
Needs Chromium, as the tests do.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from story import tell

from yuanmeng.core.actor import Role
from yuanmeng.core.uscc import check_digits

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
COMMAND = str(Path(sys.executable).with_name("yuanmeng"))
PORT = 8391
URL = f"http://127.0.0.1:{PORT}"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
SIZES = {"desk": (1280, 860), "phone": (390, 844)}
LANGUAGES = {"zh": "zh-hans", "en": "en"}
PAGES: list[tuple[str, Role, str]] = [
    ("home", Role.SERVICE_OFFICER, "/"),
    ("firms", Role.SERVICE_OFFICER, "/firms/"),
    ("firm", Role.SERVICE_OFFICER, "/firms/1/"),
    ("search", Role.SERVICE_OFFICER, "/firms/?q=qbsp"),
    ("duplicates", Role.SERVICE_OFFICER, "/duplicates/"),
    ("structure", Role.ZONE_LEADER, "/structure/"),
    ("alliance", Role.ALLIANCE_SECRETARY, "/alliances/food_beverage/"),
    ("lists", Role.FIRM_ADMINISTRATOR, "/exchange/"),
    ("publish", Role.FIRM_ADMINISTRATOR, "/exchange/new/"),
    ("activities", Role.ALLIANCE_SECRETARY, "/activities/"),
    ("planner", Role.SERVICE_OFFICER, "/visits/planner/"),
    ("problems", Role.SERVICE_OFFICER, "/issues/"),
    ("labour", Role.SERVICE_OFFICER, "/labour/lots/"),
    ("labour-results", Role.SERVICE_OFFICER, "/labour/results/"),
    ("labour-loan", Role.FIRM_ADMINISTRATOR, "/labour/loans/6/"),
    ("figures", Role.ZONE_LEADER, "/figures/?period=2021"),
    ("briefing", Role.ZONE_LEADER, "/briefings/1/editions/1/"),
    ("dashboard", Role.ZONE_LEADER, "/dashboard/"),
    ("superior-forms", Role.ZONE_LEADER, "/superior-forms/"),
    ("evaluation", Role.ZONE_LEADER, "/evaluations/2/"),
]


def code(first_16: str) -> str:
    """A fictional credit code (division 000000) with its check digits."""
    return first_16 + check_digits(first_16)


SAMPLE = [
    ["济北开发区规模以上企业名单（示例，均为虚构）", "", "", "", ""],
    ["序号", "企业名称", "统一社会信用代码", "注册资本", "成立日期"],
    ["1", "泉北食品有限公司", "910000005265471903", "3600万元", "2009-10-21"],
    ["2", "稷下智控科技有限公司", code("91000000MA0000A1"), "500(万)", "2019/5/8"],
    ["3", "济水精密机械有限公司", code("91000000MA0000A2"), "120(万美元)", "2018年3月12日"],
    ["4", "华不注光学仪器有限公司", code("91000000MA0000A3"), "1,000万元", "20150601"],
    ["5", "川流泵业有限公司", "", "800万元", "2005-04-19"],
    ["6", "鹊华物流有限公司", "91000000MA0000A444", "2000万日元", "2016.9.1"],
]

VACANCIES = [
    ["招聘职位", "单位", "人数", "月薪", "截止日期", "性别", "要求"],
    ["糕点包装工", "泉北食品有限公司", "12", "5700", "2027-01-20", "不限", "旺季包装，白班"],
    ["电焊工", "济水精密机械有限公司", "4人", "8400", "2026-12-31", "男", "持焊接操作证"],
    ["装卸工", "鹊华物流有限公司", "33312323", "6300", "2027-01-10", "男", "夜班装卸"],
    ["电子装配工", "稷下智控科技有限公司", "6", "6150", "1970-01-01", "女", "坐班，会看图纸"],
    ["", "川流泵业有限公司", "3", "6000", "2027-02-01", "不限", "岗位面议"],
]


def answers() -> None:
    """Wait until the server is ready."""
    for _attempt in range(300):
        try:
            urllib.request.urlopen(f"{URL}/healthz", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not come up")


def sign_in(page: Page, role: Role) -> None:
    page.goto(f"{URL}/demo/people/")
    page.locator("button[name=person]").nth(list(Role).index(role)).click()
    page.wait_for_url(f"{URL}/")


def asked_for(*names: str) -> bool:
    """Whether one of these is to be taken."""
    return not sys.argv[1:] or any(name.startswith(tuple(sys.argv[1:])) for name in names)


def shot(page: Page, name: str) -> None:
    if asked_for(name):
        page.screenshot(path=IMAGES / f"{name}.png")


def main() -> None:
    """Serve a fresh zone, take the pictures, stop the server."""
    if not sys.argv[1:]:
        shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "YUANMENG_DATA": folder, "YUANMENG_PORT": str(PORT)}
        subprocess.run([COMMAND, "demo", "--load-only"], env=environment, check=True, stdout=subprocess.DEVNULL)
        server = subprocess.Popen([COMMAND, "serve"], env=environment, stdout=subprocess.DEVNULL)
        try:
            answers()
            take(Path(folder))
        finally:
            server.terminate()
            server.wait(timeout=30)


def take(folder: Path) -> None:
    """Every picture in both sizes and both languages."""
    sample, vacancies = written(folder / "名单.csv", SAMPLE), written(folder / "缺工表.csv", VACANCIES)
    chromium = shutil.which("chromium")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=FLAGS)
        every = [f"{size}-{short}" for size in SIZES for short in LANGUAGES]
        if asked_for(*(f"{name}-{suffix}" for name in ("home", "duplicates", "merge") for suffix in every)):
            finding(browser.new_page())
        plan = planned(browser.new_page()) if asked_for(*(f"labour-plan-{suffix}" for suffix in every)) else ""
        for size, (width, height) in SIZES.items():
            for short, language in LANGUAGES.items():
                viewport = {"width": width, "height": height}
                context = browser.new_context(viewport=viewport, locale="zh-CN" if short == "zh" else "en-GB")
                context.add_cookies([{"name": "django_language", "value": language, "url": URL}])
                page = context.new_page()
                suffix = f"{size}-{short}"
                pages(page, suffix)
                proving(page, f"proof-{suffix}")
                importing(page, f"import-{suffix}", sample)
                merging(page, f"merge-{suffix}")
                planning(page, f"labour-plan-{suffix}", plan)
                vacant(page, f"labour-import-{suffix}", vacancies)
                context.close()
        for short, language in LANGUAGES.items():
            if not sys.argv[1:] or any(each.startswith("story") for each in sys.argv[1:]):
                tell(browser, URL, language, sign_in, lambda page, name, short=short: shot(page, f"{name}-{short}"))
        browser.close()


def written(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def finding(page: Page) -> None:
    """Let the zone look for duplicates once."""
    sign_in(page, Role.SERVICE_OFFICER)
    page.goto(f"{URL}/duplicates/")
    page.locator("form[action$='/finding/'] button").click()
    for _attempt in range(300):
        page.goto(f"{URL}/duplicates/")
        if page.locator("a[href*='/merges/new/']").count():
            return
        time.sleep(0.2)
    raise SystemExit("no duplicates were found")


def planned(page: Page) -> str:
    """Ask for a labour plan that holds every requirement, and wait for it; its address."""
    sign_in(page, Role.SERVICE_OFFICER)
    page.goto(f"{URL}/labour/plans/")
    for wish in page.locator("#asking input[name=wish]").all():
        wish.check()
    page.locator("button[form=asking]").click()
    page.wait_for_url(f"{URL}/labour/plans/*/")
    for _attempt in range(300):
        page.reload()
        if page.locator("form[action$='/sending/']").count():
            return page.url
        time.sleep(0.2)
    raise SystemExit("no plan was worked out")


def pages(page: Page, suffix: str) -> None:
    role = None
    for name, wanted, path in PAGES:
        if not asked_for(f"{name}-{suffix}"):
            continue
        if wanted is not role:
            sign_in(page, wanted)
            role = wanted
        page.goto(URL + path)
        shot(page, f"{name}-{suffix}")


def proving(page: Page, name: str) -> None:
    """Picture the proof of the 308 problems solved in 2021."""
    if asked_for(name):
        sign_in(page, Role.ZONE_LEADER)
        page.goto(f"{URL}/figures/issues.closed/?period=2021")
        page.locator("main a[href^='/proof/']").first.click()
        page.locator("[data-total]").wait_for()
        shot(page, name)


def uploaded(page: Page, path: str, file: Path, source: str) -> None:
    """Hand in a file with where it comes from."""
    sign_in(page, Role.SERVICE_OFFICER)
    page.goto(URL + path)
    page.locator("input[type=file]").set_input_files(file)
    page.locator("input[name=source]").fill(source)
    page.locator("main form .btn-primary").click()


def importing(page: Page, name: str, sample: Path) -> None:
    """Upload the sample, confirm its columns, picture what would be written."""
    if asked_for(name):
        uploaded(page, "/imports/new/", sample, "示例名单" if name.endswith("zh") else "Sample list")
        page.locator("main form.ym-card .btn-primary").click()
        page.locator("form[action$='/applying/']").wait_for()
        shot(page, name)


def merging(page: Page, name: str) -> None:
    """Picture what merging the likeliest pair of the register would move; nothing is merged."""
    if asked_for(name):
        sign_in(page, Role.SERVICE_OFFICER)
        page.goto(f"{URL}/duplicates/")
        page.locator("a[href*='/merges/new/']").first.click()
        page.locator("textarea[name=basis]").wait_for()
        shot(page, name)


def planning(page: Page, name: str, plan: str) -> None:
    """Picture the labour plan; nobody is asked."""
    if asked_for(name):
        sign_in(page, Role.SERVICE_OFFICER)
        page.goto(plan)
        shot(page, name)


def vacant(page: Page, name: str, vacancies: Path) -> None:
    """Picture what a file of vacancies would become; nothing is loaded."""
    if asked_for(name):
        source = "示例缺工表" if name.endswith("zh") else "Sample vacancies"
        uploaded(page, "/labour/lotbatches/new/", vacancies, source)
        page.locator("form[action$='/dropping/']").wait_for()
        shot(page, name)


if __name__ == "__main__":
    main()
