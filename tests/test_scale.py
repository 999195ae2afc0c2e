"""However the work is shared out, and whatever an earlier build left behind: the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from conftest import CITY, DISTRICT, PATIENCE, command, lay_out, process, tree
from gongkai.build import cache, order, workers
from gongkai.build import output as write
from gongkai.build.batch import BatchResult, summarize_batch
from gongkai.build.cluster import NoClusterError, cluster
from gongkai.build.context import Context
from gongkai.build.executors import executors
from gongkai.build.project import Settings
from gongkai.cli.main import main
from gongkai.content import load
from gongkai.content.load import batches
from gongkai.content.load.batches import Batch
from gongkai.contract import read_contract
from gongkai.words import read_words


@pytest.fixture(scope="module", autouse=True)
def small() -> Iterator[None]:
    """Batches of one place and all below it, so that a dozen documents make several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batches, "ENOUGH", 1)
        patch.setattr(batches, "MOST", 2)
        yield


def build(root: Path, out: Path, count: int = 1, cached: bool = True) -> Context:
    """A build in this process, with the cache beside its output."""
    with executors(count) as run, write.output(out, root) as output:
        if cached:
            run = replace(run, last=[cache.Last(out)], kept=cache.Next(out))
        outcome = order.build(root, output, read_words(root, "en"), run)
        assert outcome.fine
        output.publish()
    return run


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An output and its cache that several tests spoil: a build makes them whole again."""
    return tmp_path_factory.mktemp("kept") / "dist"


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The batches that were worked out, by name."""
    names: list[str] = []
    work = order.make_batch

    def noted(settings: Settings, batch: Batch) -> BatchResult:
        names.append(batch.name)
        return work(settings, batch)

    monkeypatch.setattr(order, "make_batch", noted)
    return names


# -- batches -----------------------------------------------------------------------------------


def test_batches_hold_every_report_once_in_the_order_of_ids(country: Path) -> None:
    whole = batches.whole(load.read_survey(country, read_contract(country)))
    cut = list(batches.batches(whole))
    assert len(cut) > 3
    assert [report for batch in cut for report in batch.own] == list(whole.own) == sorted(whole.own)
    assert [place for batch in cut for place in batch.places] == list(whole.places)


def test_a_batch_names_what_is_above_and_one_level_below(country: Path) -> None:
    whole = batches.whole(load.read_survey(country, read_contract(country)))
    batch = batches.of(whole, ["yunze/qingwu"])
    assert {
        "yunze/qingwu",
        "yunze/qingwu/liutang",
        "yunze/qingwu/etdz",
    } == batch.reports.keys()
    assert batch.own == ("yunze/qingwu/2014-report-card", "yunze/qingwu/2023")
    assert "yunze" in batch.tree
    assert "hailan" not in batch.tree


def test_a_date_that_only_seems_to_be_there_is_not_the_date_of_the_package(
    dist: Path, project: Path, tmp_path: Path
) -> None:
    file = project / CITY
    file.write_text(
        "# retrieved: 2031-05-06\n" + file.read_text(encoding="utf-8"), encoding="utf-8"
    )
    build(project, tmp_path / "dist", 2)
    old, new = tree(dist), tree(tmp_path / "dist")
    assert old.keys() == new.keys()
    changed = [path for path in old if old[path] != new[path]]
    assert changed == ["yunze/qingwu/2023/report.yaml"]


# -- workers -----------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 4])
def test_any_number_of_workers_makes_the_same_bytes(
    dist: Path, tmp_path: Path, country: Path, count: int
) -> None:
    build(country, tmp_path / "dist", count, cached=False)
    assert tree(tmp_path / "dist") == tree(dist)


def dies(settings: Settings, batch: Batch) -> BatchResult:
    if "yunze/qingwu" in batch.places:
        os.kill(os.getpid(), signal.SIGKILL)
    return summarize_batch(settings, batch)


def fails(settings: Settings, batch: Batch) -> BatchResult:
    raise OSError(28, "No space left on device", "somewhere")


