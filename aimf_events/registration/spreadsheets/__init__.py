"""The secretariat's spreadsheets: bytes in, clean text with what is wrong in each cell; rows in, harmless bytes out.

Pure: no database, no request, nothing written. The import itself (preview, confirmation, keys) stands on `read_table`.
"""

from .exports import write_csv_safe, write_xlsx
from .problems import Problem, SpreadsheetProblem
from .said import Said
from .tables import Row, Table, read_table

__all__ = ["Problem", "Row", "Said", "SpreadsheetProblem", "Table", "read_table", "write_csv_safe", "write_xlsx"]
