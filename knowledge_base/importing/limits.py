"""How much of a file is read; beyond it the file is refused before it costs the machine more."""

MIB = 1024 * 1024
MOST_BYTES = 20 * MIB
"""Of one file: a department's list of all its items with pictures has about 8 MB."""
MOST_PARTS = 5_000
MOST_UNPACKED = 100 * MIB
"""Of an Office file: a hundred times what its words need, and little enough for a machine of 4 GB."""
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_CELLS = 400_000
"""Of a workbook: a county has about 2,000 items, with ten rows of materials each."""
MOST_PAGES = 200
MOST_SCANNED_PAGES = 20
"""A page read from a picture takes seconds."""
MOST_BLOCKS = 50_000
"""Lines and tables of one document."""
MOST_DEPTH = 200
"""Elements within each other on a page; portals have about 40."""
MOST_LINE = 20_000
"""Characters of one line; what is longer is a picture or a program in disguise and is shown as not understood."""
