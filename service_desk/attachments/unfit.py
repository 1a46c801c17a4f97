"""Why a file cannot be sent; each reason follows the file's name in a sentence."""

EMPTY = "是空的，请检查后重新选择"
BROKEN = "不完整或已损坏，请重新导出后再发"
OTHER = "不是可以发的类型，请发 PDF、图片（PNG、JPG）、Word（docx）或 Excel（xlsx）文件"
OLD_OFFICE = "是旧版 Office 格式，有的手机打不开，请另存为 docx 或 xlsx 再发"
MACROS = "带有宏或控件（能自动运行的程序），不能发给市民，请另存为不带宏的 docx 或 xlsx 再发"
LOCKED = "加了密码，市民打不开，请去掉密码再发"
BOMB = "展开后太大，手机打不开，请拆开或精简后再发"
DISGUISED = "里面夹带了别的文件，不能发送，请重新导出后再发"
HUGE_PICTURE = "的尺寸太大，手机打不开，请缩小后再发"


class Unfit(Exception):
    """The file cannot be sent; the message is one of the reasons above."""
