"""A release: what changed since the last one and why, the record of it, and its ZIP."""
