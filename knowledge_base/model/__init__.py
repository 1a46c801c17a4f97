"""The domain model: frozen dataclasses over the standard library alone."""
