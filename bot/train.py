"""`python -m bot.train` (bot environment): a model that fits its sources, trained only when it does not.

The model is `models/bot/onedoor.tar.gz`; `onedoor.digest` beside it says which sources it was trained from.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterator

from bot.vocabulary import ROOT, write_vocabulary

SOURCES = ("config.yml", "bot/requirements.txt", "bot/domain", "nlu_data")
MODELS = "models/bot"
MODEL = "onedoor.tar.gz"
DIGEST = "onedoor.digest"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "PYTHONWARNINGS": "ignore",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TQDM_DISABLE": "1",
    "LOG_LEVEL": "WARNING",
    "CUDA_VISIBLE_DEVICES": "",
}
"""Nothing is sent home, known warnings of old libraries stay silent, and no GPU is looked for."""


class TrainingFailed(RuntimeError):
    """Rasa could not train; its own output, above, says why."""


def digest(root: Path) -> str:
    """Return one name for the content of every file that a model is made of."""
    total = hashlib.sha256()
    for path in _files(root):
        total.update(path.relative_to(root).as_posix().encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _files(root: Path) -> Iterator[Path]:
    for source in SOURCES:
        path = root / source
        yield from [path] if path.is_file() else sorted(p for p in path.rglob("*") if p.is_file())


def is_stale(root: Path) -> bool:
    """Return whether there is no model, or one of other sources."""
    mark = root / MODELS / DIGEST
    model = root / MODELS / MODEL
    return not (model.exists() and mark.exists() and mark.read_text() == digest(root))


def train_if_stale(root: Path = ROOT) -> Path:
    """Return the model that fits the sources, training it first where there is none.

    Raises:
        TrainingFailed: Rasa could not train; the model that was there stays.
    """
    write_vocabulary(root)
    if is_stale(root):
        _train(root)
    return root / MODELS / MODEL


def _train(root: Path) -> None:
    fresh = root / MODELS / "new"
    shutil.rmtree(fresh, ignore_errors=True)
    trained_from = digest(root)
    command = [sys.executable, "-m", "rasa", "train", "--config", "config.yml"]
    command += ["--domain", "bot/domain", "--data", "nlu_data"]
    command += ["--out", str(fresh), "--fixed-model-name", MODEL]
    done = subprocess.run(command, cwd=root, env={**os.environ, **QUIET})
    if done.returncode or not (fresh / MODEL).exists():
        raise TrainingFailed(f"rasa train 未成功（退出码 {done.returncode}），原因见上面的输出。")
    (root / MODELS / DIGEST).unlink(missing_ok=True)
    (fresh / MODEL).replace(root / MODELS / MODEL)
    (root / MODELS / DIGEST).write_text(trained_from)
    fresh.rmdir()


def main() -> int:
    """Train where needed and say so; the exit code tells whether there is a model."""
    stale = is_stale(ROOT)
    print("对话模型需要训练，大约一分钟……" if stale else "对话模型已是最新。", flush=True)
    try:
        print(train_if_stale(ROOT))
    except TrainingFailed as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
