"""A source document → grids → the tables of a report, and what else stands in it.

Nothing is guessed in silence: what cannot be read is said to be unread, with where it stands.
"""
