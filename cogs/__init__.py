"""What Discord sees: one folder a feature, each with its commands, its views and its rendering. No rules here."""
