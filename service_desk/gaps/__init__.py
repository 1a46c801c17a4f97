"""From a question without an answer to knowledge: groups of questions, what is done with them, what came of it."""
