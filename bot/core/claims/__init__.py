"""Claims about openness in ordinary messages: which models are named, what is said of them, and whether it holds."""
