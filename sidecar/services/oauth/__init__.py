"""The OAuth 2.0 authorization server: a user lets Zapier in, and Zapier gets tokens in place of an API key.

In the order of a connection: `asking` reads what Zapier asks for, `consent` lets a user allow it in wp-admin,
`tokens` hands out tokens and takes them back, `bearer` recognises them on each request.
"""
