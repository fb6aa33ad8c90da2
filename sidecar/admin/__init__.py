"""The product's pages in wp-admin: what each shows, to whom, and what follows from its buttons."""
