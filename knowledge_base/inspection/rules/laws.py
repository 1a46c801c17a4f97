"""What guides cite, held against the list of laws (法规库): laws that hold, articles that are there and say so."""

import re
from collections.abc import Iterator
from functools import partial

from knowledge_base.inspection.rule import ITEM_ELEMENTS, Context, Family, Found, Severity
from knowledge_base.laws.articles import articles_in
from knowledge_base.laws.citing import citations_of
from knowledge_base.laws.findings import RULES, Look
from knowledge_base.model.guide import Guide
from knowledge_base.model.law import Law

IN_FORCE = f"{ITEM_ELEMENTS}（设定依据现行有效）"
CALLED = {
    "law-unknown": ("法规库里没有这部法规", "核对名称，或者请政务服务中心把它加进法规库"),
    "law-repealed": ("依据已废止", "换成代替它的法律和条款，内容也要重新核对"),
    "law-amended": ("依据修改过，还没复查", "对照新条文看一遍，改好以后更新核对日期"),
    "law-not-in-force": ("依据还没有施行", "换成现行的依据，或者等施行以后再发布"),
    "article-missing": ("依据的条款不存在", "核对条款号"),
    "clause-differs": ("写的数字条文里没有", "对照原文改数字，或者换成写着它的那一条"),
    "clause-unlike": ("依据内容对不上", "对照原文：条款号写错了，或者这一条说的是别的事"),
    "law-number-differs": ("文号不一致", "对照法规库改文号"),
}
"""Rule → what it is called, and how its findings are mended."""
CITED = re.compile(
    r"《?([\u4e00-\u9fa5]{2,30}?(?:法典|法|条例|办法|规定|通则|总则))》?(?:（[^（）]{0,40}）)?(第[零一二两三四五六七八九十百千\d]{1,9}条)?"
)
WAS = re.compile(r"原|已废止|废止|旧|代替|取代|以前")
family = Family()


def _look(look: Look, guide: Guide, context: Context) -> Iterator[Found]:
    if context.catalogue.laws:
        for one in citations_of(guide, context.overview.register):
            if text := look(one, context.on):
                yield Found(one.path, text)


for _id, (_severity, _of) in RULES.items():
    _name, _hint = CALLED[_id]
    family.rule(_id, _name, IN_FORCE, Severity(_severity), _hint)(partial(_look, _of))


@family.rule(
    "repealed-in-words",
    "句子里引用了废止的法规",
    IN_FORCE,
    Severity.ERROR,
    "换成代替它的法规，内容也要重新核对",
)
def repealed_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """No sentence and no source rests on a law that no longer holds, unless it says so."""
    sources = tuple((f"sources.{number}", source) for number, source in enumerate(guide.sources))
    for path, law, _ in _named(context, sources + context.overview.texts_of(guide)):
        if law.is_repealed(context.on):
            yield Found(path, f"这里引用的《{law.name}》已经废止")


@family.rule("article-in-words", "句子里引用的条款不存在", IN_FORCE, Severity.ERROR, "核对条款号")
def article_in_words(guide: Guide, context: Context) -> Iterator[Found]:
    """No sentence cites an article that the law does not have."""
    for path, law, article in _named(context, context.overview.texts_of(guide)):
        for number in articles_in(article):
            if 0 < law.last_article < number:
                told = f"《{law.name}》只有 {law.last_article} 条，没有第 {number} 条"
                yield Found(path, told)


def _named(context: Context, texts: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, Law, str]]:
    """Yield the laws of the list that sentences rest on, each with its place and article."""
    for path, text in texts:
        if not WAS.search(text) and not path.endswith(".law"):
            for words, article in CITED.findall(text):
                ends = (context.overview.register.find(words[at:]) for at in range(len(words) - 1))
                if law := next(filter(None, ends), None):
                    yield path, law, article
