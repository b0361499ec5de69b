"""What several features show or need alike: look, pictures, the error path, layout, languages."""
