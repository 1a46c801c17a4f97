"""The console's pages about versions: who sees and may do what, and what a refused step says."""

from dataclasses import replace
from datetime import date

import pytest

from hall.bootstrap import Application
from knowledge_base.lifecycle.errors import CannotPublish
from knowledge_base.lifecycle.people import Person
from knowledge_base.lifecycle.record import Record
from knowledge_base.lifecycle.states import State
from service_desk.staff import Clerk, Role
from tests.console_kit import hired, submit
from tests.desk_kit import Clock
from tests.forms_kit import token
from tests.knowledge_kit import ID_CARD, MARRIAGE
from tests.lifecycle_kit import EDITOR, REVIEWER, submitted
from tests.version_pages_kit import (
    ALL_EDITOR,
    FEES,
    WAITING,
    Enter,
    cheaper,
    page_of,
    press,
    state,
    text,
)


def test_the_list_says_what_waits_for_whom(
    hall: Application,
    enter: Enter,
    reviewer: Clerk,
    officer: Clerk,
    stranger: Clerk,
    version: int,
) -> None:
    boss = text(enter(reviewer), WAITING)
    assert "等我批准（1）" in boss
    assert page_of(version) in boss
    assert "等别人批准（1）" in text(enter(officer), WAITING)
    assert "现在没有待办" in text(enter(stranger), WAITING)
    assert page_of(version) not in text(enter(reviewer), f"{WAITING}?department=shichang")


def test_the_page_tells_what_changes_for_citizens_and_by_field(
    enter: Enter, reviewer: Clerk, version: int
) -> None:
    page = text(enter(reviewer), page_of(version))
    assert "收费 › 收费项目“补领工本费”" in page
    assert "市民会看到的变化" in page
    assert "补领工本费：每证40元" in page
    assert "简介" in page
    assert "第 1 版" in page
    assert "检查发现" not in page


def test_a_reviewer_approves_and_the_second_click_is_harmless(
    hall: Application, enter: Enter, reviewer: Clerk, version: int
) -> None:
    client = enter(reviewer)
    given = token(text(client, page_of(version)))
    for _click in range(2):
        sent = client.post(f"{page_of(version)}/approve", data={"csrf_token": given, "reason": ""})
        assert sent.status_code == 303
    assert state(hall, version) is State.PUBLISHED
    assert hall.record.store.newest() == 2
    page = text(client, page_of(version))
    assert "现行" in page
    assert "孙悦" in page


def test_nobody_approves_his_own_and_is_told_who_may(
    hall: Application, enter: Enter, reviewer: Clerk
) -> None:
    own = submitted(hall.record, cheaper, Person("sunyue", "孙悦", "", EDITOR.duties))
    client = enter(reviewer)
    page = text(client, page_of(own))
    assert "要由另一位审核人员批准" in page
    assert "/approve" not in page
    assert "/recall" in page
    sent = press(client, own, "approve")
    assert sent.status_code == 409
    assert "您自己写的" in sent.get_data(as_text=True)
    assert state(hall, own) is State.SUBMITTED


def test_an_editor_may_not_approve_and_another_department_sees_nothing(
    hall: Application, enter: Enter, officer: Clerk, stranger: Clerk, version: int
) -> None:
    client = enter(officer)
    assert "/approve" not in text(client, page_of(version))
    assert press(client, version, "approve").status_code == 409
    for path in (page_of(version), f"/console/knowledge/records/guide/{ID_CARD}"):
        assert enter(stranger).get(path).status_code == 404
    assert client.get(page_of(999)).status_code == 404
    assert press(client, version, "dance").status_code == 404
    assert state(hall, version) is State.SUBMITTED


def test_what_is_returned_comes_back_to_its_author_with_the_reason(
    hall: Application, enter: Enter, reviewer: Clerk, officer: Clerk
) -> None:
    version = submitted(hall.record, cheaper, Person("zhaolei", "赵磊", "gongan", EDITOR.duties))
    client = enter(reviewer)
    refused = press(client, version, "return", reason=" ")
    assert refused.status_code == 409
    assert "请写一句原因" in refused.get_data(as_text=True)
    press(client, version, "return", reason="金额没有依据")
    page = text(enter(officer), WAITING)
    assert "退回给我的（1）" in page
    assert "孙悦：金额没有依据" in page
    sent = press(enter(officer), version, "edit")
    assert sent.location.startswith("/console/knowledge/drafts/")


def test_what_was_written_is_not_lost_when_somebody_was_faster(
    hall: Application, enter: Enter, reviewer: Clerk, version: int
) -> None:
    client = enter(reviewer)
    given = token(text(client, page_of(version)))
    hall.record.steps.send_back(version, EDITOR, "作者自己撤回")
    sent = client.post(
        f"{page_of(version)}/approve", data={"csrf_token": given, "reason": "写了很久的批注"}
    )
    page = sent.get_data(as_text=True)
    assert sent.status_code == 409
    assert "别人刚处理过，请刷新" in page
    assert "写了很久的批注" in page


