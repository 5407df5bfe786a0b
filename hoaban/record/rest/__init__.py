"""FHIR R4 over HTTP under ``/fhir/R4``: a thin WSGI path of its own, behind the same door as every screen."""
