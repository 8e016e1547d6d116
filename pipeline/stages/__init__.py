"""The DVC stages, one module each: read tables, call the library, write tables."""
