"""Laws and what rests on them: which guide cites which article, and what has to be looked at again."""
