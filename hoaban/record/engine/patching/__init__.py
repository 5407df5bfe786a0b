"""Changes to a resource written as a patch: JSON Patch (RFC 6902) and FHIRPath Patch (R4).

Both take a resource and give a new one: the old one is never touched, and a patch that fails has done nothing.
Neither validates the result nor guards ``resourceType``, ``id`` and ``meta``: that is the door's work, as for
any update.
"""

from hoaban.record.engine.patching.fhirpath_patch import apply_fhirpath_patch
from hoaban.record.engine.patching.json_patch import apply_json_patch
from hoaban.record.engine.patching.problems import PatchFailed, PatchInvalid

__all__ = ["PatchFailed", "PatchInvalid", "apply_fhirpath_patch", "apply_json_patch"]
