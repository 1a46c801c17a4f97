"""Every page and state of the product as its users see it: listed once, pictured for `docs/pages.md`, checked by axe."""
