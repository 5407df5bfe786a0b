"""The pages of the auditor and of the reviewer."""
