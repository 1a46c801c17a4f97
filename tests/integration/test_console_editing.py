"""The editor in the console: from the list to a draft, through every button, until it is handed in."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from hall.bootstrap import Application
from knowledge_base.lifecycle.people import Duty, Person
from knowledge_base.lifecycle.seeding import publish_files
from knowledge_base.lifecycle.states import State
from knowledge_base.lifecycle.versions import VersionFilter
from knowledge_base.model.catalogue import PolicyText
from knowledge_base.model.guide import Guide
from knowledge_base.model.material import Material
from knowledge_base.stating import statement_ids
from service_desk.staff import CENTRE, Clerk, Role
from tests.console_kit import hired, log_in
from tests.knowledge_kit import ID_CARD, MARRIAGE
from tests.knowledge_pages_kit import publish
from tests.posting_kit import posted

Enter = Callable[[Clerk], "Editor"]
FEE = "fee.rows.0.amount"
EVERY_KIND = ("material", "venue", "department", "entry", "not_covered", "phrasing", "questions")
EDITOR_FORM = re.compile(r'<form method="post" id="editor".*?</form>', re.DOTALL)


class Editor:
    """A browser in which a clerk works on drafts."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def text(self, path: str) -> str:
        page = self.client.get(path)
        assert page.status_code == 200, page.status
        return page.get_data(as_text=True)

    def form(self, path: str) -> MultiDict[str, str]:
        """Return the form of the editor as it would be posted without a change."""
        found = EDITOR_FORM.search(self.text(path))
        assert found
        return posted(found[0])

    def open(self, kind: str, key: str) -> str:
        """Open a record and return the path of its draft."""
        page = posted(self.text(f"/console/knowledge?kind={kind}"))
        sent = self.client.post(
            "/console/knowledge/open",
            data={"csrf_token": page["csrf_token"], "kind": kind, "key": key},
        )
        assert sent.status_code == 303, sent.get_data(as_text=True)[:2000]
        return sent.location

    def send(self, path: str, form: MultiDict[str, str], **changed: str) -> TestResponse:
        """Post the form with some fields changed or added."""
        for name, value in changed.items():
            form.setlist(name, [value])
        return self.client.post(path, data=form)

    def save(self, path: str, form: MultiDict[str, str]) -> TestResponse:
        """Save as the page's script does."""
        return self.client.post(path, data=form, headers={"Accept": "application/json"})


@pytest.fixture
def enter(hall: Application, console_app: Flask) -> Enter:
    """Log a clerk in, in a browser of the clerk's own."""

    def enter_as(clerk: Clerk) -> Editor:
        editor = Editor(console_app.test_client())
        assert log_in(editor.client, hall.desk, clerk).status_code == 303
        return editor

    return enter_as


@pytest.fixture
def police(hall: Application) -> Clerk:
    """An editor of the police."""
    return hired(hall.desk, "zhaolei", "赵磊", "gongan", Role.EDITOR)


@pytest.fixture
def centre(hall: Application) -> Clerk:
    """An editor of the service centre, who works on everything."""
    return hired(hall.desk, "wangfang", "王芳", CENTRE, Role.EDITOR)


def saved(hall: Application, path: str) -> Any:
    """Return what the draft says."""
    return hall.record.drafts.newest(int(path.rsplit("/", 1)[1])).value


def draft_of(hall: Application, path: str) -> Guide:
    """Return the guide that the draft says."""
    value = saved(hall, path)
    assert isinstance(value, Guide)
    return value


def with_fee(form: MultiDict[str, str], amount: str) -> MultiDict[str, str]:
    form.setlist(FEE, [amount])
    return form


