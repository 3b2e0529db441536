"""Tools for tests of the language: random expressions, and examples in Markdown. Nothing else loads them."""
