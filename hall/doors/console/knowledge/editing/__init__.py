"""The editor (编辑) of every kind of record: a form made from the dataclasses of the model, and back."""
