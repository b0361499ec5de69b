"""The debate: quotes, who said them and how sure we are, topics with both sides, and what happened when."""
