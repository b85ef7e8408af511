"""What curators gather: items of the library under a heading, with an introduction and an order."""
