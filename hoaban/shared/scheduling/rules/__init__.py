"""Rules of waiting: who goes first, which places a session has, how long people waited."""
