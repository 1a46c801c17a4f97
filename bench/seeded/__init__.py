"""Faults and harmless edits that are planted in a catalogue by chance, to measure what an inspection finds."""
