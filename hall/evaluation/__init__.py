"""`python -m hall evaluate`: how good the answers are, on files of labelled questions."""
