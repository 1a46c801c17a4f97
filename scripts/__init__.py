"""Set-up and upkeep of a working copy; the standard library is all that it needs."""
