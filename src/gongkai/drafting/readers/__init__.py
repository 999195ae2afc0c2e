"""One module a kind of document: bytes or text → lines and grids of cells (`grid.Document`).

Beside them what several need: `charset`, `css` and the styles by which a reader sees text or does
not (`visibility`, `htmlstyles`, `wordstyles`).
"""
