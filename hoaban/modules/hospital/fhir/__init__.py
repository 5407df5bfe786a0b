"""The FHIR of hospital: builds what it writes, reads what it shows. No Django, no I/O."""
