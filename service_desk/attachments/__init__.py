"""Files that a clerk sends to a citizen (附件): which are taken, under which name, and where they lie (ADR 0032)."""