def test_a_guide_is_opened_changed_seen_and_handed_in(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = with_fee(editor.form(path), "每证21元")

    looked = editor.send(path, form, do="look", element="fee")
    assert "每证21元" in editor.text(looked.location).split('id="preview"')[1]
    assert draft_of(hall, path).fee.rows[0].amount == "每证21元"
    assert hall.record.store.published()[0].guides[ID_CARD].fee.rows[0].amount != "每证21元"

    sent = editor.send(path, editor.form(path), do="submit")
    assert sent.status_code == 303, sent.get_data(as_text=True)[:3000]
    (version,) = (
        v for v in hall.record.versions.of("guide", ID_CARD) if v.state is State.SUBMITTED
    )
    assert version.author == "zhaolei"
    assert "已提交，等待审核" in editor.text("/console/knowledge")


def test_what_is_wrong_is_kept_shown_and_keeps_it_from_being_handed_in(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = editor.form(path)
    form.setlist("materials.0.copies", ["两份"])
    form.setlist("effective_from", [""])

    sent = editor.send(path, form, do="submit")

    page = sent.get_data(as_text=True)
    assert sent.status_code == 409
    assert "还有要改的地方" in page
    assert '<a href="#f-materials-0-copies">错误：申请材料第1行：复印件份数：' in page
    again = editor.form(path)
    assert again["materials.0.copies"] == "两份"
    assert again["effective_from"] == ""
    assert hall.record.drafts.draft(int(path.rsplit("/", 1)[1])).is_open


def test_rows_are_worked_on_without_a_script_and_nothing_typed_is_lost(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = with_fee(editor.form(path), "每证22元")
    steps = len(draft_of(hall, path).steps)

    sent = editor.send(path, form, step="add steps")

    assert sent.location == f"{path}?at=f-steps-{steps}#f-steps-{steps}"
    guide = draft_of(hall, path)
    assert guide.fee.rows[0].amount == "每证22元"
    assert len(guide.steps) == steps + 1
    assert len(guide.steps[-1].id) == 4
    editor.send(path, editor.form(path), step=f"up steps.{steps}")
    assert draft_of(hall, path).steps[steps - 1].name == ""


def test_a_save_by_itself_tells_when_and_what_is_wrong(enter: Enter, police: Clerk) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = editor.form(path)
    form.setlist("steps.0.name", [""])

    told = editor.save(path, form).get_json()

    assert told["said"] == "已保存 09:30"
    assert {"at": "f-steps-0-name", "place": "办理流程第1行：这一步叫什么"}.items() <= told[
        "faults"
    ][0].items()
    form.setlist("based_on", [str(told["save"])])
    assert editor.save(path, form).get_json()["save"] == told["save"]


def test_two_editors_see_both_values_and_choose(
    hall: Application, enter: Enter, police: Clerk, centre: Clerk
) -> None:
    first, second = enter(police), enter(centre)
    path = first.open("guide", ID_CARD)
    assert second.open("guide", ID_CARD) == path
    mine, theirs = first.form(path), second.form(path)
    theirs.setlist("summary", ["王芳写的简介。"])
    second.send(path, with_fee(theirs, "每证30元"))
    mine.setlist("visits.note", ["赵磊写的说明。"])

    sent = first.send(path, with_fee(mine, "每证40元"))

    where = sent.location
    page = first.text(where)
    assert "王芳 2026-11-23 09:30 也存了一次" in page
    assert "用我的：每证40元" in page
    assert "用王芳的：每证30元" in page
    assert "下面 1 处" in page
    choice = posted(page)
    assert first.client.post(where, data=choice).location == path
    guide = draft_of(hall, path)
    assert guide.fee.rows[0].amount == "每证40元"
    assert guide.summary == "王芳写的简介。"
    assert guide.visits.note == "赵磊写的说明。"
    assert "赵磊 09:30 也改过这份草稿" in second.text(path)


def test_a_save_by_itself_on_an_old_state_leads_to_the_choice(
    enter: Enter, police: Clerk, centre: Clerk
) -> None:
    first, second = enter(police), enter(centre)
    path = first.open("guide", ID_CARD)
    mine, theirs = first.form(path), second.form(path)
    second.send(path, with_fee(theirs, "每证30元"))

    sent = first.save(path, with_fee(mine, "每证40元"))

    assert sent.status_code == 409
    told = sent.get_json()
    assert told["said"] == "王芳刚才也改了这份草稿，您写的已另外存好。"
    assert "每证40元" in first.text(told["settle"])


def test_what_was_published_meanwhile_is_taken_into_the_draft(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor, record = enter(police), hall.record
    path = editor.open("guide", ID_CARD)
    form = with_fee(editor.form(path), "每证21元")
    form.setlist("summary", ["我写的。"])
    editor.send(path, form)
    before = record.store.published()[0]
    guide = before.guides[ID_CARD]
    row = replace(guide.steps[0], detail="换了做法。")
    newer = replace(guide, summary="他写的。", steps=(row, *guide.steps[1:]))
    guides = {**before.guides, ID_CARD: newer}
    publish_files(record.store, replace(before, guides=guides), hall.clock())
    refused = editor.send(path, editor.form(path), do="submit")
    assert "请先并入新版的改动" in refused.get_data(as_text=True)

    sent = editor.client.post(f"{path}/follow", data={"csrf_token": form["csrf_token"]})

    page = editor.text(sent.location)
    assert "两边都改了的，先留着您写的，请对照：" in page
    assert "并入第" not in page.partition("</h1>")[2]
    after = draft_of(hall, path)
    assert (after.summary, after.steps[0].detail) == ("我写的。", "换了做法。")
    assert after.fee.rows[0].amount == "每证21元"
    assert editor.send(path, editor.form(path), do="submit").status_code == 303


def test_a_step_back_can_be_taken_back(hall: Application, enter: Enter, police: Clerk) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    before = draft_of(hall, path)
    editor.send(path, with_fee(editor.form(path), "每证23元"))

    token = editor.form(path)["csrf_token"]
    sent = editor.client.post(f"{path}/undo", data={"csrf_token": token})
    assert draft_of(hall, path) == before
    redo = re.search(rf'action="({path}/back/\d+)"', editor.text(sent.location))
    assert redo
    editor.client.post(redo[1], data={"csrf_token": token})
    assert draft_of(hall, path).fee.rows[0].amount == "每证23元"


def test_a_draft_is_given_up_only_after_a_question(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    page = editor.text(f"{path}/discard")
    assert "接着改" in page

    sent = editor.client.post(f"{path}/discard", data=posted(page))

    assert sent.location == "/console/knowledge?kind=guide"
    assert not hall.record.drafts.draft(int(path.rsplit("/", 1)[1])).is_open
    assert editor.client.get(path).status_code == 302


def test_an_editor_sees_and_edits_what_is_of_his_department(
    enter: Enter, police: Clerk, centre: Clerk, hall: Application
) -> None:
    editor = enter(police)
    page = editor.text("/console/knowledge")
    assert ID_CARD in page
    assert MARRIAGE not in page
    other = enter(centre).open("guide", MARRIAGE)
    assert editor.client.get(other).status_code == 404
    token = posted(page)["csrf_token"]
    sent = editor.client.post(
        "/console/knowledge/open",
        data={"csrf_token": token, "kind": "guide", "key": MARRIAGE},
        follow_redirects=True,
    )
    assert "没有这一步的权限" in sent.get_data(as_text=True)


def test_an_editor_keeps_the_hours_of_the_places_of_his_department(
    enter: Enter, police: Clerk, hall: Application
) -> None:
    editor = enter(police)
    listed = editor.text("/console/knowledge?kind=venue")
    assert 'value="paichusuo"' in listed
    assert 'value="hunyin"' not in listed

    path = editor.open("venue", "paichusuo")
    editor.send(path, editor.form(path), hours="周一至周五 8:30–17:00")
    venue = saved(hall, path)
    assert (venue.hours, venue.department) == ("周一至周五 8:30–17:00", "gongan")

    refused = editor.send(path, editor.form(path), department="minzheng")
    assert "只能填您自己的部门" in (refused.get_data(as_text=True) or editor.text(path))
    assert saved(hall, path).department == "gongan"


def test_what_stands_beside_the_form_is_said_in_the_words_of_the_city(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    text = PolicyText("wording.part.no_materials", "空着手来就行。")
    published = hall.record.store.published()[0]
    publish_files(hall.record.store, replace(published, texts={text.key: text}), hall.clock())
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    draft = hall.record.drafts.newest(int(path.rsplit("/", 1)[1]))
    bare = replace(draft.value, materials=())
    me = Person(police.login, police.name, police.department, frozenset({Duty.EDIT}))
    hall.record.drafts.save(int(path.rsplit("/", 1)[1]), bare, me, draft.id)

    assert "空着手来就行。" in editor.text(f"{path}?element=materials")


def test_what_was_confirmed_is_picked_from_what_the_guide_says(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    editor.send(path, editor.form(path), step="add custody.confirmed")
    choices = editor.text(path).split('id="list-statement"')[1].split("</datalist>")[0]
    label = re.findall(r'value="(申请材料：[^"]+)"', choices)[-1]
    editor.send(path, editor.form(path), **{"custody.confirmed.0.fact": label})

    rows = {row.id for row in draft_of(hall, path).materials}
    assert draft_of(hall, path).custody.confirmed[0].fact in rows


def test_an_administrator_looks_on(hall: Application, enter: Enter, police: Clerk) -> None:
    path = enter(police).open("guide", ID_CARD)
    admin = enter(hired(hall.desk, "sunyue", "孙悦", "", Role.ADMIN))

    assert "修改：" not in admin.text("/console/knowledge")
    page = admin.text(path)
    assert "您可以看，不能改" in page
    assert 'id="editor"' not in page


def test_the_list_is_searched_and_shows_every_kind(enter: Enter, centre: Clerk) -> None:
    editor = enter(centre)

    assert MARRIAGE in editor.text("/console/knowledge?q=结婚")
    assert "没有找到" in editor.text("/console/knowledge?q=100%25_")
    for kind in EVERY_KIND:
        assert "共 <strong>" in editor.text(f"/console/knowledge?kind={kind}")


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_a_record_of_any_kind_is_changed_in_its_form(
    enter: Enter, centre: Clerk, hall: Application, kind: str
) -> None:
    editor = enter(centre)
    listed = posted(editor.text(f"/console/knowledge?kind={kind}"))
    path = editor.open(kind, listed["key"])

    sent = editor.send(path, editor.form(path), do="submit")

    assert sent.status_code == 303, sent.get_data(as_text=True)


def test_a_new_guide_begins_with_a_template_or_as_a_copy(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    code = f"{ID_CARD[:12]}-77"
    page = editor.text(f"/console/knowledge/new?kind=guide&copy={ID_CARD}")
    form = posted(page)
    form.setlist("key", ["错的"])
    form.setlist("name", ["居民身份证加急"])
    refused = editor.client.post("/console/knowledge/new", data=form)
    assert "12 位目录编码" in refused.get_data(as_text=True)
    form.setlist("key", [code])

    path = editor.client.post("/console/knowledge/new", data=form).location

    guide, copied = draft_of(hall, path), hall.record.store.published()[0].guides[ID_CARD]
    assert (guide.item.code, guide.item.name) == (code, "居民身份证加急")
    assert guide.materials == copied.materials
    assert guide.item.aliases == ()
    form = posted(editor.text("/console/knowledge/new?kind=guide"))
    form.setlist("key", [f"{ID_CARD[:12]}-78"])
    form.setlist("name", ["身份证指纹采集"])
    path = editor.client.post("/console/knowledge/new", data=form).location
    assert [step.name for step in draft_of(hall, path).steps] == [
        "申请",
        "受理",
        "办理",
        "领取结果",
    ]
    assert "已经有" in editor.client.post("/console/knowledge/new", data=form).get_data(
        as_text=True
    )


def test_a_new_material_has_a_code_of_its_own_and_stands_nowhere_yet(
    hall: Application, enter: Enter, centre: Clerk
) -> None:
    editor, known = enter(centre), hall.record.store.published()[0].materials
    form = posted(editor.text("/console/knowledge/new?kind=material&copy=shenfenzheng"))
    form.setlist("key", ["linshi_shenfenzheng"])
    form.setlist("name", ["二代身份证"])
    refused = editor.client.post("/console/knowledge/new", data=form).get_data(as_text=True)
    assert "材料目录里已经有“居民身份证”" in refused
    form.setlist("name", ["临时居民身份证"])

    path = editor.client.post("/console/knowledge/new", data=form).location

    row = hall.record.drafts.newest(int(path.rsplit("/", 1)[1])).value
    assert isinstance(row, Material)
    assert row.code not in {material.code for material in known.values()}
    assert (row.name, row.aliases) == ("临时居民身份证", ())
    assert row.issuer == known["shenfenzheng"].issuer


def test_a_sentence_of_the_product_is_said_in_the_citys_own_words(
    hall: Application, enter: Enter, centre: Clerk
) -> None:
    editor = enter(centre)
    form = posted(editor.text("/console/knowledge/new?kind=text"))
    path = editor.client.post("/console/knowledge/new", data=form).location
    form = editor.form(path)
    assert form["text"]
    form.setlist("text", ["{没有这个空格}"])

    sent = editor.send(path, form, do="submit")

    assert "不认识的空格" in sent.get_data(as_text=True)


def test_a_question_is_agreed_upon_and_the_labelled_ones_stay(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    before = hall.record.store.published()[0].questions[ID_CARD]
    path = editor.open("questions", ID_CARD)
    form = editor.form(path)
    assert before.labelled
    assert not [name for name in form if name.startswith("labelled")]
    assert "收费：" in editor.text(path)

    form["agreed.0.text"], form["agreed.0.statement"] = "补个身份证得花多少钱", "没有这一条"
    refused = editor.send(path, form, do="submit")
    assert refused.status_code == 409
    assert "没有“没有这一条”" in refused.get_data(as_text=True)
    form = editor.form(path)
    offered = re.findall(r'<option value="(收费：[^"]+)"', editor.text(path))
    assert editor.send(path, form, do="submit", **{"agreed.0.statement": offered[0]}).location

    (waits,) = hall.record.versions.listed(VersionFilter(("questions",), (State.SUBMITTED,)))
    after = hall.record.versions.value(waits.id)
    assert after.labelled == before.labelled
    (agreed,) = after.agreed
    assert agreed.text == "补个身份证得花多少钱"
    assert agreed.statement in statement_ids(hall.record.store.published()[0].guides[ID_CARD])


def test_the_tree_of_situations_leads_to_the_rows(enter: Enter, police: Clerk) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)

    page = editor.text(f"{path}/situations")

    assert f'<a href="{path}#f-situations-0">1. ' in page
    assert re.search(rf'<a href="{path}#f-[a-z_]+(-[a-z]+)?-\d+">', page)


def test_after_a_lost_session_the_draft_is_as_it_saved_itself(
    hall: Application, enter: Enter, police: Clerk, console_app: Flask
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = with_fee(editor.form(path), "每证24元")
    told = editor.save(path, form).get_json()
    hall.clock.forward(minutes=30)  # type: ignore[attr-defined]  # the test's clock

    gone = editor.save(path, with_fee(form, "每证25元"))
    assert gone.status_code in (302, 401)
    log_in(editor.client, hall.desk, police)
    form.setlist("based_on", [str(told["save"])])

    assert editor.form(path)[FEE] == "每证24元"
    assert editor.save(path, form).status_code == 200
    assert draft_of(hall, path).fee.rows[0].amount == "每证25元"


def test_a_form_sent_after_the_session_ended_is_kept_whole_without_a_script(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = with_fee(editor.form(path), "每证26元")
    hall.clock.forward(minutes=30)  # type: ignore[attr-defined]  # the test's clock

    gone = editor.send(path, form, step="add steps")

    page = gone.get_data(as_text=True)
    assert gone.status_code == 401
    assert "登录已过期。您写的内容都在这一页" in page
    log_in(editor.client, hall.desk, police)
    assert editor.client.post(path, data=posted(page)).status_code == 303
    assert draft_of(hall, path).fee.rows[0].amount == "每证26元"


def test_a_form_that_lay_open_too_long_is_kept_whole(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = with_fee(editor.form(path), "每证27元")

    page = editor.send(path, form, csrf_token="old").get_data(as_text=True)
    form = posted(page)
    form.setlist("csrf_token", [editor.form(path)["csrf_token"]])

    assert editor.client.post(path, data=form).status_code == 303
    assert draft_of(hall, path).fee.rows[0].amount == "每证27元"


def test_a_long_guide_passes_and_an_endless_one_does_not(enter: Enter, police: Clerk) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    form = editor.form(path)

    assert editor.send(path, form, **{"summary": "长" * 40_000}).status_code == 303
    assert editor.send(path, form, **{"summary": "长" * 400_000}).status_code == 413


def test_a_record_keeps_its_key_whatever_is_posted(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    changed = {"item.code": MARRIAGE, "summary": "换了一句话。"}
    assert editor.send(path, editor.form(path), **changed).status_code == 303

    draft = draft_of(hall, path)
    assert (draft.item.code, draft.summary) == (ID_CARD, "换了一句话。")


def test_markup_in_a_draft_is_text_everywhere(enter: Enter, police: Clerk) -> None:
    editor = enter(police)
    path = editor.open("guide", ID_CARD)
    markup = "<script>alert(1)</script>\"'{{7*7}}"
    form = editor.form(path)
    for name in ("item.name", "summary", "situations.0.ask", "situations.0.options.0.label"):
        form.setlist(name, [markup])
    editor.send(path, form)

    for page in (
        path,
        f"{path}/situations",
        f"{path}/discard",
        f"{path}/preview",
        "/console/knowledge",
    ):
        shown = editor.text(page)
        assert "<script>alert" not in shown, page
        assert "49" not in shown.split("{{7*7}}")[0][-5:], page


def test_what_was_withdrawn_is_found_again_until_a_later_version_is_in_force(
    hall: Application, enter: Enter, police: Clerk
) -> None:
    reviewer = Person("sunyue", "孙悦", "", frozenset({Duty.PUBLISH}))
    hall.record.publishing.withdraw("guide", ID_CARD, reviewer, "停办了")
    editor, gone = enter(police), "/console/knowledge?gone=1"

    assert f'value="{ID_CARD}"' not in editor.text("/console/knowledge")
    assert f'value="{ID_CARD}"' in editor.text(gone)
    publish(hall)
    assert f'value="{ID_CARD}"' in editor.text("/console/knowledge")
    assert "没有已下线的办事指南" in editor.text(gone)
