"""Attacks that the product must withstand, each with the CVSS 4.0 score of the hole that it would find."""
