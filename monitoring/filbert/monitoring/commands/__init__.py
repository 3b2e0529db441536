"""Commands of the package, listed in filbert.runtime.cli."""
