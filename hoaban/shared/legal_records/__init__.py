"""The legal record of a visit: opened, signed, closed, archived, opened again by rule."""
