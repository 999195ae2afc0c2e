"""What the tests share: the contract, a made-up country to read, to spoil and to build.

No test of the engine knows a figure of content/: the reports that tests speak of stand in
tests/country/content, and content/ itself is only asked that it is sound (test_content.py).
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import gc
import http.server
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, sync_playwright

from gongkai.build import order
from gongkai.checks import rules
from gongkai.checks.judged import JudgedReports
from gongkai.cli.main import main
from gongkai.contract import Contract, read_contract
from gongkai.model.findings import Finding, Problem
from gongkai.model.languages import SITE_LANGUAGES, Translated
from gongkai.model.report import Cell, Jurisdiction, Report, State
from gongkai.words import Words, read_words

# A shell starts what it runs in the background deaf to Ctrl-C, and children would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The processes of a run share what they compile of templates.
if "GONGKAI_TEMPLATES" not in os.environ:
    os.environ["GONGKAI_TEMPLATES"] = tempfile.mkdtemp(prefix="gongkai-")
    atexit.register(shutil.rmtree, os.environ["GONGKAI_TEMPLATES"], ignore_errors=True)

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"  # the miniature country
COUNTRY = ROOT / "tests" / "country"
# The made-up country, by what its reports are like. `COUNTRY / CITY` is the file itself.
CITY = "content/reports/yunze/qingwu/2023.yaml"  # whole form of 2021, figures in the prose
DISTRICT = "content/reports/yunze/qingwu/liutang/2021.yaml"  # below it; shares, growths, editions
TOWN = "content/reports/beiyu/songhe/yuguan/2023.yaml"  # whole form of 2021, scope unknown
MIXED = "content/reports/jiangting/pingwan/luze/2023.yaml"  # two forms; two sums as printed
OFFICE = "content/reports/hailan/general-office/2019.yaml"  # an organ, form of 2019, mostly blank
ZONE = "content/reports/yunze/qingwu/etdz/2019.yaml"  # prose alone
CARD = "content/reports/yunze/qingwu/2014-report-card.yaml"  # no annual report, prose alone
SERIES = "beiyu/songhe"  # 2020 (form of 2019) to 2023, published late in 2023; with two counties
REPORTS = tuple(
    path.relative_to(COUNTRY / "content" / "reports").with_suffix("").as_posix()
    for path in sorted((COUNTRY / "content" / "reports").rglob("*.yaml"))
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="accept what the miniature country makes")


def pytest_unconfigure() -> None:
    """Python clears up at its end, although a command ran here: DuckDB tells of what is left."""
    atexit.unregister(gc.freeze)


@pytest.fixture(scope="session")
def contract() -> Contract:
    return read_contract(ROOT)


def lay_out(folder: Path, content: Path = COUNTRY / "content") -> Path:
    """A project in a folder: this content, with our contract, our look and our prose."""
    shutil.copytree(content, folder / "content", dirs_exist_ok=True)
    if not (folder / "content" / "pages").exists():
        shutil.copytree(ROOT / "content" / "pages", folder / "content" / "pages")
        shutil.copy(ROOT / "content" / "README.md", folder / "content")
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


@functools.cache
def the_country() -> Path:
    """The made-up country as a project; nobody writes into it."""
    folder = tempfile.mkdtemp(prefix="gongkai-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return lay_out(Path(folder).resolve())


@pytest.fixture(scope="session")
def country() -> Path:
    return the_country()


@pytest.fixture(scope="session")
def checked(country: Path) -> JudgedReports:
    return order.at_hand(country)


@pytest.fixture(scope="session")
def words() -> Mapping[str, Words]:
    return {lang: read_words(ROOT, lang) for lang in SITE_LANGUAGES}


@pytest.fixture(scope="session")
def city(checked: JudgedReports) -> Report:
    """A report without a blank: what it says is altered, a cell at a time."""
    return checked.reports["yunze/qingwu/2023"]


def judged(
    report: Report, contract: Contract, before: Report | None = None, **around: object
) -> tuple[list[Finding], list[Problem]]:
    """Every rule on one report, with these neighbours around it (and no others)."""
    place = Jurisdiction(
        report.subject, Translated({"zh": "某地", "en": "Somewhere"}), "prefecture", None
    )
    given = {"subject": place, "government": place, "before": before, "args": {"year": 0}, **around}
    if before is None:
        given.setdefault("reason", "no-last-year")
    return rules.run(report, contract, rules.Around(contract, **given))


def with_cells(report: Report, **changes: object) -> Report:
    """The report with other values in some cells; None is a blank. Names use __ for dots."""
    cells = dict(report.cells)
    for name, value in changes.items():
        address = name.replace("__", ".")
        if value is None:
            cells[address] = Cell(None, None, State.BLANK)
        else:
            cells[address] = Cell(Decimal(str(value)), str(value))
    return replace(report, cells=cells)


def command(
    *arguments: str, root: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """`python build.py …` in a project, in this process; in the made-up country unless said."""
    root = root or the_country()
    words = ["--workers", "1", *arguments]
    if "--root" not in arguments:
        words += ["--root", str(root)]
    with contextlib.chdir(root):
        done = CliRunner(env={"LC_ALL": "C.UTF-8", **env}).invoke(
            main, words, catch_exceptions=False, prog_name="build.py"
        )
    return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)


def process(
    *arguments: str, root: Path | None = None, **env: str
) -> subprocess.CompletedProcess[str]:
    """The same as a user calls it: a process of its own, with a worker for each core."""
    root = root or the_country()
    words = [sys.executable, str(ROOT / "build.py"), *arguments]
    if root != ROOT and "--root" not in arguments:
        words += ["--root", str(root)]
    return subprocess.run(
        words,
        cwd=root,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "LC_ALL": "C.UTF-8", **env},
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The made-up country, to be spoiled."""
    return lay_out(tmp_path)


