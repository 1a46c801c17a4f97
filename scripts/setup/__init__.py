"""Make the environments that the product runs in, skipping what is in place already."""
