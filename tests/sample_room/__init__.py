"""A room that the product does not have, made as one of its own would be: it plugs in without a change in any other."""
