"""Channels: whom it is told when objectives are broken, by e-mail or webhook."""
