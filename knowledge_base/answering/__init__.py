"""From one question to one answer: a list of named steps over the published state."""
