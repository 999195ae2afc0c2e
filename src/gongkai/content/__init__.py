"""Report files and the tree of places: read, written in canonical form, begun."""
