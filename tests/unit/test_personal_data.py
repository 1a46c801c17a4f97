"""Personal data is found in all its spellings, masked, and nothing else is."""

import json
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hall.evaluation.screening import pii
from knowledge_base.privacy.personal_data import Span, find_personal_data, mask, mask_with


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    """The dictionary and the weights are read once, before any time is taken."""
    find_personal_data("我叫张伟")


MARKED = """
我的身份证号是<id_card|230881199003070019>帮我看看
身份证<id_card|11010519491231002X>过期了
<id_card|230881 19900307 0019>是我的号
证号<id_card|230881-1990-0307-0019>
<id_card|２３０８８１１９９００３０７００１９>这个号查不到社保
身份证号<id_card|二三零八八一一九九零零三零七零零一九>
身份证号码<id_card|230881199003070012>校验位打错了
老证号<id_card|230881900307001>还能用吗
孩子的证<id_card|23088120200229456x>
身份证：<id_card|2 3 0 8 8 1 1 9 9 0 0 3 0 7 0 0 1 9>
我身份证号<id_card|23O881199OO307OO19>，查下
id<id_card|230881198501011236>手机<phone|13804541234>
<id_card|230881200002294569>,<phone|15945678901>
身份证号填错成<id_card|23088119900307001>了少一位
打我手机<phone|13804541234>
<phone|138 0454 1234>办好了告诉我
<phone|138-0454-1234>是我妈的
电话<phone|+86 13804541234>
电话<phone|+8613804541234>
手机：<phone|１３８０４５４１２３４>
<phone|一三八零四五四一二三四>给我回话
我号<phone|幺三八零四五四幺二三四>
电话<phone|138O4541234>
<phone|1 3 8 0 4 5 4 1 2 3 4>加我
手机号<phone|138.0454.1234>
验证码发到<phone|19912345678>上收不到
<phone|1380454 1234>有空打
(<phone|17745671234>)找我
tel:<phone|16645671234>
我电话变了原来是<phone|13604541111>现在<phone|18704542222>
工资卡<bank_card|6222020903001483077>没到账
卡号<bank_card|6217 0012 3456 7890 123>补贴打这里
农行<bank_card|6228480402564890018>换卡了
<bank_card|６２２２０２０９０３００１４８３０７７>是社保卡银行账户吗
银行卡号 <bank_card|9558820200001323775>
存折账号<bank_card|1234567890123456>能领补贴吗
医保退费打到<bank_card|6230-5212-3456-7890>
建行卡<bank_card|4367420012345678901>
护照<passport|E12345678>过期
护照号码是<passport|G87654321>
我的护照<passport|EB1234567>丢了
港澳通行证<passport|C12345678>签注
通行证号：<passport|W12345678>
俄罗斯护照<passport|75 1234567>能在这结婚吗
护照号<passport|e12345678>
台胞证号<passport|12345678>
车牌<plate|黑D12345>年检
<plate|黑D·A1234>违章咋处理
我车是<plate|黑DF12345>新能源
<plate|黑d88888>过户
<plate|吉A B1234>外地车在这审行吗
挂车<plate|黑D1234挂>
<plate|黑R3X521>报废
发到<email|zhangsan@163.com>
邮箱<email|li.si_88@mail.example.com.cn>
<email|ZHANG-wei@qq.com>收不到发票
邮箱是<email|wang5@126.com>，<phone|13904541234>
公司<uscc|91230881MA18AB3C4D>年报
统一代码<uscc|92230881MA00000390>
信用代码<uscc|91110000101623741K>变更
<uscc|93230881ma1bcd2e3f>合作社注销
住院号<medical_no|20230456>报销
病案号：<medical_no|A0098123>
门诊号是<medical_no|MZ2024123456>
就诊卡号<medical_no|00812345>
病历号为<medical_no|B-0045871>
我叫<name|张伟>想问低保
我叫<name|李小敏>，身份证丢了
本人<name|王建国>，今年六十
姓名：<name|赵铁柱> 性别男
姓名 <name|欧阳明月>
联系人<name|孙丽>电话<phone|13804541234>
联系人：<name|周文斌>
收件人<name|吴秀兰>，<phone|13804541234>
申请人<name|郑浩>
<name|陈玉梅>，<id_card|230881196512240026>
<name|高明>，<phone|13845678901>
<phone|13845678901>，<name|高明远>
<phone|13845678901>（<name|孙悦>）
我爸<name|马德福>，<id_card|230881195001010013>
我媳妇<name|刘芳>，想落户
儿子叫<name|杨子轩>，上小学
对方叫<name|宋大力>，欠钱不还
户主<name|于海涛>，<phone|15145678901>
找<name|何秀英>，<phone|15145678901>
开饭店的<name|尤金良>，<phone|15145678901>
我是<name|毕大为>，<phone|15145678901>
患者<name|葛长河>，住院号<medical_no|0071234>
法人<name|慕容复>，<uscc|91230881MA18AB3C4D>
姓名：<name|阿依古丽>
名字是<name|伊万诺夫>，护照<passport|721234567>
家住<address|同江市三江小区8号楼2单元301室>
地址：<address|黑龙江省同江市乐业镇东风村3组12号>
住<address|建设街幸福家园5栋1单元502>
寄到<address|佳木斯市向阳区光复路88号3单元401室>
住址<address|滨江花园12-2-601>
我家在<address|向阳街15号>
<address|同江镇新发村27号>的房子
邮寄到<address|哈尔滨市南岗区学府路74号5栋602室>，收件人<name|王强>，<phone|13804541234>
家庭住址：<address|同江市繁荣社区3委5组18号>
快递到<address|永安小区六号楼三单元四零二室>
我手机号 <phone|一三八 零四五四 一二三四>
两个号<phone|13804541234>/<phone|15945678901>
<phone|(+86)138-0454-1234>
<phone|0086-13804541234>常用
电话<phone|1 380 454 1234>
<id_card|230881199003070019><phone|13804541234>这是我
身份证<id_card|230881 1990 0307 001X>和<id_card|230881195001010013>
卡号<bank_card|六二二二零二零九零三零零一四八三零七七>
<name|张伟> 男 <id_card|230881199003070019>
<name|李桂兰>（身份证<id_card|230881195512120028>）
我妈<name|李桂兰>的身份证<id_card|230881195512120028>
帮<name|李桂兰>查一下，<id_card|230881195512120028>
孙子<name|王梓涵>2岁没落户
联系<name|贾玉明>：<phone|13804541234>
台湾通行证<passport|L12345678>
车牌号是<plate|DA6619>
税号<uscc|9123 0881 MA18 AB3C 4D>
住院号码：<medical_no|00123456>
门诊病历：<medical_no|MZ00123456>
<address|龙江嘉园10号楼2单元301>漏水
家在<address|锦江国际B座1802>
<address|新华社区A3栋2单元501室>没暖气
<address|铁路家属楼2号楼东单元301>
号码<phone|138——1234——5678>
回拨<phone|008613812345678>
手机<phone|138/1234/5678>
手机<phone|138,1234,5678>
老人机<phone|幺三八幺二三四五六七八>
<phone|①③⑧①②③④⑤⑥⑦⑧>
家里座机<phone|0454-2988123>，晚上打
<phone|（0454）2988123>
我的电话是<phone|2988123>，没有手机
家里电话<phone|零四五四二九八八一二三>
我QQ<qq|123456789>
扣扣是<qq|1029384756>
微信号<wechat|abc_12345>
加我微信：<wechat|wxid_a1b2c3d4e5f6>
v信<wechat|lihua_8899>
我<birthday|1958年3月2日>生，能领高龄津贴吗
我生日是<birthday|1960-05-06>
我妈<birthday|一九五八年十二月三日>生的
孩子出生日期：<birthday|2023年11月5日>
证号<id_card|230881,19900307,0019>
身份证<id_card|230881——19900307——0019>
护照本号码：<passport|E1234 5678>
永久居留证<passport|RUS230881199001>
就诊卡<medical_no|00812345>丢了
我叫<name|王𠮷明>，想问低保
我叫<name|李㛃>
本人<name|䶮一>，补办身份证
我叫<name|吾热克孜·买买提>，办居住证
户主<name|尤·乌日娜>想迁户口
找<name|阿卜杜拉•吐尔逊>办
我媳妇<name|娜塔莎>办居留
我儿子<name|李强>要上学
我妈<name|李桂兰>的医保断了
房子写的是<name|王丽华>的名字
买方<name|范文斌>，卖方<name|史艳>
夫妻俩<name|石磊>、<name|白雪>
<name|王建国>的低保停了
谢谢！<name|张秀兰>
我是村里的<name|于海>
我姓孟，名<name|庆国>
群众<name|李明><phone|13812345678>
寄<address|富锦市中央大街88号楼6门302>
住<address|怡心园A区7号楼2-301>
"""

