"""What staff do with the knowledge base in the console (知识), a module for each family of pages."""
