"""Rules of legal records: how long they are kept, why they are opened again, how one is exported."""