BROKEN = {
    "身份证23088119900307\n0019": ("23088119900307\n0019", "id_card"),
    "身份证号\n230881\n19900307\n0019": ("230881\n19900307\n0019", "id_card"),
    "号码138\n1234\n5678": ("138\n1234\n5678", "phone"),
    "手机1381234\r\n5678": ("1381234\r\n5678", "phone"),
    "手机138\u200b1234\u200b5678": ("138\u200b1234\u200b5678", "phone"),
    "手机138\u200c1234\u200d5678": ("138\u200c1234\u200d5678", "phone"),
    "手机138\u206012345678": ("138\u206012345678", "phone"),
    "手机138\ufeff12345678": ("138\ufeff12345678", "phone"),
    "补贴打到6217001234567890\n123": ("6217001234567890\n123", "bank_card"),
    "我叫王\u200b建国，": ("王\u200b建国", "name"),
}
"""A text with a number broken by what is not seen on the line: the broken part and its type."""


UNTOUCHED = """
咨询电话是0454-2922345吗
（0454）2922345一直占线
打12345没人接
12333和12393哪个管医保
报警打110还是122
400-810-9888是诈骗吗
国发〔2022〕5号文件第三条
发改价格〔2003〕2322号收费标准
财税〔2018〕37号
黑政办规〔2021〕12号
事项编码232009001000
232009001000-01这个编码啥意思
编号232031002000的材料清单
2026年11月23日能办吗
1990-03-07到2020-05-01的缴费记录怎么打
2024.01.01以后出生的有补贴吗
身份证有效期20年
工资15000元扣多少税
补偿款13800000000元
注册资金500万
贷款1350000元利息多少
3号窗口在哪
2楼12号窗口几点下班
政务大厅2楼3号窗口几点下班
公共法律服务中心在哪条路
订单号6222020903001483077退款
快递单号13804541234丢了
报关单号230820261234567890
合同编号2024061512345678
身份证要带户口本吗
我叫了车还没来
我是高中毕业能考教师资格吗
我是常住户口
本人方便的时候再去行吗
孩子高考报名去哪
学生资助怎么申请
法人变更要啥
户主死亡怎么变更
联系人改了怎么办
老板欠工资不给
我爸高血压能办慢病吗
我妈今年七十高龄津贴怎么领
我媳妇怀孕了
业主大会怎么开
姓名写错了怎么改
姓名变更要啥手续
本人不去行不行
申请人条件是什么
车牌丢了补一个
黑D是哪的车牌
护照E开头和G开头有啥区别
港澳通行证多少钱
住院号在哪看
病历复印要啥
邮箱收不到发票
大豆补贴一亩230块
供热温度18度
60周岁每月领多少
我于去年退休
我从鹤岗转学过来
幸福小区暖气不热
六楼没电梯能加装吗
我家住六楼
帮老人办高龄津贴
帮孙子办落户
村里3组分地
第2条第3款
家住农村能办低保吗
住房公积金提取
路灯坏了找谁
公交车1号线几点末班
政务大厅地址是建设街120号吗
中心医院在通江街50号吗
手机尾号1234收不到验证码
身份证后四位是啥意思
检查：2024-05-06做的还有效吗
2026/12/01
预约了12月3日上午
约的2026年12月1日生效的新规
2024年1月1日以后出生的孩子给补贴吗
1968年10月生，2028年几月能退休
8:30-11:30
周一至周五 8:30-11:30，13:30-17:00
黑政发〔2023〕12号
《民法典》第1127条
受理号：HLJ2023-001
受理编号2308812026112900013到哪了
办件编号HLJ20261129000123456咋查
TJ20261129-0001
工单号TJ20261129-7K3Q9M
补证20元，40元是多少
注册资本13,800,000,000元
交了13812345678.00元
事项编码11230881MB1234567X4230109001000
12333、12329、12315、12348都管啥
0454-2922345是大厅电话吗
咨询电话2922345没人接
社保局座机0454-2922345一直占线
www.hljzwfw.gov.cn打不开
https://www.tongjiang.gov.cn/art/2026/11/29/art_1234_567890.html这个
1、2、3、4、5、6、7、8、9、10、11都是啥材料
微信公众号叫什么
微信小程序wechat能办吗
佳木斯·同江专线
赫哲族·伊玛堪传承人怎么申报
我对象是哈巴罗夫斯克的
孩子随妈姓能不能上户口
有没有快点的路子
委托别人办行吗
孩子起名叫什么好
谢谢。麻烦了
身份证补办232009001000-01怎么办
联系人李主任·电话12345
打印2020-01到2024-12的社保
"""

