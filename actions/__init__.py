"""Rasa's custom actions: read the tracker, ask the hall, dispatch its answers. No rules of their own."""
