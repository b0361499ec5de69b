"""What Ajar keeps: files of `data/`, tables, migrations and repositories. No Discord, no use cases."""