@pytest.fixture
def spoil(project: Path) -> Callable[[str, str, str], Path]:
    """Replace one text in one file of the copy."""

    def change(path: str, old: str, new: str) -> Path:
        file = project / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path}"
        file.write_text(text.replace(old, new), encoding="utf-8", newline="")
        return project

    return change


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The site of the made-up country, built as a user builds it."""
    out = tmp_path_factory.mktemp("built") / "dist"
    done = process("--out", str(out))
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="session")
def atlas(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the made-up country amidst all real places, for tests of names and codes."""
    root = lay_out(tmp_path_factory.mktemp("atlas"))
    shutil.copytree(
        ROOT / "content" / "jurisdictions", root / "content" / "jurisdictions", dirs_exist_ok=True
    )
    done = command(root=root)
    assert done.returncode == 0, done.stderr
    return root / "dist"


def work(call: Callable[[], object], times: int = 5) -> float:
    """Seconds of processor time of this thread that a call takes, the least of several.

    Only to compare the work of n and of 2n: what a machine does beside it is not in it.
    """
    spent = []
    for _ in range(times):
        began = time.thread_time()
        call()
        spent.append(time.thread_time() - began)
    return min(spent)


def markup(path: Path) -> str:
    """A page with quotes around all its attributes, where the build leaves them out."""
    html = path.read_text(encoding="utf-8")
    return re.sub(r"(?<=\s)([a-z-]+)=([\w.:#/%+-]+)(?=[\s>])", r'\1="\2"', html)


@functools.cache
def miniature() -> JudgedReports:
    """The miniature country, read and judged."""
    with tempfile.TemporaryDirectory() as folder:
        judged = order.at_hand(lay_out(Path(folder), GOLDEN / "content"))
        assert list(judged.reports.values())  # each is read now, while the files are there
    return judged


@pytest.fixture(scope="session")
def golden(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output of the miniature country, built once; nobody changes it."""
    root = lay_out(tmp_path_factory.mktemp("golden"), GOLDEN / "content")
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below a folder by its path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# -- in a browser ------------------------------------------------------------------------------


Waiting = TypeVar("Waiting", BrowserContext, Page)


def patient(make: Callable[..., Waiting]) -> Callable[..., Waiting]:
    """What it makes waits longer than Playwright's half a minute."""

    def made(**options: object) -> Waiting:
        new = make(**options)
        new.set_default_timeout(PATIENCE * 1000)
        return new

    return made


Scheme = Literal["light", "dark"]
PATIENCE = 300.0  # seconds that anything may take where other work fills the machine


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; its pages wait as long as a busy machine needs.

    Its headless shell draws the same pages with a quarter of the work of the whole browser.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    assert found, "no Chromium: run `make test`, or set CHROMIUM to its path"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, timeout=PATIENCE * 1000)
        for name in ("new_context", "new_page"):
            setattr(browser, name, patient(getattr(browser, name)))
        yield browser
        browser.close()


@contextmanager
def watched(browser: Browser, *may_throw: str, **options: Any) -> Iterator[Page]:
    """A page of its own context on which nothing may be thrown but what has one of these texts, and
    which keeps to its policy and asks no other host.
    """
    wrong: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith(("file:", "http://127.", "data:", "blob:")):
            wrong.append(request.url)

    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    page = context.new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Policy" in said.text else None)
    page.on("request", asked)
    yield page
    context.close()
    assert [one for one in wrong if not any(text in one for text in may_throw)] == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may be thrown."""
    with watched(browser) as page:
        yield page


def answering(body: str | None) -> Callable[[Route], None]:
    """A route that answers with this for a script, or not at all."""

    def answer(route: Route) -> None:
        if body is None:
            route.fulfill(status=404, body="")
        else:
            route.fulfill(body=body, content_type="text/javascript; charset=utf-8")

    return answer


AXE = """(part) => axe.run(part, {resultTypes: ["violations"], selectors: false, preload: false,
  rules: {"td-has-header": {enabled: true}}})
  .then((run) => run.violations.map((one) => [one.id, one.nodes[0].html.slice(0, 150)]))"""
LOOKS = [  # a page is tried in two looks, by `make test-all` in each
    pytest.param(375, "dark", id="phone-dark"),
    pytest.param(1280, "light", id="desktop-light"),
    pytest.param(375, "light", id="phone-light", marks=pytest.mark.long),
    pytest.param(1280, "dark", id="desktop-dark", marks=pytest.mark.long),
]


@functools.cache
def axe() -> str:
    path = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    assert path.exists(), "Node tools are missing: run `make test`"
    return path.read_text(encoding="utf-8")


def broken(page: Page, part: str = "html") -> list[list[str]]:
    """The rules of access that a page, or a part of it, breaks, each with the first element.

    The context of the page bypasses the policy: axe is put into the page.
    """
    page.evaluate(axe())
    found: list[list[str]] = page.evaluate(AXE, part)
    return found


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serving(folder: Path, handler: type[Quiet] = Quiet) -> Iterator[str]:
    """A folder on a server of this machine: its address, ending in a slash."""
    made = functools.partial(handler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), made)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
