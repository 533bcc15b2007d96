"""A package of its own, since a peer we measure against (Ciw) installs one of the same name."""
