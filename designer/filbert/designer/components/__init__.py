"""The catalogue of components, as forms need it."""
