"""Floor 4, the outside: HTTP, the command line, settings, data sources, models and files."""
