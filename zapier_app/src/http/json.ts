/** Writes JSON so that Zapier's HTTP client sends what people wrote as it is. */

/**
 * Return JSON in which no two braces open side by side: Zapier's client takes those for a place to fill in. It
 * refuses `{{bundle.x}}` and `{{process.x}}` in words that show the value, and takes all others out of a query.
 */
export function toJson(value: unknown): string {
  // of JSON itself only texts can have them: an object's key is a text
  return JSON.stringify(value).replaceAll("{{", "{\\u007b");
}
