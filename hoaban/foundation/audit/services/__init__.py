"""Writing the trail and sealing it."""

from hoaban.foundation.audit.services.sealing import seal
from hoaban.foundation.audit.services.writing import insert_statement, write, write_refusal

__all__ = ["insert_statement", "seal", "write", "write_refusal"]
