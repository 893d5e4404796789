"""How the weights were made; nothing here is needed to run the program."""
