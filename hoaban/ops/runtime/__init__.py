"""Starting, watching, backing up and repairing an installation."""
