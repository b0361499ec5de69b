"""Quizzes: questions and how they are made, the game, scores, reviews. Pure; sending and storing are elsewhere."""
