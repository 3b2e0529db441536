"""Quick fixes: what an author most likely meant, as edits of the text. One module for each stage of a check."""
