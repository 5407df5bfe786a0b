"""What the configuration says, how somebody is reached, and messages as each reader sees them."""
