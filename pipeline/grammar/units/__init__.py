"""The unit grammar: military units in plain text, read into their parts, printed and compared."""

from pipeline.grammar.units.compare import compare_units
from pipeline.grammar.units.find import find_units
from pipeline.grammar.units.model import Unit, UnitComparison, UnitSpan
from pipeline.grammar.units.parse import parse_unit
from pipeline.grammar.units.write import format_unit

__all__ = ["Unit", "UnitComparison", "UnitSpan", "compare_units", "find_units", "format_unit", "parse_unit"]
