"""Text to typed values: units, numbers, dates; shared by the domain packages."""
