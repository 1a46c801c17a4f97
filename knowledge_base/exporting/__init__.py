"""Ways out (导出): what is live as files, feeds and linked data, and all that is stored as one copy."""
