"""Business rules of hospital: values in, values out. No Django, no clock, no database."""
