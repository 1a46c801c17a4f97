"""Forms of the console; each carries its CSRF token, and says what is wrong in Chinese."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import (
    BooleanField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import (
    AnyOf,
    EqualTo,
    InputRequired,
    Length,
    Optional,
    Regexp,
    StopValidation,
)

from knowledge_base.model.catalogue import Department
from service_desk.attachments.checking import Upload
from service_desk.canned import LONGEST_TITLE, PLACEHOLDERS
from service_desk.gaps.demands import DEMAND_LABELS, DemandState
from service_desk.model import Callback
from service_desk.notes import LONGEST_NOTE
from service_desk.reports import REPORT_LABELS, ReportState
from service_desk.staff import ROLE_LABELS, ROLE_WORK, Role
from service_desk.staff_side import BLANK_REPLY, FILES_ALONE
from service_desk.strength import LONGEST, SHORTEST

LONGEST_REPLY = 2000
"""WeChat cuts longer texts; nobody reads more on a phone."""

LONGEST_REASON = 300


def one_line_end(text: str | None) -> str | None:
    """Return the text with line ends of one character, as browsers count them."""
    return text.replace("\r\n", "\n") if text else text


class PostedForm(FlaskForm):
    """A form that takes what a browser posts, and no JSON: its fields are texts and nothing else."""

    class Meta(FlaskForm.Meta):
        """How the form gets its data."""

        def wrap_formdata(self, form: FlaskForm, formdata: Any) -> Any:
            """Return the posted fields where the form is to take what was sent."""
            if formdata is not None and request.is_json:
                return request.form
            return super().wrap_formdata(form, formdata)


class ActionForm(PostedForm):
    """A button that changes something."""


class LoginForm(PostedForm):
    """Login name and password."""

    login = StringField("登录名", [InputRequired("请输入登录名")])
    password = PasswordField(
        "密码", [InputRequired("请输入密码"), Length(max=LONGEST, message="密码太长")]
    )


class CodeForm(PostedForm):
    """A code of the second factor."""

    code = StringField(
        "验证码",
        [InputRequired("请输入验证码"), Length(max=40, message="验证码是 6 位数字")],
        description="打开手机上的验证器应用，输入现在显示的 6 位数字；手机不在身边时输入一个恢复码",
    )


class EnrolForm(PostedForm):
    """The first code of an app that was just set up."""

    code = StringField(
        "输入应用里现在显示的 6 位数字",
        [InputRequired("请输入应用里显示的 6 位数字"), Length(max=10, message="验证码是 6 位数字")],
    )


class PasswordForm(PostedForm):
    """A change of one's own password."""

    old = PasswordField("现在的密码", [InputRequired("请输入现在的密码")])
    new = PasswordField(
        "新密码",
        [InputRequired("请输入新密码")],
        description=f"至少 {SHORTEST} 位，含大写字母、小写字母、数字、符号中的至少三种；"
        "不要用姓名、单位、日期和常见密码，几个不相干的词连起来就好",
    )
    again = PasswordField(
        "再输一遍新密码",
        [InputRequired("请再输一遍新密码"), EqualTo("new", "两次输入的新密码不一样")],
    )


def written(form: Any, field: Any) -> None:
    """Stop where a reply says nothing; files need words too."""
    if not (field.data or "").strip():
        raise StopValidation(FILES_ALONE if form.files.data else BLANK_REPLY)


class ReplyForm(PostedForm):
    """A reply to the citizen.

    `reply_id` makes a double click one reply; `seen` is the last message that stood on the page.
    """

    text = TextAreaField(
        "答复内容",
        [
            written,
            Length(max=LONGEST_REPLY, message=f"答复请不超过 {LONGEST_REPLY} 字"),
        ],
        filters=(one_line_end,),
    )
    reply_id = HiddenField(validators=[Regexp(r"[A-Za-z0-9]{8,64}", message="页面已过期，请刷新")])
    seen = HiddenField(
        validators=[Optional(), Regexp(r"^[0-9]{1,18}$", message="页面已过期，请刷新")]
    )
    files = MultipleFileField("附件（可以不选）")

    @property
    def uploads(self) -> tuple[Upload, ...]:
        """The files that were chosen, read."""
        return tuple(Upload(one.filename or "", one.read()) for one in self.files.data or ())


class CallbackForm(PostedForm):
    """What came of calling the citizen."""

    outcome = HiddenField(
        validators=[AnyOf([Callback.REACHED.value, Callback.MISSED.value], message="请选择结果")]
    )