def naming_a_place_that_is_gone(record: Record) -> int:
    """Return a version whose place was closed after it was submitted."""
    centre = replace(EDITOR, login="he", department="")
    known = next(iter(record.store.published()[0].venues.values()))
    place = record.drafts.create("venue", "yidao", replace(known, id="yidao"), centre)
    record.publishing.approve(record.drafts.submit(place.id, centre), REVIEWER)
    version = submitted(record, lambda g: replace(g, place=replace(g.place, venues=("yidao",))))
    record.publishing.withdraw("venue", "yidao", REVIEWER, "搬走了")
    return version


def test_what_would_have_faults_says_them_before_and_when_it_is_approved(
    hall: Application, enter: Enter, reviewer: Clerk
) -> None:
    broken = naming_a_place_that_is_gone(hall.record)
    client = enter(reviewer)
    assert "检查发现 1 处错误" in text(client, page_of(broken))
    assert "等它们发布后才能对照" in text(client, page_of(broken))
    sent = press(client, broken, "approve")
    assert sent.status_code == 409
    assert "没有发布，什么都没变" in sent.get_data(as_text=True)
    assert state(hall, broken) is State.SUBMITTED
    press(client, broken, "ask", department="gongan", days="2", reason="")
    assert "办理地点" in text(client, f"{page_of(broken)}/check")


def test_a_later_day_is_told_and_can_be_cancelled(
    hall: Application, enter: Enter, reviewer: Clerk
) -> None:
    later = submitted(hall.record, lambda g: replace(cheaper(g), effective_from=date(2027, 3, 1)))
    client = enter(reviewer)
    assert "批准，2027年3月1日生效" in text(client, page_of(later))
    press(client, later, "approve")
    assert "到 2027年3月1日 生效" in text(client, WAITING)
    assert "到 <strong>2027年3月1日</strong> 生效" in text(client, page_of(later))
    press(client, later, "cancel", reason="文件推迟了")
    assert state(hall, later) is State.RETURNED


def test_which_version_gives_way_is_told_and_ticked_before_one_is_approved(
    hall: Application, enter: Enter, reviewer: Clerk
) -> None:
    later = submitted(hall.record, lambda g: replace(g, effective_from=date(2027, 3, 1)))
    hall.record.publishing.approve(later, REVIEWER)
    version, client = submitted(hall.record, cheaper), enter(reviewer)
    fate = "第 2 版（已批准，原定2027年3月1日生效）作废"
    page = text(client, page_of(version))
    assert f"<li>{fate}" in page and f"我知道：{fate}" in page
    refused = press(client, version, "approve", reason="写好的批注")
    assert refused.status_code == 409
    assert "再勾选“我知道”" in refused.get_data(as_text=True)
    assert "写好的批注" in refused.get_data(as_text=True)

    assert press(client, version, "approve", overtaken=str(later)).status_code == 303

    assert (state(hall, version), state(hall, later)) == (State.PUBLISHED, State.SUPERSEDED)


def test_every_version_is_in_the_history_and_an_old_one_can_be_begun_on(
    hall: Application, enter: Enter, reviewer: Clerk, officer: Clerk, version: int
) -> None:
    boss = enter(reviewer)
    press(boss, version, "approve")
    history = text(boss, f"/console/knowledge/records/guide/{ID_CARD}")
    assert history.index("第 2 版") < history.index("第 1 版")
    old = hall.record.versions.of("guide", ID_CARD)[1]
    sent = press(enter(officer), old.id, "edit")
    draft = int(sent.location.rsplit("/", 1)[1])
    assert hall.record.drafts.newest(draft).value.fee != FEES
    current = hall.record.versions.of("guide", ID_CARD)[0]
    assert press(enter(officer), current.id, "edit").location == sent.location
    assert boss.get("/console/knowledge/records/guide/nothing").status_code == 404
    assert boss.get("/console/knowledge/records/nothing/x").status_code == 404


def test_a_guide_is_taken_down_with_a_reason(
    hall: Application, enter: Enter, reviewer: Clerk
) -> None:
    current = hall.record.versions.of("guide", ID_CARD)[0]
    client = enter(reviewer)
    assert press(client, current.id, "withdraw", reason="").status_code == 409
    for _click in range(2):
        sent = press(client, current.id, "withdraw", reason="条例废止")
        assert sent.status_code == 303
    assert state(hall, current.id) is State.WITHDRAWN


def test_comments_stand_in_the_life_of_a_version(
    enter: Enter, reviewer: Clerk, officer: Clerk, version: int
) -> None:
    press(enter(officer), version, "comment", reason="请附<b>文件号</b>")
    page = text(enter(reviewer), page_of(version))
    assert "请附&lt;b&gt;文件号" in page
    assert "赵磊" in page


