"""May this message go now? An ordered list of small pure rules, one file each."""
