"""The service behind the web designer."""
