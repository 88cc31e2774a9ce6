"""The command line: one thin file a verb. It parses words, calls the public API, shows the answer."""
