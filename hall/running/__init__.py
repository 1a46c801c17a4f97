"""`python -m hall up`: prepare what is stale, then start and watch every process of an installation.

Nothing here imports what answers questions, so that the watcher stays small and starts at once.
"""
