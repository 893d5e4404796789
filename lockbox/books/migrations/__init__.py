"""How the tables of the books came to be, one module a revision, run by Alembic."""
