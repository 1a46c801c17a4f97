"""Finding what a question is about: lexical, dense and element evidence joined by a weighted sum."""
