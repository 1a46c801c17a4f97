"""`python -m bench faults`: what happens when parts of an installation hang, die, fill up or are fed nonsense."""
