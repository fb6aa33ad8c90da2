"""Our own tables, beside WordPress's: definitions, named queries, dialects, migrations."""
