"""Rules of prescribing: values in, values out."""
