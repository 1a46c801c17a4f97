"""What departments export and portals publish, read into drafts: bytes → `Document` → `Guide` found in it + report."""
