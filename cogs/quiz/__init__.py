"""Quizzes on Discord: games in a channel, practice, the daily question, scores."""
