"""The console's commands, one noun a file. Each registers itself on the parser and returns its exit code."""
