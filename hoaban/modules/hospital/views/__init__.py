"""Screens of hospital: translate, make one call, translate back."""
