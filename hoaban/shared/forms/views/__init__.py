"""Forms on pages: filled in at a visit; drawn, tried and published by who keeps them."""
