"""How long a citizen waits: one question to `ask`, and one whole turn of a chat, one after the other."""

import statistics
import time
from collections.abc import Callable
from uuid import uuid4

import httpx

from hall.running.processes import metrics_url
from hall.settings import load_settings

QUESTIONS = (
    "身份证丢了咋整",
    "补办护照要带啥",
    "结婚登记要预约吗",
    "营业执照几天能下来",
    "社保卡激活去哪儿",
    "公积金能提出来还房贷不",
    "驾照快到期了提前多久能换",
    "给孩子上户口需要什么",
    "不动产过户多少钱",
    "最低生活保障怎么申请",
    "护照到期了，换一本要带照片吗",
    "我老伴去年脑出血落下半身不遂，走道得人扶着，儿子在外地打工一年回来一趟，家里就我那点养老金，邻居说"
    "这种情况可以评残，评上了每月还有补贴，我想问问这个残疾证得去哪个医院评，我一个人推轮椅带他去行不行",
)
"""Written for this measurement: every clause of a story is searched for by itself, so a story takes longest."""
WARM_UP, ROUNDS = 10, 20
THROUGH_RASA = 'onedoor_turns_total{by="rasa"'


def ask(url: str) -> list[str]:
    """Return the quantiles of `POST /api/v1/ask`, the way over HTTP included."""
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        return [_quantiles(lambda said: client.post("/api/v1/ask", json={"question": said}))]


def chat(url: str) -> list[str]:
    """Return the quantiles of a whole turn (hall → Rasa → actions → hall), each in a new conversation."""
    with httpx.Client(base_url=url, timeout=30, trust_env=False) as client:
        before = _counted()
        line = _quantiles(
            lambda said: client.post(f"/api/v1/chat/{uuid4().hex}/messages", json={"text": said})
        )
        through = _counted() - before
    return [line, f"{through:.0f} of {len(QUESTIONS) * ROUNDS + WARM_UP} turns went through Rasa"]


def _quantiles(send: Callable[[str], httpx.Response]) -> str:
    for said in QUESTIONS[:WARM_UP]:
        send(said).raise_for_status()
    waited = []
    for said in QUESTIONS * ROUNDS:
        started = time.perf_counter()
        send(said).raise_for_status()
        waited.append((time.perf_counter() - started) * 1000)
    cuts = statistics.quantiles(waited, n=20)
    return f"{len(waited)} in a row, p50 {cuts[9]:.1f} ms, p95 {cuts[18]:.1f} ms, max {max(waited):.1f} ms"


def _counted() -> float:
    """Return the turns through Rasa so far; the figures are where this working copy's settings say."""
    where = metrics_url(load_settings())
    lines = httpx.get(where, trust_env=False).text.splitlines()
    return sum(float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(THROUGH_RASA))
