"""The console of those who look at figures."""

from scripts.screens.places.ways import Place, staff
from scripts.screens.stage import MANAGER

MANAGING = (
    Place(
        "statistics",
        "统计",
        "第一句说清大局，每个数点开就是清单。",
        staff(MANAGER, "/console/statistics"),
        MANAGER,
    ),
    Place(
        "statistics-questions",
        "统计：一个数背后的问题",
        "隐去个人信息的问题、答的第一句、什么时候、从哪来。",
        staff(MANAGER, "/console/statistics/questions"),
        MANAGER,
    ),
    Place(
        "tickets-manager",
        "工单：只看统计的人看到的",
        "看得到列表，看不到对话。",
        staff(MANAGER, "/console/tickets?state=open"),
        MANAGER,
    ),
)
