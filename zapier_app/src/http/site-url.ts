/** Makes the address that a person typed the one address that is called, or says what is wrong with it. */
import { isIP } from "node:net";

export const PUBLIC_PATH = "/wp-json/bookingx/v1/zapier";

/** Where copied addresses usually go on inside WordPress. */
const INNER_PATHS = /\/(wp-admin|wp-json|wp-login\.php|index\.php)(\/.*)?$/i;
const PRIVATE_NAMES = /(^|\.)(localhost|local|internal|lan|home|corp|test|invalid|example)$/i;
/** For tests alone: lets an address be plain http on the loopback address. */
const LOCAL_SWITCH = "BOOKINGX_ALLOW_LOCAL_SITES";

/** The address cannot be one of a public site; the message says what to type instead. */
export class SiteUrlError extends Error {}

/**
 * Return a site's address without what people copy along: `https://example.com/shop`, no slash at the end.
 *
 * Raises SiteUrlError for what no public site over https can have (checks D007 and D026 of Zapier's list):
 * the secret of a connection must not go to anywhere else.
 */
export function cleanSiteUrl(typed: string): string {
  const text = typed.trim();
  const url = parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`);
  if (url.username || url.password) {
    throw new SiteUrlError("Leave user name and password out of the address of your site.");
  }
  if (!isLocalTest(url)) {
    checkPublic(url);
  }
  const path = url.pathname.replace(INNER_PATHS, "").replace(/\/+$/, "");
  return `${url.protocol}//${url.host}${path}`;
}

function parse(text: string): URL {
  try {
    return new URL(text);
  } catch {
    throw new SiteUrlError("That is not an address. Type it as https://example.com.");
  }
}

function checkPublic(url: URL): void {
  if (url.protocol !== "https:") {
    throw new SiteUrlError(
      "The address of your site must begin with https://, so that nobody can listen in.",
    );
  }
  const host = url.hostname.replace(/\.$/, "");
  if (isIP(host.replace(/^\[|\]$/g, "")) || !host.includes(".") || PRIVATE_NAMES.test(host)) {
    throw new SiteUrlError("Type the public name of your site, such as https://example.com.");
  }
}

function isLocalTest(url: URL): boolean {
  return process.env[LOCAL_SWITCH] === "1" && url.hostname === "127.0.0.1";
}