def errs(settings: Settings, batch: Batch) -> BatchResult:
    raise ZeroDivisionError("by design")


def test_a_worker_that_dies_is_told_with_its_batch(
    monkeypatch: pytest.MonkeyPatch, kept: Path, country: Path
) -> None:
    build(country, kept)
    before = tree(kept)
    monkeypatch.setattr(order, "make_batch", dies)
    with pytest.raises(workers.LostError) as lost:
        build(country, kept, 2, cached=False)
    assert any("yunze/qingwu" in name for name in lost.value.names)
    assert tree(kept) == before


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize(
    ("work", "machine", "phrase"),
    [
        pytest.param(fails, True, "somewhere No space left on device", id="of the machine"),
        pytest.param(errs, False, "ZeroDivisionError: by design", id="of ours"),
    ],
)
def test_a_fault_in_a_worker_comes_back_as_a_value(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    country: Path,
    work: Callable[..., object],
    machine: bool,
    phrase: str,
    count: int,
) -> None:
    monkeypatch.setattr(order, "make_batch", work)
    with pytest.raises(workers.WorkerError) as error:
        build(country, tmp_path / "dist", count, cached=False)
    assert error.value.fault.machine is machine
    assert phrase in error.value.fault.what
    assert not (tmp_path / "dist").exists()


def test_the_number_of_workers_is_at_least_one() -> None:
    assert command("--workers", "0").returncode == 2


def test_timings_say_where_the_time_went_and_nothing_moves_without_a_terminal(
    tmp_path: Path,
) -> None:
    done = command("--out", str(tmp_path / "dist"), "--timings", "--no-cache")
    assert re.search(r"\d\.\d\d s  read and judge$", done.stdout, re.M)
    assert re.search(r"\d\.\d\d s  pages of reports$", done.stdout, re.M)
    assert "\r" not in done.stderr


# -- the cache ---------------------------------------------------------------------------------


def test_a_build_of_what_is_there_leaves_it_as_it_is(
    made: list[str], kept: Path, country: Path
) -> None:
    build(country, kept)
    first, times = tree(kept), (kept / "index.html").stat().st_mtime_ns
    made.clear()
    build(country, kept)
    assert not made
    assert tree(kept) == first
    assert (kept / "index.html").stat().st_mtime_ns == times


def test_a_change_makes_its_batch_and_those_around_it_anew(
    made: list[str], project: Path, tmp_path: Path
) -> None:
    out = tmp_path / "dist"
    build(project, out)
    everything = set(made)
    made.clear()
    file = project / DISTRICT
    text = file.read_text(encoding="utf-8")
    assert "260, 0, 0, 2, 0, 0, 262" in text
    file.write_text(text + "# a comment\n", encoding="utf-8")
    build(project, out)
    assert made
    assert set(made) < everything
    assert any("liutang" in name for name in made)
    assert not any("hailan" in name for name in made)
    build(project, tmp_path / "cold", cached=False)
    assert tree(out) == tree(tmp_path / "cold")


def test_a_change_and_its_reversal_give_the_first_bytes(
    dist: Path, project: Path, tmp_path: Path
) -> None:
    out, file = tmp_path / "dist", project / CITY
    build(project, out)
    text = file.read_text(encoding="utf-8")
    file.write_text(text + "# a comment\n", encoding="utf-8")
    build(project, out)
    file.write_text(text, encoding="utf-8")
    build(project, out)
    assert tree(out) == tree(dist)


def test_a_change_of_the_look_or_the_contract_makes_everything_anew(
    made: list[str], project: Path, tmp_path: Path
) -> None:
    build(project, tmp_path / "dist")
    everything = list(made)
    for path in ("site/templates/base.html", "datapackage/rules.yaml"):
        made.clear()
        file = project / path
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        build(project, tmp_path / "dist")
        assert made == everything, path


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def foreign(path: Path) -> None:
    path.write_bytes(b"\x80\x04\x95 this is somebody else's pickle")


