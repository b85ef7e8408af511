"""What everybody can find: the posts that were authorised, as far as each reader may see them."""
