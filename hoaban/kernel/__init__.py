"""Actor, clock, ids, errors, Vietnamese text, effective dates, outbox. Knows nothing of health."""