def unreadable(path: Path) -> None:
    path.unlink()
    path.mkdir()


def gone(path: Path) -> None:
    path.unlink()


DAMAGE = [truncated, flipped, empty, foreign, unreadable, gone]


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_a_damaged_cache_is_no_cache(
    dist: Path, kept: Path, country: Path, damage: Callable[[Path], None]
) -> None:
    build(country, kept)
    for path in sorted(cache.beside(kept).iterdir())[-3:]:  # of a batch, the index, of everything
        damage(path)
        build(country, kept)
        assert tree(kept) == tree(dist), path.name


def test_a_record_of_another_version_is_ignored(
    monkeypatch: pytest.MonkeyPatch, made: list[str], tmp_path: Path, country: Path, dist: Path
) -> None:
    out = tmp_path / "dist"
    build(country, out)
    everything = list(made)
    made.clear()
    monkeypatch.setattr(cache, "SHAPE", b"another shape of records")
    build(country, out)
    assert made == everything
    assert tree(out) == tree(dist)


@pytest.mark.parametrize(
    "path",
    ["yunze/qingwu/2023/index.html", "data/requests.csv", "data/gongkai.sqlite", "index.html"],
)
@pytest.mark.parametrize("damage", [truncated, flipped, gone], ids=lambda d: d.__name__)
def test_what_was_changed_in_the_output_is_not_taken_over(
    dist: Path, kept: Path, country: Path, path: str, damage: Callable[[Path], None]
) -> None:
    build(country, kept)
    damage(kept / path)
    build(country, kept)
    assert tree(kept) == tree(dist)


def test_files_whose_times_were_lost_are_known_by_their_bytes(
    made: list[str], dist: Path, kept: Path, country: Path
) -> None:
    build(country, kept)
    for path in kept.rglob("*"):
        os.utime(path, (1, 1))
    made.clear()
    build(country, kept)
    assert not made
    assert tree(kept) == tree(dist)


def test_an_output_may_lie_in_folders_that_are_not_there_yet(tmp_path: Path) -> None:
    out = tmp_path / "a" / "b" / "dist"
    done = command("--out", str(out))
    assert done.returncode == 0, done.stderr
    assert (out / "index.html").exists()


@pytest.mark.parametrize("out", [".", "/", "content/new"])
def test_an_output_that_is_refused_leaves_no_cache_behind(project: Path, out: str) -> None:
    before = tree(project)
    done = command("--out", out, "--lang", "en", root=project)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr
    assert tree(project) == before
    assert not list(project.rglob("*.cache*"))


def test_a_build_that_comes_too_soon_leaves_the_cache_of_the_first(
    tmp_path: Path, country: Path
) -> None:
    out = tmp_path / "dist"
    with executors(1) as run, write.output(out, country) as output:
        first = cache.Next(out)
        first.clear()
        assert command("--out", str(out)).returncode == 3
        outcome = order.build(country, output, read_words(country, "en"), replace(run, kept=first))
        assert outcome.fine
        output.publish()
    assert cache.beside(out).is_dir()


# -- shards ------------------------------------------------------------------------------------


