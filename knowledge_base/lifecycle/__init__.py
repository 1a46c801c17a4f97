"""The life of a version: drafts, moves, publishing, and what was said when."""
