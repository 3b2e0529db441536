"""What an editor asks for while somebody types: on text that is broken more often than not, within a millisecond.

Nothing here is loaded by a check; each service is a module of its own.
"""
