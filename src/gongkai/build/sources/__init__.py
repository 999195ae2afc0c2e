"""Where documents stand: every address, and what it answers when it is asked.

`listing` shows what is known. `asking` is the order of a check: `hosts` says who may be asked,
`manners` when, `client` asks (the only module that opens the network), `outcomes` says what an
answer means. Nothing imports `asking` but the command `sources --check`.
"""
