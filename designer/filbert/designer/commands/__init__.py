"""Commands of the service: one module each, as in `filbert.runtime.commands`."""
