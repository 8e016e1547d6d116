"""Gold, training, evaluation and suggestions."""