def run(root: Path, *arguments: str) -> Result:
    """A command in this process, where batches are small."""
    return CliRunner().invoke(main, [*arguments, "--workers", "1", "--root", str(root)])


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The country, with the newest date in one of its shards only."""
    root = lay_out(tmp_path_factory.mktemp("many"))
    newest = root / DISTRICT
    text = newest.read_text(encoding="utf-8")
    newest.write_text(re.sub(r"retrieved: \S+", "retrieved: 2026-11-21", text), encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def parts(many: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """It in two shards."""
    folder = tmp_path_factory.mktemp("parts")
    made = [str(folder / f"part{part}") for part in (1, 2)]
    for part, out in enumerate(made, 1):
        done = run(many, "--shard", f"{part}/2", "--out", out)
        assert done.exit_code == 0, done.output
        for path in Path(out).rglob("*"):  # an upload and a download later
            os.utime(path, (1, 1))
    return made


def test_shards_merged_are_the_whole(many: Path, parts: list[str], tmp_path: Path) -> None:
    assert command("--out", str(tmp_path / "whole"), root=many).returncode == 0
    done = run(many, "merge", *parts, "--out", str(tmp_path / "dist"))
    assert done.exit_code == 0, done.output
    assert tree(tmp_path / "dist") == tree(tmp_path / "whole")


def test_shards_of_different_commits_are_not_merged(
    many: Path, parts: list[str], tmp_path: Path
) -> None:
    project = tmp_path / "project"
    shutil.copytree(many, project)
    file = min((project / "content" / "reports").rglob("*.yaml"))  # in the first shard
    file.write_text(file.read_text(encoding="utf-8") + "# later\n", encoding="utf-8")
    later = str(tmp_path / "later")
    assert run(project, "--shard", "2/2", "--out", later).exit_code == 0
    done = run(project, "merge", parts[0], later, "--lang", "en")
    assert done.exit_code == 3
    assert "no shard holds" in done.output
    assert not (project / "dist").exists()


def test_a_shard_too_few_is_missed(many: Path, parts: list[str], tmp_path: Path) -> None:
    done = run(many, "merge", parts[0], "--out", str(tmp_path / "dist"), "--lang", "en")
    assert done.exit_code == 3
    assert "no shard holds" in done.output


@pytest.mark.parametrize("part", ["0/2", "3/2", "a/b", "1", "-1/2", "1/2/3"])
def test_a_part_that_is_none_is_wrong_usage(tmp_path: Path, part: str) -> None:
    assert command("--shard", part, "--out", str(tmp_path / "x")).returncode == 2


# -- a cluster ---------------------------------------------------------------------------------


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def started(*arguments: str) -> subprocess.Popen[bytes]:
    dask = Path(sys.executable).parent / "dask"
    return subprocess.Popen(
        [str(dask), *arguments, "--no-dashboard"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "3s"},
    )


@pytest.fixture
def scheduler() -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and two workers on this machine: its address, and their processes."""
    place = f"127.0.0.1:{free_port()}"
    host, port = place.split(":")
    processes = [started("scheduler", "--host", host, "--port", port)]
    processes.append(started("worker", f"tcp://{place}", "--nworkers", "2", "--nthreads", "1"))
    ready = (
        "from distributed import Client\n"
        f"with Client('tcp://{place}', timeout={PATIENCE}) as client:\n"
        f"    client.wait_for_workers(2, timeout={PATIENCE})\n"
    )
    subprocess.run([sys.executable, "-c", ready], check=True, capture_output=True)
    yield f"dask://{place}", processes
    for one in reversed(processes):
        one.terminate()
        one.wait()


def test_a_cluster_makes_the_same_bytes(
    scheduler: tuple[str, list[subprocess.Popen[bytes]]], dist: Path, tmp_path: Path
) -> None:
    done = process("--executor", scheduler[0], "--out", str(tmp_path / "dist"), "--no-cache")
    assert done.returncode == 0, done.stderr
    assert tree(tmp_path / "dist") == tree(dist)


def slow(piece: Batch) -> str:
    time.sleep(1)
    return piece.name


