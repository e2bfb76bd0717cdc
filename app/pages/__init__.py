"""What readers see: HTML pages, the files they need and the headers that protect them."""
