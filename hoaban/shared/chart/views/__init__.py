"""The pages: find a person; their record."""
