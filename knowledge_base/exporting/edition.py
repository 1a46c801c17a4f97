"""What is given out at once (发布代): everything of one generation that citizens may read, and what that generation is."""

from dataclasses import dataclass
from datetime import datetime

from knowledge_base.model.catalogue import Catalogue

LICENCE = "内容由各主管部门发布，可以免费使用、转载、再加工，请注明来源、发布代和下载日期，不得改动后仍以主管部门名义发布。"
SAMPLE = "其中 {count} 份指南是样例数据，待主管部门核实，不能作为办事依据；以窗口答复为准。"
CHECKED = "全部指南已由主管部门核实。"


@dataclass(frozen=True)
class Edition:
    """One generation as it is given out.

    no, digest, published_at: of the generation. city: whose it is. address: of this hall, as citizens see it, without
    a stroke at its end.
    """

    no: int
    digest: str
    published_at: datetime
    city: str
    address: str
    catalogue: Catalogue

    @property
    def samples(self) -> int:
        """How many guides no department has confirmed."""
        return sum(not guide.verified for guide in self.catalogue.guides.values())

    @property
    def notice(self) -> str:
        """What whoever uses the data has to know first."""
        said = SAMPLE.format(count=self.samples) if self.samples else CHECKED
        return f"{said}{LICENCE}"

    def page_of(self, item_code: str) -> str:
        """Return the address of an item's page."""
        return f"{self.address}/items/{item_code}"
