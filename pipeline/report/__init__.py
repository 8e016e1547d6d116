"""What a person looks at: pages and explanations made from the published tables."""
