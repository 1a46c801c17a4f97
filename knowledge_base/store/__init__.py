"""The system of record on SQLAlchemy 2: rows in, dataclasses out."""
