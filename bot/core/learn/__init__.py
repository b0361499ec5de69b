"""What words of the debate mean: terms in plain words, each with its sources. Showing them is the cogs' part."""
