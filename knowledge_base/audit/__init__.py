"""The record of what was done (审计): one chain of hashes for every move and every action of staff."""
