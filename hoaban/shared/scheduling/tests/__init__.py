"""Tests of sessions, bookings and queues."""
