"""Patterns (正则) that cannot run long, whatever a citizen writes.

`compile_pattern` and `any_of` take a pattern as Python writes it and find the engine: RE2, whose time grows with the
text, or `re`, where it is proved of the pattern. What fits neither is refused when it is compiled (`SlowPattern`).
"""

from knowledge_base.patterns.bounds import is_linear, most_steps
from knowledge_base.patterns.linear import (
    AnyOf,
    Linear,
    Match,
    Pattern,
    SlowPattern,
    any_of,
    compile_pattern,
    fault_of,
)

__all__ = [
    "AnyOf",
    "Linear",
    "Match",
    "Pattern",
    "SlowPattern",
    "any_of",
    "compile_pattern",
    "fault_of",
    "is_linear",
    "most_steps",
]