def test_what_is_due_for_review_is_found_right_with_one_click(
    hall: Application, enter: Enter, officer: Clerk, clock: Clock
) -> None:
    client = enter(officer)
    assert "没有要复查的指南" in text(client, "/console/knowledge/review")
    clock.forward(days=100)
    client = enter(officer)
    page = text(client, "/console/knowledge/review")
    assert "已过期 <strong>2</strong> 件" in page
    current = hall.record.versions.of("guide", ID_CARD)[0]
    sent = submit(
        client,
        "/console/knowledge/review",
        f"{page_of(current.id)}/still",
        back="review",
    )
    assert sent.location == "/console/knowledge/review"
    assert "已过期 <strong>1</strong> 件" in text(client, sent.location)


def test_publications_are_listed_with_their_doors_and_late_ones_alert(
    hall: Application, enter: Enter, reviewer: Clerk, officer: Clerk, version: int, clock: Clock
) -> None:
    boss = enter(reviewer)
    press(boss, version, "approve")
    page = text(boss, "/console/knowledge/publications")
    assert "发布中 <strong>2</strong> 次" in page
    assert "批准：孙悦" in page
    assert "网站客服" in page and "微信" not in page
    assert "批准的修改超过" not in text(boss, WAITING)
    clock.forward(days=3)
    boss, admin = enter(reviewer), enter(hired(hall.desk, "liuyang", "刘洋", "", Role.ADMIN))
    for client, front in ((boss, WAITING), (admin, "/console/tickets")):
        assert "有 2 次批准的修改超过一个工作日" in text(client, front)
    assert "超时 2 次，最长超了" in text(boss, "/console/knowledge/publications")
    figures = text(admin, "/console/statistics").partition('id="in-time"')[2]
    assert "最近 2 次发布里超时 2 次" in figures
    assert "/console/knowledge/publications" in figures
    assert "批准的修改超过" not in text(enter(officer), "/console/tickets")


def test_what_cannot_be_published_on_its_day_is_told_with_the_reason_to_who_can_mend_it(
    hall: Application, enter: Enter, reviewer: Clerk, officer: Clerk, clock: Clock
) -> None:
    later = submitted(hall.record, lambda g: replace(g, effective_from=date(2026, 11, 24)))
    hall.record.publishing.approve(later, REVIEWER)
    clock.forward(days=1)
    failing = replace(hall.record, build=lambda _catalogue: ("KeyError: venue",))
    with pytest.raises(CannotPublish):
        failing.timekeeping.keep_time()

    boss = enter(reviewer)
    assert "有 1 个版本到了日子没能自动发布或下线" in text(boss, WAITING)
    page = text(boss, "/console/knowledge/publications")
    assert "2026年11月24日就该生效" in page
    assert "KeyError: venue" in page
    assert "没能自动发布或下线" not in text(enter(officer), WAITING)


def test_a_manager_looks_on(hall: Application, enter: Enter, version: int) -> None:
    client = enter(hired(hall.desk, "liqiang", "李强", "", Role.MANAGER))
    page = text(client, page_of(version))
    assert "您的账号只能看" in page
    assert "等别人批准（1）" in text(client, WAITING)


def test_another_departments_draft_and_version_are_not_previewed(
    hall: Application, enter: Enter, officer: Clerk, stranger: Clerk
) -> None:
    version = submitted(hall.record, cheaper)
    draft = hall.record.drafts.open("guide", MARRIAGE, ALL_EDITOR).id

    ours, theirs = enter(officer), enter(stranger)
    page = "/console/knowledge/preview"
    assert ours.get(f"{page}?version={version}").status_code == 200
    assert theirs.get(f"{page}?version={version}").status_code == 404
    assert ours.get(f"{page}?draft={draft}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "preview?draft={n}",
        "preview?version={n}",
        "versions/{n}",
        "versions/{n}/check",
        "drafts/{n}",
    ],
)
def test_a_number_that_no_database_takes_is_nothing(
    hall: Application, enter: Enter, officer: Clerk, path: str
) -> None:
    found = enter(officer).get(f"/console/knowledge/{path.format(n=10**20)}")
    assert found.status_code == 404


@pytest.mark.parametrize("act", ["return", "recall"])
def test_a_colleague_who_did_not_write_it_sends_nothing_back(
    hall: Application, enter: Enter, officer: Clerk, act: str
) -> None:
    version = submitted(hall.record, cheaper)

    sent = press(enter(officer), version, act, reason="我来退")
    assert sent.status_code == 409
    assert "这一步现在不能由您来做" in sent.get_data(as_text=True)
    assert hall.record.versions.version(version).state is State.SUBMITTED


def test_who_has_no_part_in_it_writes_no_comment(hall: Application, enter: Enter) -> None:
    version = submitted(hall.record, cheaper)
    clerk = hired(hall.desk, "wangwu", "王五", "gongan", Role.CLERK)

    assert press(enter(clerk), version, "comment", reason="路过").status_code == 409
    assert hall.record.steps.comments(version) == ()
