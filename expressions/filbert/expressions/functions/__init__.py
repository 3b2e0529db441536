"""The function registry: `entry` and `registry` make it, one module per topic fills it."""
