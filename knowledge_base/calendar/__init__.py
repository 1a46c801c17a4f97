"""Working days, office hours and the files they are read from."""
