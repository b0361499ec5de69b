"""Running Ajar: logs, backups, and a doctor that says what is wrong. No features for members."""