def test_a_scheduler_that_goes_away_is_no_hang(
    scheduler: tuple[str, list[subprocess.Popen[bytes]]],
    country: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address, processes = scheduler
    monkeypatch.setattr(workers, "PATIENCE", 20)
    pieces = list(batches.batches(batches.whole(load.read_survey(country, read_contract(country)))))

    def stopped() -> Sequence[object]:
        with cluster(address) as executor:
            found = []
            for _, name in workers.spread(executor, slow, pieces, 2):
                found.append(name)
                processes[0].kill()
            return found

    with pytest.raises((workers.LostError, NoClusterError)):
        stopped()


def test_a_scheduler_that_is_not_there_is_told() -> None:
    done = process("--executor", f"dask://127.0.0.1:{free_port()}", "--lang", "en")
    assert done.returncode == 3
    assert "no scheduler answers at" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("address", ["127.0.0.1:1", "ray://127.0.0.1:1", "dask://"])
def test_an_address_that_is_none_is_told(address: str) -> None:
    done = command("--executor", address, "--lang", "en")
    assert done.returncode == 3
    assert "dask://HOST:PORT" in done.stderr


# -- too much ----------------------------------------------------------------------------------


def test_a_folder_with_too_many_files_is_told_and_not_read(project: Path) -> None:
    folder = project / "content" / "reports" / "yunze" / "qingwu"
    for number in range(load.MAX_ENTRIES + 1):
        (folder / f"2023-copy{number}.yaml").touch()
    done = command("check", "--lang", "en", root=project)
    assert done.returncode == 1
    assert "content/reports/yunze/qingwu:1:1: the folder holds 200" in done.stdout
    assert len(done.stdout.splitlines()) < 20


# -- older years as data -----------------------------------------------------------------------


def dangling(built: Path) -> Iterator[str]:
    """Links of pages that lead to no file, or to an anchor that is not there."""
    texts: dict[Path, str] = {}

    def text(path: Path) -> str:
        return texts.setdefault(path, path.read_text(encoding="utf-8"))

    for page in built.rglob("*.html"):
        if page.name == "404.html":  # its links start at the address of the site
            continue
        for href in re.findall(r'href=["\']?([^"\'\s>]+)', text(page)):
            if re.match(r"[a-z]+:", href):
                continue
            path, _, anchor = href.partition("#")
            anchor = "" if "=" in anchor else anchor  # what is chosen in explore, no place on it
            target = (page.parent / path).resolve() if path else page
            if not target.is_file() or (
                anchor and not re.search(rf'id=["\']?{re.escape(anchor)}["\'\s>]', text(target))
            ):
                yield f"{page.relative_to(built)} → {href}"


def test_older_years_have_one_page_a_place_and_all_their_data(dist: Path, tmp_path: Path) -> None:
    out = tmp_path / "dist"
    done = command("--out", str(out), "--pages-since", "2022", "--no-cache")
    assert done.returncode == 0, done.stderr
    old, new = tree(dist), tree(out)
    # Comparisons stay: they rest on no page of a report.
    gone = {
        path for path in old if re.search(r"(?<!/compare)/(2014-report-card|2019|2020|2021)/", path)
    }
    archives = {
        f"{lang}{place}/archive/index.html"
        for lang in ("", "en/")
        for place in (
            *("yunze/qingwu", "yunze/qingwu/liutang", "yunze/qingwu/etdz"),
            "hailan/general-office",
            "beiyu/songhe",
        )
    }
    assert gone
    assert old.keys() - new.keys() == gone
    assert new.keys() - old.keys() == archives
    same = [path for path in new if re.search(r"(csv|json|parquet|sqlite|xlsx)$", path)]
    assert len(same) > 40
    # Rows of the API say where their page is: now in the archive of its place.
    page = re.compile(rb'"page":"[^"]*"')
    differ = [p for p in same if p in old and page.sub(b"", new[p]) != page.sub(b"", old[p])]
    assert differ == []
    assert b"liutang/archive/#y2021" in new["api/v1/reports/yunze.json"]
    liutang = new["yunze/qingwu/liutang/archive/index.html"].decode()
    assert 'id="y2021"' in liutang or "id=y2021" in liutang
    assert "262" in liutang
    assert list(dangling(out)) == []


def test_the_year_of_the_first_pages_is_part_of_every_key(tmp_path: Path, country: Path) -> None:
    out = tmp_path / "dist"
    for since in ("2022", "2009", "2022"):
        assert command("--out", str(out), "--pages-since", since).returncode == 0
        assert (out / "yunze/qingwu/liutang/2021/index.html").exists() == (since == "2009")


@pytest.mark.parametrize("year", ["0", "1999", "next"])
def test_a_year_that_is_none_is_wrong_usage(year: str) -> None:
    assert command("--pages-since", year).returncode == 2
