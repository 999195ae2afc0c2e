"""A source document → the text of a report file, and a report file compared with its source.

    drafts ──▶ sandbox ──▶ a child process:
                           extraction ──┬── source ── readers/ ──▶ grids and lines (grid)
                                        ├── metadata: title, year, publisher
                                        ├── matching/: grids ──▶ printed rows ──▶ parts of a form
                                        └── prose: figures of the text
           ◀── extracted ──┘
    subject: whose report it is;  reportfile, messages: what was read ──▶ text

`labels`, `qualifiers` and `values` know what is printed: the label of a row or column, what it says
besides its name, the content of a cell. The parent process imports no reader and no library of one.

Nothing is guessed in silence: what cannot be read is marked unread, with where it stands.
"""
