"""The pages: break the glass, review it, who looked, who can, what one agrees to."""
