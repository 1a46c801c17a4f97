"""Web pages as portals and offices publish them."""

from collections.abc import Iterator

from tests.documents_kit.made import Made, made
from tests.documents_kit.services import SERVICES, Service

SPANNED = ("申请材料", "时限", "收费", "地点")
HUKOU, CANJI, SHIPIN, JIASHI, DIBAO = SERVICES


def pages() -> Iterator[Made]:
    """Yield a page of each kind."""
    yield made("headings.html", _headings(HUKOU), HUKOU)
    yield made("pairs.html", _pairs(CANJI), CANJI)
    yield made("form.html", _form(SHIPIN), SHIPIN)
    yield made("portal.html", _portal(DIBAO), DIBAO)
    yield made("bold.htm", _bold(JIASHI), JIASHI)
    yield made("old.jsp", _jsp(HUKOU).encode("gbk"), HUKOU)
    yield made("frames.html", _layout(CANJI), CANJI)
    yield made("boxes.html", _boxes(SHIPIN), SHIPIN)
    yield made("spans.html", _spans(JIASHI), JIASHI, sections=SPANNED)
    yield made("cards.html", _cards(DIBAO), DIBAO)
    yield made("saved_from_word.doc", _word_page(JIASHI), JIASHI)


def _page(title: str, body: str) -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{title}</title></head><body>{body}</body></html>"


def _rows(rows: Iterator[str] | list[str] | tuple[str, ...], tag: str = "p") -> str:
    return "".join(f"<{tag}>{row}</{tag}>" for row in rows)


def _counted(rows: list[str]) -> list[str]:
    return [f"{number}．{row}" for number, row in enumerate(rows, 1)]


def _papers(service: Service) -> list[str]:
    return [f"{one.name}（原件{one.original}份，复印件{one.copies}份）" for one in service.papers]


def _headings(one: Service) -> str:
    parts = [
        ("受理条件", _rows(one.conditions)),
        ("申请材料", _rows(_counted(_papers(one)))),
        ("办理流程", _rows([f"{name}：{text}" for name, text in one.steps], "li")),
        ("办理时限", f"<p>法定时限：{one.statutory}</p><p>承诺时限：{one.promised}</p>"),
        ("收费标准", f"<p>{one.fee}</p>"),
        ("办理地点", f"<p>{one.place}</p>"),
        ("设定依据", _rows(one.basis)),
    ]
    body = "".join(f"<h3>{name}</h3><div>{text}</div>" for name, text in parts)
    return _page("Document", f"<h2>{one.title}</h2>{body}<footer>版权所有 政务服务中心</footer>")


def _pairs(one: Service) -> str:
    pairs = [
        ("事项名称", one.title),
        ("实施主体", one.department),
        (
            "办理条件",
            "<br>".join(
                f"（{sign}）{row}" for sign, row in zip("一二三四", one.conditions, strict=False)
            ),
        ),
        (
            "所需材料",
            "".join(f"<p>{number}、{paper.name}</p>" for number, paper in enumerate(one.papers, 1)),
        ),
        ("办理程序", "→".join(name for name, _ in one.steps)),
        ("法定办结时限", one.statutory),
        ("承诺办结时限", one.promised),
        ("是否收费", one.fee),
        ("办理地点和时间", f"{one.place}，周一至周五上午8:30—11:30"),
        ("法律依据", "；".join(one.basis)),
        ("注意事项", "请提前预约。"),
    ]
    rows = "".join(f"<dt>{name}：</dt><dd>{text}</dd>" for name, text in pairs)
    return _page(
        f"{one.title}-某某市政务服务网",
        f"<div class='breadcrumb'>首页 &gt; 办事</div><dl>{rows}</dl>",
    )


def _form(one: Service) -> str:
    papers = "<br/>".join(_counted([paper.name for paper in one.papers]))
    steps = "<br/>".join(
        f"{sign}{name}。{text}" for sign, (name, text) in zip("①②③④⑤", one.steps, strict=False)
    )
    rows = (
        f"<tr><th>事项名称</th><td colspan='3'>{one.title}</td></tr>"
        f"<tr><th>实施机关</th><td>{one.department}</td><th>办件类型</th><td>承诺件</td></tr>"
        f"<tr><th>法定期限</th><td>{one.statutory}</td><th>承诺期限</th><td>{one.promised}</td></tr>"
        f"<tr><th>申请条件</th><td colspan='3'>{'<br/>'.join(one.conditions)}</td></tr>"
        f"<tr><th>申报材料</th><td colspan='3'>{papers}</td></tr>"
        f"<tr><th>办理流程</th><td colspan='3'>{steps}</td></tr>"
        f"<tr><th>收费标准</th><td>{one.fee}</td><th>咨询电话</th><td></td></tr>"
        f"<tr><th>办理地点</th><td colspan='3'>{one.place}</td></tr>"
        f"<tr><th>设定依据</th><td colspan='3'>{'<br/>'.join(one.basis)}</td></tr>"
    )
    return _page("办事指南", f"<h1>办事指南</h1><table border='1'>{rows}</table>")


