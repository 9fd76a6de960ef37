"""The database of a folder in which nothing was started yet."""
