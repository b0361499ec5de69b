"""Readers for the file formats of published indexes. Each gives records in our vocabulary; none decides anything."""
