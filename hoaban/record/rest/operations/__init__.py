"""Operations of FHIR (``$name``), one file each, and the Parameters that they take and give."""