MARK = re.compile(r"<(\w+)\|([^>]*)>")
TYPES = {
    "id_card", "phone", "bank_card", "passport", "name", "address", "plate", "email", "uscc", "medical_no",
    "qq", "wechat", "birthday",
}  # fmt: skip


def _unmark(line: str) -> tuple[str, tuple[Span, ...]]:
    spans: list[Span] = []
    before, *marked = MARK.split(line)
    plain = before
    for kind, part, between in zip(marked[::3], marked[1::3], marked[2::3], strict=True):
        spans.append(Span(len(plain), len(plain) + len(part), kind))
        plain += part + between
    return plain, tuple(spans)


@pytest.mark.parametrize("line", MARKED.strip().splitlines())
def test_personal_data_is_found_in_this_spelling(line: str) -> None:
    text, expected = _unmark(line)
    assert find_personal_data(text) == expected


@pytest.mark.parametrize(("text", "expected"), BROKEN.items())
def test_a_number_is_found_whatever_breaks_it(text: str, expected: tuple[str, str]) -> None:
    (span,) = find_personal_data(text)
    assert (text[span.start : span.end], span.type) == expected


@pytest.mark.parametrize("text", BROKEN)
def test_of_a_broken_number_no_further_digit_shows(text: str) -> None:
    assert len(re.findall(r"\d", mask(text))) <= 10


