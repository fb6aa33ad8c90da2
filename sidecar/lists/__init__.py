"""What people choose an input's value from in Zapier's editor; the file name is a list's key."""
