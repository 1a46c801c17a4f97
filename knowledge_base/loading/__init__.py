"""YAML files → `Catalogue`; every fault of every file is reported at once, with file and line."""

from knowledge_base.loading.catalogue import load_catalogue

__all__ = ["load_catalogue"]