@pytest.mark.parametrize("line", UNTOUCHED.strip().splitlines())
def test_what_is_no_personal_data_stays_readable(line: str) -> None:
    assert mask(line) == line


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("电话13804541234", "电话138****1234"),
        ("电话138-0454-1234", "电话138****1234"),
        ("证号230881199003070019", "证号230881********0019"),
        ("我叫张伟，", "我叫张*，"),
        ("姓名：李小敏，", "姓名：李*敏，"),
        ("发到zhangsan@163.com", "发到z***@163.com"),
        ("车牌黑D12345", "车牌黑D****5"),
        ("卡号6222020903001483077", "卡号6222***********3077"),
        ("电话一三八零四五四一二三四", "电话138****1234"),
        ("电话008613804541234", "电话138****1234"),
        ("座机2988123", "座机2******"),
        ("我QQ123456789", "我QQ12*****89"),
        ("微信号abc_12345", "微信号a*******"),
        ("我1958年3月2日生", "我1958年*月*日生"),
    ],
)
def test_masks_have_the_agreed_shape(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize("line", MARKED.strip().splitlines())
def test_a_masked_line_is_masked_for_good(line: str) -> None:
    once = mask(_unmark(line)[0])
    assert mask(once) == once
    assert not find_personal_data(once)


@pytest.mark.parametrize(
    ("earlier", "text", "masked"),
    [
        (["2308021958"], "03021234", ("**********", "********")),
        (["办低保要啥", "138"], "12345678", ("办低保要啥", "***", "********")),
        (["138", "1234"], "5678，打给我", ("***", "****", "****，打给我")),
        (["我的电话"], "2988123", ("我的电话", "2******")),
        (["我叫"], "李明，要办户口", ("我叫", "李*，要办户口")),
        (["我电话138****5678"], "身份证丢了", ("我电话138****5678", "身份证丢了")),
        (["3号窗口", "1"], "2026/12/01", ("3号窗口", "1", "2026/12/01")),
        ([], "13812345678", ("138****5678",)),
    ],
)
def test_messages_are_read_together(earlier: list[str], text: str, masked: tuple[str, ...]) -> None:
    assert mask_with(earlier, text) == masked


SEEN = Path(__file__).parents[1] / "evaluation" / "seen" / "personal_data.jsonl"


def test_nearly_everything_is_found_and_nothing_else_in_the_lines_looked_at() -> None:
    figures = pii(SEEN)
    assert all(by["recall"] >= 0.9 for by in figures["by_type"].values())
    assert all(by["precision"] >= 0.98 for by in figures["by_type"].values())
    assert figures["pooled"] == {"recall": 1.0, "precision": 1.0}


BASE = Path(__file__).parents[2]
BASE_TEXTS = (
    "knowledge_base/content/tongjiang/phrasings",
    "knowledge_base/content/tongjiang/guides",
    "knowledge_base/content/tongjiang/questions",
    "nlu_data/nlu",
)


@pytest.mark.parametrize("folder", BASE_TEXTS)
def test_nothing_is_hidden_in_what_the_base_asks_and_answers(folder: str) -> None:
    files = sorted((BASE / folder).rglob("*.yml"))
    lines = {
        line.strip("- ") for file in files for line in file.read_text(encoding="utf-8").splitlines()
    }
    assert len(lines) > 500
    names = [
        line for line in lines for s in find_personal_data(line) if s.type in ("name", "address")
    ]
    assert not names


@pytest.mark.parametrize(
    ("size", "milliseconds"), [(40, 1.0), (1000, 10.0)], ids=["a message", "the longest"]
)
def test_a_message_is_read_at_once(size: int, milliseconds: float) -> None:
    lines = [json.loads(line)["text"] for line in SEEN.read_text(encoding="utf-8").splitlines()]
    text = "，".join(lines)[:size]
    find_personal_data(text)
    took = []
    for _ in range(20):
        start = time.thread_time()
        find_personal_data(text)
        took.append((time.thread_time() - start) * 1000)
    assert sorted(took)[10] <= milliseconds


PIECES = st.sampled_from(
    [
        "13804541234", "138 0454", "230881199003070019", "6222020903001483077", "一三八零四五四", "黑D12345", "E12345678",
        "张伟", "李小敏", "欧阳", "我叫", "姓名：", "联系人", "我爸", "电话", "，", " ", "-", "O", "*", "8号楼", "3单元", "702室",
        "建设街", "同江市", "住", "@", "a.cn", "1", "2", "8", "住院号", "护照", "91230881MA18AB3C4D", "元", "（", "的",
        "QQ：", "微信号", "abc_12345", "0454-", "2988123", "座机", "·", "阿卜杜拉", "谢谢！", "\n", "\u200b", "生日", "1958年3月2日",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=14).map("".join))
def test_masking_twice_changes_nothing(text: str) -> None:
    once = mask(text)
    assert mask(once) == once


@given(st.lists(st.lists(PIECES, max_size=5).map("".join), min_size=1, max_size=3))
def test_messages_masked_together_show_nothing_when_read_together_again(said: list[str]) -> None:
    masked = mask_with(said[:-1], said[-1])
    assert mask_with(masked[:-1], masked[-1]) == masked


@given(st.text(max_size=80))
def test_spans_are_in_order_apart_and_of_known_types(text: str) -> None:
    ends = 0
    for span in find_personal_data(text):
        assert ends <= span.start < span.end <= len(text)
        assert span.type in TYPES
        ends = span.end


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1 ",
        "一",
        "138",
        "张",
        "我叫",
        "a@",
        "a.",
        "黑D",
        "路1号",
        "姓名:",
        "O",
        "-",
        "同江市",
        "住",
        "*",
        "1-",
        "1\n",
        "1,",
        "王建国的",
        "阿·",
        "电话2988123",
        "0454-2988123 ",
        "微信号a",
        "1958年3月2日",
        "谢谢\n王",
        "我是的",
    ],
)
def test_a_hundred_kilobytes_of_anything_take_no_long_time(piece: str) -> None:
    start = time.thread_time()
    mask(piece * (100_000 // len(piece)))
    assert time.thread_time() - start < 10
