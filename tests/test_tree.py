"""The country's tree: every division of the lists that it was made from, and what its ids are.

`tree/` holds those lists (code, name) as they were read, and every slug that is not simply pinyin.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Browser
from pypinyin import lazy_pinyin

import weight
from conftest import CITY, DISTRICT, ROOT, command, markup
from gongkai.content.load import read_survey
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.model.report import Jurisdiction

Tree = dict[str, Jurisdiction]
# Places whose names are easily misread, as their ids spell them.
TRAPS = """
chongqing chongqing/fuling chongqing/qijiang chongqing/changshou chongqing/beibei fujian/xiamen
fujian/longyan/changting shanxi/changzhi shanxi/changzhi/zhangzi shanxi/changzhi/tunliu
shanxi/linfen/hongtong shanxi/xinzhou/fanshi shanxi/taiyuan/yangqu anhui/luan anhui/bengbu
anhui/tongling/zongyang anhui/huangshan/shexian anhui/huangshan/yixian anhui/chuzhou/tianchang
anhui/bozhou/guoyang shandong/heze/shanxian shandong/liaocheng/shenxian shandong/liaocheng/donge
shandong/dezhou/laoling shandong/weifang/linqu shandong/rizhao/juxian shandong/yantai/muping
zhejiang/taizhou/tiantai zhejiang/lishui zhejiang/wenzhou/yueqing hebei/tangshan/laoting
hebei/zhangjiakou/yuxian hebei/baoding/zhuozhou hebei/baoding/quyang henan/zhengzhou/xingyang
henan/zhengzhou/zhongmu henan/hebi/xunxian henan/kaifeng/weishi henan/zhumadian/biyang
henan/nanyang/xixia henan/luohe/shaoling sichuan/yaan/yingjing sichuan/chengdu/pidu
sichuan/leshan/qianwei sichuan/liangshan/huili gansu/baiyin/huining gansu/longnan/tanchang
shaanxi/shangluo/zhashui shaanxi/yulin/wubu jiangxi/shangrao/yanshan jiangxi/shangrao/wuyuan
jiangsu/huaian/xuyi jiangsu/nanjing/luhe jiangsu/yangzhou/hanjiang hubei/ezhou/liangzihu
hunan/huaihua/huitong guangdong/guangzhou/panyu guangdong/dongguan guangdong/meizhou/dabu
guangdong/shanwei/luhe hainan/danzhou jilin/yanbian/hunchun jilin/jilin/huadian
yunnan/chuxiong/mouding yunnan/wenshan/yanshan liaoning/chaoyang beijing/chaoyang
yunnan/zhaotong/zhaoyang neimenggu/hinggan/jalaid neimenggu/hohhot xinjiang/urumqi
xinjiang/kashgar/shache xizang/lhasa xizang/shannan/lhunze jiangsu/huaian/hongze
liaoning/tieling/kaiyuan shandong/linyi/lanshan shandong/linyi/etdz shanghai/general-office
"""
GOVERNMENTS = ("province", "prefecture", "county")
# The end of a name that says what it is, and the slug that siblings of one name take.
CLASSES = {
    "自治州": "zizhizhou",
    "自治县": "zizhixian",
    "自治旗": "zizhiqi",
    "矿区": "kuangqu",
    "新区": "xinqu",
    "特区": "tequ",
    "地区": "diqu",
    "市": "shi",
    "区": "qu",
    "县": "xian",
    "旗": "qi",
    "盟": "meng",
}
# Groups whose names stand before the class of an autonomous place; in Xinjiang without 族.
GROUPS = (
    "藏|羌|彝|回|壮|苗|土家|侗|布依|瑶|白|哈尼|傣|黎|傈僳|佤|拉祜|纳西|景颇|水|仡佬|东乡|土|撒拉|保安|裕固|"
    "蒙古|朝鲜|满|哈萨克|达斡尔|仫佬|毛南|独龙|怒|普米|布朗|畲|各"
)
PEOPLES = rf"(?:(?:{GROUPS})族|蒙古|哈萨克|锡伯|塔吉克|柯尔克孜)"
AUTONOMOUS = re.compile(rf"(.+?){PEOPLES}+(自治州|自治县|自治旗|区)")


def listed(name: str) -> list[dict[str, str]]:
    with (ROOT / "tests/tree" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


MCA_2021 = {row["code"]: row["name"] for row in listed("mca-2021.csv")}
NBS_2023 = {row["code"]: row["name"] for row in listed("nbs-2023.csv")}
MENDED = {row["id"]: row for row in listed("slugs.csv")}


@pytest.fixture(scope="module")
def tree(contract: Contract) -> Tree:
    found = read_survey(ROOT, contract)
    assert not found.problems
    return dict(found.tree)


def of_levels(tree: Tree, *levels: str) -> Iterator[Jurisdiction]:
    return (entry for entry in tree.values() if entry.level in levels)


def slug(entry: Jurisdiction) -> str:
    return entry.id.rsplit("/", 1)[-1]


def parts(name: str) -> tuple[str, str]:
    """A name without its class and without the peoples of an autonomous place; and its class."""
    if name == "神农架林区":
        return "神农架", "林区"
    if found := AUTONOMOUS.fullmatch(name):
        return found[1], found[2]
    for end in CLASSES:
        stem = name.removesuffix(end)
        if stem != name and len(stem) > 1:
            return stem.removesuffix("族"), end
        if stem != name and len(end) == 1:
            return name, end  # of two characters: the class stays
    raise AssertionError(name)


def pinyin(name: str) -> str:
    """The slug that the rule gives without knowing any place."""
    syllables = lazy_pinyin(name)[: len(parts(name)[0])]
    return "".join(re.sub("^([ln])v", r"\1yu", syllable) for syllable in syllables)


# -- what is there -----------------------------------------------------------------------------


def codes(tree: Tree, system: str, *, current: bool) -> Counter[str]:
    """How many entries have each code."""
    return Counter(
        code.code
        for entry in tree.values()
        for code in entry.codes
        if code.system == system and (code.until is None or not current)
    )


def test_thirty_four_provinces_and_what_lies_below_them(tree: Tree) -> None:
    """Organs, and zones that no list has, come with their reports: how many there are is open."""
    listed = [
        entry for entry in tree.values() if entry.codes or entry.level not in ("organ", "zone")
    ]
    assert Counter(entry.level for entry in listed if entry.until is None) == {
        "province": 34,
        "prefecture": 333,
        "county": 2842,
        "zone": 132,
    }
    files = {path.stem for path in (ROOT / "content/jurisdictions").glob("*.yaml")}
    assert files == {entry.id for entry in of_levels(tree, "province")}
    assert {"hongkong", "macao", "taiwan", "shaanxi", "xizang", "neimenggu"} <= files


def test_no_code_is_in_use_twice(tree: Tree) -> None:
    now = codes(tree, "gbt2260", current=True) + codes(tree, "nbs", current=True)
    assert [code for code, n in now.items() if n > 1] == []


def test_every_division_of_january_2021_is_there_once(tree: Tree) -> None:
    ours = codes(tree, "gbt2260", current=False)
    zones = codes(
        tree, "nbs", current=True
    )  # Sansha's islands, which that list has at county level
    assert {code for code in MCA_2021 if ours[code] + zones[code] != 1} == set()
    names = {
        code.code: {entry.name["zh"], *(name.name["zh"] for name in entry.names)}
        for entry in tree.values()
        for code in entry.codes
    }
    assert {code: name for code, name in MCA_2021.items() if name not in names[code]} == {}


def test_every_division_of_june_2023_is_there_once_and_as_it_was_called(tree: Tree) -> None:
    now = {c.code: e for e in tree.values() for c in e.codes if c.until is None}
    assert len(NBS_2023) > 3_200
    assert {c: n for c, n in NBS_2023.items() if c not in now or now[c].name["zh"] != n} == {}
    gone = {c for c in now if c not in NBS_2023} - {e.code.code for e in of_levels(tree, "province") if e.code}  # fmt: skip
    assert gone == set()


def test_zones_of_the_statistical_list_are_zones(tree: Tree) -> None:
    for entry in tree.values():
        for code in entry.codes:
            if code.system == "nbs":
                assert entry.level == "zone", entry.id
            else:
                assert not 71 <= int(code.code[4:]) <= 80, entry.id
                assert entry.level in GOVERNMENTS, entry.id


def test_no_level_of_the_lists_that_is_no_government_is_an_entry(tree: Tree) -> None:
    pseudo = {"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"}
    assert not [entry.id for entry in tree.values() if entry.name["zh"] in pseudo]
    for place in ("guangdong/dongguan", "guangdong/zhongshan", "hainan/danzhou", "gansu/jiayuguan"):
        assert tree[place].level == "prefecture"
        assert not [key for key in tree if key.startswith(f"{place}/")]
    for place in ("beijing/dongcheng", "hubei/xiantao", "xinjiang/shihezi", "chongqing/fengdu"):
        assert tree[place].level == "county"


def test_a_code_lies_below_the_code_of_its_parent(tree: Tree) -> None:
    for entry in of_levels(tree, "county", "prefecture", "zone"):
        up = tree[entry.parent or ""].code
        if entry.code and up:
            assert entry.code.code.startswith(up.code.rstrip("0").ljust(2, "0")[:4]), entry.id


def test_the_spans_of_codes_and_names_do_not_overlap(tree: Tree) -> None:
    for entry in tree.values():
        spans = [(code.since, code.until or "9999") for code in entry.codes]
        assert all(since <= until for since, until in spans), entry.id
        assert all(a[1] < b[0] for a, b in pairwise(spans)), entry.id
        lasts = [name.until for name in entry.names]
        assert lasts == sorted(set(lasts)), entry.id
        assert entry.name["zh"] not in [name.name["zh"] for name in entry.names[-1:]], entry.id


def test_the_peer_groups_are_as_large_as_the_tree_says(tree: Tree) -> None:
    peers = yaml.safe_load((ROOT / "datapackage/peers.yaml").read_text(encoding="utf-8"))
    found = Counter(
        entry.level
        for entry in of_levels(tree, *GOVERNMENTS)
        if entry.until is None and entry.id not in peers["outside"]
    )
    assert found == peers["levels"]


# -- ids ---------------------------------------------------------------------------------------


def test_a_slug_is_what_the_rule_gives_or_stands_in_the_list_of_those_that_are_not(
    tree: Tree,
) -> None:
    used = set()
    for entry in of_levels(tree, "prefecture", "county"):
        wanted = pinyin(entry.name["zh"])
        if entry.id in MENDED:
            assert MENDED[entry.id]["name"] == entry.name["zh"], entry.id
            used.add(entry.id)
        else:
            named = {wanted, f"{wanted}-{CLASSES.get(parts(entry.name['zh'])[1], '')}"}
            assert slug(entry) in named, entry.id
    assert used == MENDED.keys()


def test_siblings_of_one_name_all_take_their_class(tree: Tree) -> None:
    groups: defaultdict[tuple[str | None, str], list[Jurisdiction]] = defaultdict(list)
    ends = re.compile(rf"-({'|'.join(CLASSES.values())})$")
    for entry in of_levels(tree, "prefecture", "county"):
        groups[entry.parent, ends.sub("", slug(entry))].append(entry)
    for entries in groups.values():
        classed = [bool(ends.search(slug(entry))) for entry in entries]
        assert all(classed) if len(entries) > 1 else not any(classed), [e.id for e in entries]
    assert {"gansu/linxia/linxia-shi", "gansu/linxia/linxia-xian"} <= tree.keys()


def test_every_slug_may_stand_in_an_address(tree: Tree) -> None:
    for key in tree:
        for name in key.split("/"):
            assert SLUG.fullmatch(name), key
            assert name not in RESERVED, key


@pytest.mark.parametrize("place", TRAPS.split())
def test_names_whose_reading_is_a_trap(tree: Tree, place: str) -> None:
    assert place in tree


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("shandong/heze/shanxian", "Shanxian County"),
        ("shanxi/yangquan/chengqu", "Chengqu District"),
        ("yunnan/xishuangbanna", "Xishuangbanna Dai Autonomous Prefecture"),
        ("hubei/enshi", "Enshi Tujia and Miao Autonomous Prefecture"),
        ("xinjiang/urumqi", "Ürümqi City"),
        ("neimenggu/xilingol", "Xilingol League"),
        ("neimenggu/tongliao/horqinzuoyizhong", "Horqin Left Wing Middle Banner"),
        ("shanxi/lyuliang", "Lüliang City"),
        ("anhui/luan", "Lu'an City"),
        ("shanghai/pudong", "Pudong New Area"),
        ("shandong/linyi/hitech-zone", "Linyi High-Tech Industrial Development Zone"),
    ],
)
def test_english_names(tree: Tree, place: str, name: str) -> None:
    assert tree[place].name["en"] == name


def test_a_merged_county_is_one_place_with_both_codes_and_names(tree: Tree) -> None:
    shaxian = tree["fujian/sanming/shaxian"]
    assert [(c.code, c.since, c.until) for c in shaxian.codes] == [
        ("350427", "1983", "2020"),
        ("350405", "2021", None),
    ]
    assert (shaxian.name_in(2020)["zh"], shaxian.name_in(2021)["zh"]) == ("沙县", "沙县区")
    assert tree["zhejiang/hangzhou/xiacheng"].until == "2021"


# -- the site ----------------------------------------------------------------------------------


def test_every_province_has_a_page_in_both_languages_that_is_light(atlas: Path, tree: Tree) -> None:
    for entry in of_levels(tree, "province"):
        for folder in ("", "en/"):
            weight.assert_page(atlas / f"{folder}{entry.id}/index.html", atlas)


def test_every_place_has_a_light_page_that_those_around_it_lead_to(atlas: Path, tree: Tree) -> None:
    with (atlas / "data/jurisdictions.csv").open(encoding="utf-8", newline="") as file:
        everywhere = {row["id"]: row["parent"] for row in csv.DictReader(file)}
    assert set(everywhere) > tree.keys()
    below = Counter(everywhere.values())
    held = {path.parent for path in atlas.rglob("badge.svg")}
    reported = held.union(*(path.parents for path in held))
    for folder in ("", "en/"):
        for key, parent in everywhere.items():
            page = atlas / folder / key / "index.html"
            if page.parent not in reported:
                most = weight.MISSING + weight.LISTED * max(0, below[key] - 24)
                weight.assert_page(page, atlas, limit=most)
            above = markup(atlas / folder / parent / "index.html") if parent else ""
            assert not parent or f'href="{key.rpartition("/")[2]}/index.html"' in above, key


def test_a_place_without_a_report_says_whose_covers_it_when_its_own_is_due_and_how_to_ask(
    atlas: Path,
) -> None:
    html = markup(atlas / "henan/index.html")
    assert "这里还没有河南省的报告。" in html
    assert html.count("第四十九条") == 1
    assert "第二十九条" in html
    assert "0 份" not in html
    assert "4 reports stand below it" in markup(atlas / "en/yunze/index.html")


@pytest.mark.parametrize("province", ["hongkong", "macao", "taiwan"])
def test_where_the_regulations_do_not_apply_no_report_is_asked_for(
    atlas: Path, province: str
) -> None:
    html = markup(atlas / f"en/{province}/index.html")
    assert "do not apply here" in html
    assert "By article 49" not in html


def test_only_provinces_with_reports_have_a_workbook(atlas: Path) -> None:
    found = {path.parent.name for path in atlas.glob("*/*.xlsx")}
    assert found == {"data", "beiyu", "hailan", "jiangting", "yunze"}


def test_the_list_of_places_stays_light_also_when_every_prefecture_has_reports(
    atlas: Path, tree: Tree
) -> None:
    for folder in ("", "en/"):
        counts = len(" 100") * len(list(of_levels(tree, "prefecture")))
        weight.assert_page(atlas / f"{folder}places/index.html", atlas, more=counts)


def test_a_municipality_whose_districts_all_have_reports_stays_light(
    project: Path, tree: Tree
) -> None:
    districts = [key for key, entry in tree.items() if entry.parent == "chongqing"]
    assert len(districts) == 38
    shutil.copy(ROOT / "content/jurisdictions/chongqing.yaml", project / "content/jurisdictions")
    for place, like in [("chongqing", CITY), *((key, DISTRICT) for key in districts)]:
        folder = project / "content/reports" / place
        folder.mkdir(parents=True)
        text = (project / like).read_text(encoding="utf-8")
        other = re.sub(r"^title: .*$", f"title: {tree[place].name['zh']}的报告", text, flags=re.M)
        other = re.sub(r"sha256: \w+", f"sha256: {sha256(place.encode()).hexdigest()}", other)
        (folder / Path(like).name).write_text(other, encoding="utf-8")
    assert command(root=project).returncode == 0
    for folder in ("", "en/"):
        page = project / f"dist/{folder}chongqing/index.html"
        weight.assert_page(page, project / "dist")
        assert markup(page).count('/2021/index.html">2021</a>') == len(districts)


@pytest.mark.parametrize("query", ["洪洞", "洪洞县", "hongtong", "Hongtong County", "141024"])
def test_the_finder_leads_to_the_page_of_a_county_without_a_report(
    browser: Browser, atlas: Path, query: str
) -> None:
    page = browser.new_page()
    page.goto((atlas / "en/index.html").as_uri())
    page.fill("#find", query)
    page.wait_for_selector(".found [role=option]")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/shanxi/linfen/hongtong/index.html")
    assert page.locator("h1").inner_text().startswith("Hongtong County")
    page.close()


def test_the_finder_says_of_a_province_what_stands_there(browser: Browser, atlas: Path) -> None:
    page = browser.new_page()
    page.goto((atlas / "index.html").as_uri())
    for query, sentence in (("河南省", "还没有报告"), ("云泽省", "仅有下级的报告")):
        page.fill("#find", query)
        page.wait_for_selector(f".found [role=option] >> text={sentence}")
    page.close()
