"""Bulk import (``$import``): files of NDJSON, read in the background through the same door as everything else."""
