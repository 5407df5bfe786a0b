"""FHIR XML (https://hl7.org/fhir/R4/xml.html) to and from the dicts that ``parse_json`` makes of FHIR JSON.

``read`` and ``write`` know every R4 type from the compiled definitions and lose nothing: decimals keep their
digits, primitives their extensions, narratives their bytes. Both check form, not content: that is ``validate``.
"""

from hoaban.record.engine.fhir_xml.problems import NotFhirXml, NotWritable
from hoaban.record.engine.fhir_xml.reader import read
from hoaban.record.engine.fhir_xml.writer import write

__all__ = ["NotFhirXml", "NotWritable", "read", "write"]
