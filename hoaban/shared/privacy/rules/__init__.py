"""What may be agreed to, who may agree and how, and what counts as a recording."""
