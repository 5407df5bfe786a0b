"""The go-live file of an electronic record: regulation, self-assessment, decision, publication."""
