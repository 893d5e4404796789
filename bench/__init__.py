"""The workshop: measures quality and speed on nights and data sets, side by side with others."""
