"""The visits of facilities: who came, who pays, how far they are; the frame of every record of care."""
