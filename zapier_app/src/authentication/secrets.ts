/** Reads a secret so that it can be a header. */
import type { ZObject } from "zapier-platform-core";

/**
 * Return a key or token without what was copied along around it; "" where there is none. Raises an Error
 * where it has letters that no header can have: Node's own message would show the whole secret.
 */
export function readSecret(z: ZObject, stored: string | undefined): string {
  const secret = (stored ?? "").trim();
  if (!/^[\x21-\x7e]*$/.test(secret)) {
    throw new z.errors.Error(
      "The key has letters that no key of BookingX has. Copy it again, as a whole and without anything else.",
      "invalid_secret",
      400,
    );
  }
  return secret;
}
