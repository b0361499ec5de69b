"""What the catalogue is made of: components, licences, documents, profiles, names."""
