"""The encoder trained here, read without the libraries it was trained with."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from knowledge_base.retrieval.encoder import OwnEncoder, open_encoder
from knowledge_base.retrieval.features import encoder_tokens
from knowledge_base.services import KnowledgeBase
from tests.conftest import ROOT, TRAINED

TEXTS = (
    "身份证丢了咋整",
    "sfz补办多少qian",
    "",
    "  ",
    "🙂🙂",
    "龘靐齉爩",
    "结婚登记\u3000要\u2028预约\x1f吗？",
    "老爷子走了，房本还是他的名，要过到我妈名下，得带啥、去哪办、多少钱" * 20,
)


@pytest.fixture(scope="module")
def folder(knowledge: KnowledgeBase) -> Path:
    """The encoder; `knowledge` has seen to the models."""
    assert knowledge.ready
    return TRAINED / "encoder"


def test_its_vectors_are_those_of_sentence_transformers(folder: Path) -> None:
    from sentence_transformers import SentenceTransformer

    theirs = SentenceTransformer(str(folder), device="cpu").encode(
        [" ".join(encoder_tokens(text)) for text in TEXTS],
        normalize_embeddings=True,
        convert_to_numpy=True,
    )
    ours = open_encoder(str(folder)).encode(TEXTS)

    assert isinstance(open_encoder(str(folder)), OwnEncoder)
    assert ours.dtype == np.float32
    np.testing.assert_allclose(ours, theirs, rtol=0, atol=1e-6)
    assert np.isfinite(ours).all()


def test_a_hall_that_serves_does_not_wait_for_torch(folder: Path) -> None:
    program = (
        "import sys, hall.running.serving\n"
        "from knowledge_base.retrieval.encoder import open_encoder\n"
        "open_encoder(sys.argv[1]).encode(['身份证丢了咋整'])\n"
        "print({'torch', 'transformers', 'sentence_transformers'} & {*sys.modules})"
    )
    said = subprocess.run(
        [sys.executable, "-c", program, str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "set()\n"
