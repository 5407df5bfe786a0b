"""Drug lists of facilities, drafts of prescriptions, their codes and states, what alerts were shown."""

from hoaban.shared.prescribing.models.alerts import AlertShown
from hoaban.shared.prescribing.models.drugs import Drug, DrugListDraft, DrugUse, LongSupply
from hoaban.shared.prescribing.models.prescriptions import Draft, Prescription, Saved

__all__ = ["AlertShown", "Draft", "Drug", "DrugListDraft", "DrugUse", "LongSupply", "Prescription", "Saved"]
