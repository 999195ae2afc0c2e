"""Two versions of the project → what differs, by cell: the data, and the words for it."""
