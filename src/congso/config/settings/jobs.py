"""Background work: procrastinate, in the same database and the same transactions."""

PROCRASTINATE_IMPORT_PATHS: list[str] = []
