"""What is kept, and the only importer of the database library."""