class CloseForm(PostedForm):
    """Closing a ticket."""

    reason = StringField(
        "办结说明", [Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字")]
    )


class CloseManyForm(PostedForm):
    """Closing several tickets with one reason, which every citizen is told."""

    ready = RadioField("办结说明", validate_choice=False)
    reason = StringField(
        "自己写", [Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字")]
    )


class ReassignForm(PostedForm):
    """Handing a ticket to another department."""

    department = SelectField("转给部门")
    reason = StringField(
        "改派原因",
        [
            InputRequired("请写明改派原因，接手的部门会看到"),
            Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字"),
        ],
        description="接手的部门会看到，市民看不到",
    )


class NoteForm(PostedForm):
    """A note for other staff."""

    note = TextAreaField(
        "写备注",
        [
            InputRequired("备注是空的，请写好再保存"),
            Length(max=LONGEST_NOTE, message=f"备注请不超过 {LONGEST_NOTE} 字"),
        ],
        filters=(one_line_end,),
    )


class CannedForm(PostedForm):
    """A canned reply; what may stand in it the desk knows."""

    department = SelectField("给谁用", validate_choice=False)
    title = StringField("标题", description=f"找的时候看的，不超过 {LONGEST_TITLE} 字")
    text = TextAreaField(
        "内容",
        filters=(one_line_end,),
        description="可以用 " + "、".join(f"{{{name}}}" for name in PLACEHOLDERS),
    )


class SettleForm(PostedForm):
    """What was decided about a guide report."""

    state = SelectField(
        "处理结果",
        choices={s.value: REPORT_LABELS[s] for s in (ReportState.FIXED, ReportState.REJECTED)},
    )
    note = StringField(
        "处理说明", [Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字")]
    )


class DemandForm(PostedForm):
    """What came of a demand that no guide knows."""

    state = SelectField(
        "核查结果",
        choices={s.value: DEMAND_LABELS[s] for s in DemandState if s is not DemandState.OPEN},
    )
    note = StringField(
        "核查说明", [Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字")]
    )


class AssignForm(PostedForm):
    """Handing an unanswered question to a department."""

    department = SelectField("分派给部门")


class DismissForm(PostedForm):
    """Several unanswered questions that need no answer, for one reason."""

    ready = SelectField("为什么不用补", validate_choice=False)
    reason = StringField(
        "自己写", [Length(max=LONGEST_REASON, message=f"请不超过 {LONGEST_REASON} 字")]
    )


class FaqForm(PostedForm):
    """A question with its answer, on its way into a guide; what is missing the desk knows."""

    item = SelectField("写进哪份办事指南", validate_choice=False)
    question = StringField("标准问法", description="市民会看到，写成完整的一句")
    texts = TextAreaField(
        "别的问法，一行一个",
        filters=(one_line_end,),
        description="市民就是这样问的，提交前要有 2 种；隐去了个人信息的问法不会写进指南",
    )
    answer = TextAreaField(
        "答复",
        filters=(one_line_end,),
        description="市民会看到；只写指南和法规里有依据的",
    )

    @property
    def lines(self) -> tuple[str, ...]:
        """The further ways to ask."""
        return tuple(line.strip() for line in (self.texts.data or "").split("\n") if line.strip())


class AttachForm(PostedForm):
    """Wordings that ask for what a guide says already."""

    statement = SelectField("问的是指南里的哪一条", validate_choice=False)


class ClerkForm(PostedForm):
    """An account as administrators change it."""

    name = StringField("姓名", [InputRequired("请输入姓名"), Length(max=64, message="姓名太长")])
    roles = SelectMultipleField("角色", choices=list(Role), default=(), validate_choice=False)
    department = SelectField(
        "部门",
        description="坐席只看得到本部门的工单和统计，编辑、核对和审核只办本部门的指南；政务服务中心看得到全部",
    )
    active = BooleanField("启用", default=True)

    def validate_roles(self, field: SelectMultipleField) -> None:
        """Stop where a role was chosen that does not exist."""
        if not set(field.data or ()) <= set(Role):
            raise StopValidation("没有这个角色，请刷新页面重新勾选")

    @property
    def chosen_roles(self) -> frozenset[Role]:
        """The roles whose boxes were ticked."""
        return frozenset(map(Role, self.roles.data or ()))

    @property
    def boxes(self) -> list[tuple[Role, str, str, bool]]:
        """Each role with its name, its work, and whether its box is ticked."""
        ticked = set(self.roles.data or ())
        return [(role, ROLE_LABELS[role], ROLE_WORK[role], role in ticked) for role in Role]


class NewClerkForm(ClerkForm):
    """An account about to be made."""

    login = StringField(
        "登录名",
        [
            InputRequired("请输入登录名"),
            Regexp(
                r"^[A-Za-z][A-Za-z0-9._-]{2,31}$",
                message="3 到 32 位，字母开头，只用字母、数字、. _ -",
            ),
        ],
    )


def department_choices(departments: Mapping[str, Department], none: str = "") -> dict[str, str]:
    """Return the names to choose from by id, with a first line for none of them where given."""
    names = {department.id: department.name for department in departments.values()}
    return {"": none, **names} if none else names


def first_fault(form: FlaskForm) -> str:
    """Return the first thing wrong with a form."""
    return next(
        (str(fault) for faults in form.errors.values() for fault in faults), "请检查填写的内容"
    )
