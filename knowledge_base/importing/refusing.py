"""Why a file is not read; each reason follows the file's name in a sentence and says what to do."""

from knowledge_base.errors import KnowledgeBaseError

EMPTY = "是空的，请检查后重新导出"
NOTHING = "里没有可以读的文字，请打开看看，再重新导出"
BROKEN = "不完整或已损坏，打不开，请重新导出或另存一份"
HUGE = "有 {size} MB，一个文件最多 {most} MB，请拆开再导入"
LOCKED = "加了密码，请去掉密码再导入"
MACROS = "带有宏或控件（能自动运行的程序），没有读取，请另存为不带宏的 docx 或 xlsx"
BOMB = "展开后太大，没有读取，请拆开或精简后再导入"
LONG = "太长（{what}），请拆成几个文件再导入"
OLD_EXCEL = "是旧版 Excel（.xls），请另存为 .xlsx 再导入"
OLD_SLIDES = "是演示文稿，不能导入，请把文字存成 Word 或网页"
NO_OFFICE = "是旧版 Word（.doc），本机没有安装 LibreOffice，读不了，请另存为 .docx 再导入"
SLOW_OFFICE = "转换了 {seconds} 秒还没有完成，请用 Word 另存为 .docx 再导入"
RICH_TEXT = "是 RTF 文本，请用 Word 另存为 .docx 再导入"
PICTURE = "是图片，请放进 PDF 再导入，或者直接填写指南"
WRONG_NAME = "的内容是{kind}，扩展名却是 .{extension}，请核对是不是选错了文件，再改对扩展名"
UNKNOWN = "不是能导入的类型，能导入的有 {kinds}"
NO_OCR = "是扫描件，本机没有安装文字识别，读不了，请换可以复制文字的文件"
CODES = "里的文字编码认不出来，请另存为 UTF-8 再导入"
MALFORMED = "第 {line} 行的写法有误，请改好再导入"
UNREADABLE = "读不出来（{reason}），请检查文件是否还在、有没有读的权限"
DEEP = "一层套一层太多，没有读取，请重新导出"


class Refused(KnowledgeBaseError):
    """The file is not read; the message is one of the reasons above."""
