"""The journalists' pages, one module for each thing they show."""
