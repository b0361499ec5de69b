"""Learning the matter: what a word means, the list of all words, and the gradient of release with its examples."""
