"""Imported first by tools that use the record's engine: Django with our settings, asked for no database."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
os.environ.setdefault("HOABAN_SECRET_KEY", "for-digests-of-this-run-only")
django.setup()
