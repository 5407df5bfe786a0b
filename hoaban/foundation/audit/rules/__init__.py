"""What makes the trail provable: digests of entries and blocks, Merkle trees, what an entry may hold."""
