"""sitrep: war news in, evidence tables out."""

__version__ = "0.1.0"
