"""How large a file may be."""

MAX_FILE_BYTES = 20 * 1024 * 1024
MAX_FILE_LABEL = "20 Mo"
#: What the file may hold once unzipped: a 50,000-line sheet needs about half of it.
MAX_UNZIPPED_BYTES = 300 * 1024 * 1024
MAX_LINES = 50_000
MAX_COLUMNS = 200
