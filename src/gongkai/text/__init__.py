"""Bytes → safe things: YAML with the place of every value, Markdown as HTML without surprises."""
