"""A made-up country: provinces, prefectures and counties with names in two languages and codes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field

SEED = "gongkai"
# Characters of made-up names, with their pinyin.
FIRST = (
    "岚lan 澄cheng 霁ji 翊yi 鹤he 汀ting 澜lan 栖qi 沐mu 榆yu 朔shuo 蔚wei 隽jun 渚zhu 荻di 枫feng "
    "琅lang 珀po 筠yun 茗ming 砚yan 岫xiu 漪yi 瑭tang 沛pei 皓hao 桐tong 晟sheng 芷zhi 泓hong "
    "湛zhan 峤qiao 浔xun 琼qiong 磐pan 麓lu 苍cang 壶hu 钦qin 簌su 缙jin 棠tang 旌jing 梓zi 璞pu "
    "罗luo 曲qu 嵩song 澧li 涵han 昀yun 屏ping 锦jin 冀ji 黛dai 嘉jia 莱lai 鸣ming 宁ning 庐lu"
)
SECOND = (
    "川chuan 阳yang 原yuan 浦pu 泽ze 陵ling 溪xi 湾wan 塘tang 岭ling 桥qiao 田tian 源yuan 昌chang "
    "平ping 化hua 城cheng 州zhou 口kou 门men 江jiang 海hai 山shan 屿yu 沟gou 堰yan 坪ping 埠bu "
    "津jin 渡du 港gang 峪yu 乡xiang 台tai 寨zhai 垣yuan 洲zhou 泉quan 河he 林lin 浜bang 岗gang "
    "坝ba 渠qu 滩tan 沙sha 陂bei 垭ya 墟xu 坞wu 潭tan 涧jian 谷gu 峰feng 亭ting 岸an 砦zhai 圩wei "
    "集ji 驿yi"
)


@dataclass(slots=True)
class Spot:
    """One place of the country: its id is the path of slugs."""

    id: str
    zh: str
    en: str
    level: str
    code: str
    within: list[Spot] = field(default_factory=list)

    def walk(self) -> Iterator[Spot]:
        """This place and everything below it, parents first."""
        yield self
        for spot in self.within:
            yield from spot.walk()


_CLASSES = {
    "province": [("省", "Province")],
    "prefecture": [("市", "City")],
    "county": [("县", "County"), ("区", "District"), ("市", "City")],
}


def _names() -> Iterator[tuple[str, str]]:
    """Names (two characters) and their pinyin, none twice before all are used, and for ever."""
    first = [(pair[0], pair[1:]) for pair in FIRST.split()]
    second = [(pair[0], pair[1:]) for pair in SECOND.split()]
    every = [(a + b, c + d) for a, c in first for b, d in second if c != d]
    random.Random(f"{SEED} names").shuffle(every)
    while True:
        yield from every


def provinces(places: int) -> Iterator[Spot]:
    """Provinces with 10 to 12 prefectures of 8 to 10 counties; `places` places in all."""
    names, left, number = _names(), places, 10
    while left > 0:
        rng = random.Random(f"{SEED} {number}")
        province = _spot(rng, names, None, "province", f"{number:02d}0000")
        left -= 1
        for second in range(1, rng.randint(10, 12) + 1):
            if left <= 0:
                break
            prefecture = _spot(rng, names, province, "prefecture", f"{number:02d}{second:02d}00")
            left -= 1
            for third in range(1, min(rng.randint(8, 10), left) + 1):
                _spot(rng, names, prefecture, "county", f"{number:02d}{second:02d}{third:02d}")
                left -= 1
        yield province
        number += 1


def _spot(
    rng: random.Random, names: Iterator[tuple[str, str]], above: Spot | None, level: str, code: str
) -> Spot:
    suffix, kind = rng.choice(_CLASSES[level])
    taken = {spot.id for spot in above.within} if above else set()
    zh, pinyin = next(names)
    while (slug := f"{above.id}/{pinyin}" if above else pinyin) in taken:
        zh, pinyin = next(names)
    spot = Spot(slug, zh + suffix, f"{pinyin.capitalize()} {kind}", level, code)
    if above is not None:
        above.within.append(spot)
    return spot


def tree_file(province: Spot) -> str:
    """The file of content/jurisdictions that holds a province."""
    return "".join(_lines(province, ""))


def _lines(spot: Spot, indent: str) -> Iterator[str]:
    yield f"{indent}zh: {spot.zh}\n{indent}en: {spot.en}\n{indent}level: {spot.level}\n"
    yield f"{indent}codes:\n{indent}- {{system: gbt2260, code: {spot.code}, since: 2019, "
    yield "until: null, source: made up for the benchmark}\n"
    if spot.within:
        yield f"{indent}within:\n"
        for child in spot.within:
            yield f"{indent}  {child.id.rsplit('/', 1)[-1]}:\n"
            yield from _lines(child, indent + "    ")
