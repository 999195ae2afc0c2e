"""The prose of a made-up report file: the figures in its text, and its summary in two languages."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportfile import Facts

    from country import Spot

# id, unit, typical size, scale, Chinese, English
PLAIN = (
    ("website_items", "条", 3000, 1, "政府网站主动公开的信息", "items disclosed on the government website"),
    ("open_days", "次", 40, 1, "政府开放日活动", "government open days"),
    ("interpretations", "件", 60, 1, "各种形式的政策解读", "explanations of policies in various forms"),
    ("gazette_issues", "期", 8, 1, "政府公报期数", "issues of the government gazette"),
    ("wechat_posts", "条", 2000, 1, "政务微信发布的信息", "posts of the official WeChat accounts"),
    ("microblog_posts", "条", 900, 1, "政务微博发布的信息", "posts of the official microblogs"),
    ("views", "人次", 20, 10000, "网站和新媒体的浏览", "views of the website and new media"),
    ("meetings_attended", "场", 12, 1, "公众代表列席的会议", "meetings attended by representatives of the public"),
    ("consultations", "次", 15, 1, "重大决策征集意见", "calls for comments on major decisions"),
    ("mailbox_replies", "条", 400, 1, "领导信箱答复的留言", "messages answered through the mailbox"),
    ("press_conferences", "场", 10, 1, "新闻发布会", "press conferences"),
    ("interviews", "期", 14, 1, "在线访谈", "online interviews"),
    ("reading_places", "个", 20, 1, "设有政务公开专区的服务大厅", "service halls with an open government area"),
    ("trainings", "次", 4, 1, "政务公开业务培训", "training sessions on open government"),
    ("trained", "人次", 150, 1, "参加培训的工作人员", "staff members who took part in training"),
    ("accounts", "个", 30, 1, "受监管的政务新媒体账号", "government social media accounts under supervision"),
    ("proposals", "件", 120, 1, "公开办理结果的建议和提案", "suggestions and proposals whose results were published"),
    ("public_enterprises", "家", 60, 1, "列入清单的公共企事业单位", "public enterprises and institutions on the list"),
    ("hotline", "件", 12, 10000, "热线受理的诉求", "calls taken by the hotline"),
    ("briefings", "期", 12, 1, "工作简报", "issues of the working bulletin"),
)  # fmt: skip


def area(spot: Spot) -> tuple[str, str]:
    """How a report speaks of the whole of its territory."""
    return f"全{spot.zh[-1]}", f"the {spot.en.rsplit(' ', 1)[-1].lower()}"


def _percent(part: float, whole: int) -> str:
    return f"{part / whole * 100:.1f}".removesuffix(".0")


def statements(rng: random.Random, facts: Facts) -> str:
    """The entries under `statements`: three to seven of them."""
    slip = rng.random() < 0.02  # the prose prints another figure than the table
    found = [
        f"{{id: received, at: 一(二), value: {facts.received + slip}, equals: requests.received.total}}"
    ]
    if facts.before and rng.random() < 0.6:
        grown = _percent(facts.received - facts.before, facts.before)
        found.append(f"{{id: received_growth, at: 一(二), percent: {grown}, growth_of: received}}")
    if facts.handled and rng.random() < 0.35:
        found.append(
            f"{{id: granted, at: 一(二), value: {facts.granted}, equals: requests.granted.total}}"
        )
        share = _percent(facts.granted, facts.handled)
        found.append(
            f"{{id: granted_share, at: 一(二), percent: {share}, part: granted, share_of: requests.handled.total}}"
        )
    if sum(facts.reviews) and rng.random() < 0.3:
        found.append(
            f"{{id: reconsiderations, at: 四, value: {facts.reviews[0]}, equals: reviews.reconsideration.total}}"
        )
    if rng.random() < 0.4:
        column = "issued" if facts.year > 2020 else "newly_made"
        found.append(
            f"{{id: normative_disclosed, at: 一(一), value: {facts.norms + rng.choice((0, 0, 1))}, unit: 件, whose: unsaid, "
            f"near: disclosure.normative_documents.{column}, zh: 主动公开的规范性文件, en: normative documents disclosed}}"
        )
    for name, unit, size, scale, zh, en in rng.sample(
        PLAIN, max(2, rng.randint(4, 7) - len(found))
    ):
        value = int(rng.lognormvariate(0, 0.8) * size) + 1
        bound = ", bound: over" if rng.random() < 0.3 else ""
        shown = f"{value}, scale: {scale}" if scale > 1 else str(value)
        whose = rng.choice(("unsaid", "unsaid", "territory", "own-level"))
        found.append(
            f"{{id: {name}, at: {rng.choice(('一(一)', '一(四)', '二', '六(一)', '六(四)'))}, value: {shown}{bound}, "
            f"unit: {unit}, whose: {whose}, zh: {zh}, en: {en}}}"
        )
    return "statements:\n" + "".join(f"- {entry}\n" for entry in found)


def summary(rng: random.Random, facts: Facts) -> str:
    """The summary in Chinese and English, four or five paragraphs each."""
    recon, direct, after = facts.reviews
    of_firms = f"{facts.firms:,}"
    zh_place, en_place = area(facts.spot)
    first_zh = (
        f"{facts.year}年{zh_place}新收申请**{facts.received:,}**件，加上年结转的{facts.carried_in:,}件，办结{facts.handled:,}件，结转下年{facts.carried_out:,}件。"
        f"办结的申请里，予以公开{facts.granted:,}件，部分公开{facts.partly:,}件，不予公开{facts.refused:,}件；{facts.unable:,}件无法提供，其中{facts.not_held:,}件的理由是本机关不掌握。"
    )
    first_en = (
        f"In {facts.year} {en_place} received **{facts.received:,}** new requests and carried over {facts.carried_in:,} from the year before; {facts.handled:,} were handled and {facts.carried_out:,} left for the next year. "
        f"Of those handled, {facts.granted:,} were granted, {facts.partly:,} granted in part and {facts.refused:,} refused; for {facts.unable:,} nothing could be provided, {facts.not_held:,} of them because the organ does not hold the information."
    )
    zh, en = [first_zh], [first_en]
    if recon + direct + after:
        zh.append(
            f"行政复议{recon:,}件，纠正{facts.corrected:,}件；行政诉讼{direct + after:,}件，其中未经复议直接起诉{direct:,}件。"
        )
        en.append(
            f"There were {recon:,} administrative reconsideration cases, {facts.corrected:,} of which corrected the decision, and {direct + after:,} lawsuits, {direct:,} of them brought without prior reconsideration."
        )
    else:
        zh.append("没有因信息公开引起的行政复议和行政诉讼。")
        en.append(
            "There were no administrative reconsideration cases and no lawsuits about open information."
        )
    zh.append(
        f"新收的申请里，自然人提出{facts.persons:,}件，商业企业提出{of_firms}件。按信访、举报、投诉类申请不予处理的有{facts.petition:,}件。"
    )
    en.append(
        f"Of the new requests {facts.persons:,} came from natural persons and {of_firms} from business enterprises. Of those handled, {facts.petition:,} were not processed as petitions, reports of wrongdoing or complaints."
    )
    zh.append("没有收取信息处理费。与上年一样，申请集中在征地补偿、房屋征收和历史档案三个方面。")
    en.append(
        "No fees were charged for requests. As in the year before, most requests were about compensation for land, expropriated houses and old records."
    )
    zh.append(
        f"主动公开方面，全年公布规范性文件{facts.norms:,}件，年底共有{facts.in_force:,}件；作出行政许可决定{facts.licensing:,}件。"
    )
    en.append(
        f"As to proactive disclosure, {facts.norms:,} normative documents were published in the year and there were {facts.in_force:,} at its end; {facts.licensing:,} licensing decisions were made."
    )
    if rng.random() < 0.5:
        zh.append(
            "报告第五部分写到三个问题：\n\n    - 主动公开的内容还不够及时；\n    - 政策解读的形式较单一；\n    - 基层人员变动频繁，业务不够熟练。"
        )
        en.append(
            "Part 5 names three problems:\n\n    - disclosure is not always timely;\n    - policies are explained in few forms;\n    - staff at the lower levels change often and lack practice."
        )
    joined = "\n\n    ".join
    return f"summary:\n  zh: |\n    {joined(zh)}\n  en: |\n    {joined(en)}\n"