def _portal(one: Service) -> str:
    papers = "".join(
        f"<tr><td>{number}</td><td>{paper.name}</td><td>{paper.original}</td><td>{paper.copies}</td>"
        f"<td>纸质</td><td>申请人自备</td><td>{paper.note}</td></tr>"
        for number, paper in enumerate(one.papers, 1)
    )
    steps = "".join(
        f"<tr><td>{name}</td><td>工作人员</td><td>1个工作日</td><td>{text}</td></tr>"
        for name, text in one.steps
    )
    basis = "".join(
        f"<tr><td>{law.split('》')[0]}》</td><td>{law.split('》')[1]}</td><td>略</td></tr>"
        for law in one.basis
    )
    body = f"""<div id="nav"><ul><li>首页</li><li>个人办事</li></ul></div><h1>{one.title}</h1>
    <div class="tabs"><ul><li>基本信息</li><li>受理条件</li><li>申请材料</li></ul></div>
    <h3>基本信息</h3><table><tr><td>法定办结时限</td><td>{one.statutory}</td><td>承诺办结时限</td><td>{one.promised}</td></tr>
    <tr><td>是否收费</td><td>否</td><td>到办事现场次数</td><td>1次</td></tr></table>
    <h3>受理条件</h3>{_rows(one.conditions)}
    <h3>材料清单</h3><table><tr><th>序号</th><th>材料名称</th><th>原件</th><th>复印件</th><th>材料形式</th><th>来源渠道</th><th>填报须知</th></tr>{papers}</table>
    <h3>办理流程</h3><table><tr><th>环节名称</th><th>办理人</th><th>办理时限</th><th>审查标准</th></tr>{steps}</table>
    <h3>办理地点</h3><table><tr><th>窗口名称</th><th>窗口地址</th><th>办公时间</th></tr><tr><td>民政窗口</td><td>{one.place}</td><td>工作日</td></tr></table>
    <h3>设定依据</h3><table><tr><th>法律法规名称</th><th>条款号</th><th>条款内容</th></tr>{basis}</table>
    <h3>相关服务</h3><p>临时救助</p><button>在线办理</button><div class="footer">主办：政务服务局</div>"""
    return _page(f"{one.title}_政务服务网", body)


def _bold(one: Service) -> str:
    body = (
        f"<p style='text-align:center'><strong>{one.title}办事指南</strong></p>"
        f"<p><strong>一、办理依据</strong></p>{_rows(one.basis)}"
        f"<p><strong>二、受理条件</strong></p>{_rows(_counted(list(one.conditions)))}"
        f"<p><strong>三、应提交材料</strong></p><p>{'<br>'.join(_counted(_papers(one)))}</p>"
        f"<p><strong>四、办理程序</strong></p><p>{'<br>'.join(f'（{n}）{a}：{b}' for n, (a, b) in enumerate(one.steps, 1))}</p>"
        f"<p><strong>五、办理时限</strong>：{one.promised}</p><p><strong>六、收费标准</strong>：{one.fee}</p>"
        f"<p><strong>七、办理地点</strong></p><p>&nbsp;&nbsp;{one.place}</p>"
    )
    return _page("", body)


def _jsp(one: Service) -> str:
    body = (
        f"<h3>{one.title}</h3><b>办理条件</b><br>{'<br>'.join(one.conditions)}<br>"
        f"<b>所需手续</b><br>{'<br>'.join(_counted([p.name for p in one.papers]))}<br>"
        f"<b>办事流程</b><br>{'<br>'.join(text for _, text in one.steps)}<br>"
        f"<b>办理时限及收费</b><br>{one.promised}，{one.fee}。<br><b>受理地点</b><br>{one.place}<br>"
        f"<b>政策依据</b><br>{'<br>'.join(one.basis)}<br><a href='${{ctx}}/apply'>我要申请</a>"
    )
    return (
        '<%@ page language="java" contentType="text/html; charset=GBK" pageEncoding="GBK"%>\n'
        '<%-- 办事指南 --%><jsp:include page="head.jsp"/>\n'
        f'<html><head><title>办事指南</title></head><body><c:if test="${{not empty user}}"></c:if>{body}</body></html>'
    )


