"""The clerk's desk: the review pages in a browser."""
