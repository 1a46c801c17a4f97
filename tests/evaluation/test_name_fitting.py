"""The weights of names are fitted from labelled texts and texts without names."""

import json
import random
from pathlib import Path

import pytest

from hall.__main__ import main
from hall.evaluation.name_fitting import Marked, Names, renamed
from knowledge_base.privacy.name_scorer import BIAS, JOINED
from tests.evaluation.rows import written


def test_fitting_tells_a_name_from_a_word_by_what_stands_before_it(tmp_path: Path) -> None:
    labelled = written(
        tmp_path / "fit.jsonl",
        [
            {"text": f"我叫{name}，想办证", "spans": [{"start": 2, "end": 5, "type": "name"}]}
            for name in ("王秀英", "孙德福", "赵春梅")
        ],
    )
    plain = tmp_path / "plain.yml"
    plain.write_text("- 高龄津贴\n- 方便的时候来\n- 时间太长\n", encoding="utf-8")
    target = tmp_path / "weights.json"
    assert main(["fit-names", str(labelled), str(plain), "--write", str(target)]) == 0
    weights = json.loads(target.read_text(encoding="utf-8"))
    assert {BIAS, JOINED} <= weights.keys()
    assert max(weights.values()) > 0


def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    labelled = written(tmp_path / "fit.jsonl", [{"text": "无标注"}])
    assert main(["fit-names", str(labelled), str(tmp_path)]) == 2


def test_numbers_move_with_the_names_before_them() -> None:
    marked = Marked("李敏13845671234", ((0, 2),), ((2, 13, "phone"),))
    assert renamed(marked, ["欧阳明月"]) == Marked(
        "欧阳明月13845671234", ((0, 4),), ((4, 15, "phone"),)
    )


@pytest.mark.parametrize("seed", range(20))
def test_a_drawn_name_is_as_long_as_names_are(seed: int) -> None:
    assert 2 <= len(Names(random.Random(seed)).one()) <= 6
