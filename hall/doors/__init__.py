"""The doors: each a folder with its routes, its rendering, its templates and its registration."""
