"""The command `sitrep`: it parses arguments, calls the library, prints. All else lives elsewhere."""
