"""Engines run a function over batches of articles: `local` (default) or `ray` (extra)."""

from pipeline.engines.base import Engine, Task
from pipeline.engines.local import LocalEngine

__all__ = ["Engine", "LocalEngine", "Task"]
