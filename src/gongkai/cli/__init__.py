"""Arguments in, words and exit codes out: a module a family of commands, and the server."""