def _layout(one: Service) -> str:
    parts = [
        ("服务对象及条件", "<br>".join(one.conditions)),
        ("需提供的材料", "<br>".join(f"({n}){p.name}" for n, p in enumerate(one.papers, 1))),
        ("办理流程", "<br>".join(f"{n}、{a}，{b}" for n, (a, b) in enumerate(one.steps, 1))),
        ("办结时限", one.promised),
        ("收费情况", one.fee),
        ("办公地址", one.place),
        ("法规依据", "<br>".join(one.basis)),
    ]
    parts[0] = ("申请条件", parts[0][1])
    inner = "".join(
        f"<table><tr><td class='t'>【{name}】</td></tr><tr><td>{text}</td></tr></table>"
        for name, text in parts
    )
    return _page(
        f"{one.title}",
        f"<table width='100%'><tr><td><font size='5'>{one.title}</font>{inner}</td></tr></table>",
    )


def _boxes(one: Service) -> str:
    parts = [
        ("受理条件", _rows(one.conditions, "span")),
        (
            "申请材料目录",
            "".join(f"<div class='item'>{n}. {p.name}</div>" for n, p in enumerate(one.papers, 1)),
        ),
        ("审批程序", "".join(f"<div>{a}<br>{b}</div>" for a, b in one.steps)),
        ("审批时限", f"法定{one.statutory}，承诺{one.promised}"),
        ("审批收费依据及标准", one.fee),
        ("窗口地址", one.place),
        ("审批依据", _rows(one.basis)),
    ]
    body = "".join(
        f"<div class='tit'>{name}</div><div class='con'>{text}</div>" for name, text in parts
    )
    return _page("Document", f"<div class='name'>{one.title}</div>{body}")


def _spans(one: Service) -> str:
    """A page of a portal: names and values side by side, links within the cells."""
    papers = "".join(
        f"<tr><td>{p.name}<br><a href='#'>查看详情</a></td><td>原件{p.original}份/复印件{p.copies}份</td>"
        f"<td>必要</td><td><a href='#'>空白表格</a><a href='#'>示例样表</a></td></tr>"
        for p in one.papers
    )
    heads = "<th>材料名称</th><th>材料类型</th><th>必要性</th><th>材料下载</th>"
    body = (
        f"<div class='crumb'>您当前的位置：首页 &gt; 个人办事</div><h2>{one.title}</h2>"
        f"<div><span>法定办结时限</span><span>{one.statutory}</span><span>承诺办结时限</span><span>{one.promised}</span></div>"
        f"<div><span>是否收费</span><span>是</span></div><div><b>收费标准：</b><span>{one.fee}</span></div>"
        f"<div class='head'>申请材料</div><table><tr>{heads}</tr>{papers}</table>"
        f"<div class='head'>办理地点</div><div><p>办理地点：{one.place}</p><p>咨询电话：12123</p></div>"
    )
    return _page(f"{one.title}_政务服务网", body)


def _cards(one: Service) -> str:
    papers = "".join(
        f"<div>{p.name}</div><div>原件：{p.original}</div><div>复印件：{p.copies}</div><div>材料形式：纸质</div>"
        for p in one.papers
    )
    body = (
        f"<h1>{one.title}</h1><h2>申请条件</h2>{_rows(one.conditions)}<h2>申报材料</h2>{papers}"
        f"<h2>办理环节</h2><ol>{_rows([f'{a}：{b}' for a, b in one.steps], 'li')}</ol>"
        f"<h2>承诺办理时限</h2><p>{one.promised}</p><h2>收费</h2><p>{one.fee}</p><h2>办理窗口</h2><p>{one.place}</p>"
        f"<h2>实施依据</h2>{_rows(one.basis)}<h2>服务承诺</h2><p>文明服务</p>"
    )
    return _page(one.title, body)


def _word_page(one: Service) -> str:
    rows = [
        ("申请条件", "".join(one.conditions)),
        ("申请材料", "".join(_counted([p.name + "；" for p in one.papers]))),
        ("办理流程", "".join(f"{n}.{a}。{b}" for n, (a, b) in enumerate(one.steps, 1))),
        ("办理期限", one.promised),
        ("收费标准", one.fee),
        ("办理地点", one.place),
        ("办理依据", "".join(one.basis)),
    ]
    cells = "".join(f"<tr><td><p><b>{a}</b></p></td><td><p>{b}</p></td></tr>" for a, b in rows)
    return _page("", f"<p align='center'>{one.title}</p><table>{cells}</table>")
