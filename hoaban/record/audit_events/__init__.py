"""The trail as AuditEvent, made when it is asked for and stored nowhere (docs/decisions/0029-the-trail-as-auditevent.md).

``meaning`` says what each act is in the words of DICOM and HL7, ``shape`` builds a resource of an entry, ``asking`` reads search
parameters, ``reading`` asks the trail for who may.
"""
