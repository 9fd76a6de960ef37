"""The programs Concord runs beside itself: PostgreSQL, Valkey, and the watch over all of them.

Only the standard library is used here, and only relative imports: `./run` needs these modules
before anything is installed.
"""
