"""A world of five invented providers on loopback, for `kaklet demo`: sites, forms, help desks and a post office."""
