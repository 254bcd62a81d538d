"""Areas: loading, names and codes, who borders whom."""
