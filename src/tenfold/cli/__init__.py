"""The command line: one thin file a verb; it parses words and shows what the public API says."""
