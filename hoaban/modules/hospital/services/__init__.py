"""Writes of hospital: one public function per act, one transaction each."""
