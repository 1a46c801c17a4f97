"""Measurements of speed, on a hall that runs; figures depend on the machine, so they are no tests."""
