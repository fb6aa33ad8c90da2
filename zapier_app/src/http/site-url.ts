/** Makes the address that a person typed the one address that is called, or says what is wrong with it. */

export const PUBLIC_PATH = "/wp-json/bookingx/v1/zapier";

const MAX_LENGTH = 500;
/** What comes along unseen when an address is copied from a page or a mail. */
const UNSEEN_EDGES = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
/** `new URL` drops tabs and line ends, and reads `\` as `/`: it would call another address than one sees. */
const ODD = /[\s\p{C}\\]/u;
/** Where copied addresses usually go on inside WordPress. */
const INNER_PATHS =
  /\/(wp-admin|wp-json|wp-content|wp-includes|wp-login\.php|xmlrpc\.php|index\.php)(\/.*)?$/i;
/** Words with dots between them, no number at the end: what an address of the internet by number has. */
const PUBLIC_NAME = /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+([a-z]{2,63}|xn--[a-z0-9-]{1,59})$/;
/** Names that no public site can have (RFC 2606, RFC 6762, RFC 8375, and ICANN's names for inside use). */
const PRIVATE_NAMES =
  /(^|\.)(localhost|localdomain|local|internal|intranet|lan|home|home\.arpa|corp|test|invalid|example)$/;
/** For tests alone: lets an address be plain http on the loopback address. */
const LOCAL_SWITCH = "BOOKINGX_ALLOW_LOCAL_SITES";

const NO_ADDRESS = "That is not an address. Type it as https://example.com.";

/** The address cannot be one of a public site; the message says what to type instead. */
export class SiteUrlError extends Error {}

/**
 * Return a site's address without what people copy along: `https://example.com/shop`, no slash at the end.
 *
 * An address with http:// is called by https:// all the same. Raises SiteUrlError for what no public site
 * can have (checks D007 and D026 of Zapier's list): the secret of a connection must not go to anywhere else.
 */
export function cleanSiteUrl(typed: string): string {
  const text = typed.replace(UNSEEN_EDGES, "");
  if (text.length > MAX_LENGTH || ODD.test(text)) {
    throw new SiteUrlError(NO_ADDRESS);
  }
  const url = parse(text);
  if (url.username || url.password) {
    throw new SiteUrlError("Leave user name and password out of the address of your site.");
  }
  const path = url.pathname
    .replace(/\/{2,}/g, "/")
    .replace(INNER_PATHS, "")
    .replace(/\/$/, "");
  if (isLocalTest(url)) {
    return `http://${url.host}${path}`;
  }
  const name = url.hostname.replace(/\.$/, "");
  if (!PUBLIC_NAME.test(name) || PRIVATE_NAMES.test(name)) {
    throw new SiteUrlError("Type the public name of your site, such as https://example.com.");
  }
  return `https://${name}${url.port && `:${url.port}`}${path}`;
}

/** `http:` and `https:` are the same here, also where a slash is missing behind them. */
function parse(text: string): URL {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text) && !/^https?:/i.test(text)) {
    throw new SiteUrlError(
      "The address of your site must begin with https://, so that nobody can listen in.",
    );
  }
  const rest = text.replace(/^https?:\/*/i, "");
  const scheme = /^http:/i.test(text) ? "http" : "https";
  try {
    return new URL(`${scheme}://${rest}`);
  } catch {
    throw new SiteUrlError(NO_ADDRESS);
  }
}

function isLocalTest(url: URL): boolean {
  return process.env[LOCAL_SWITCH] === "1" && url.protocol === "http:" && url.hostname === "127.0.0.1";
}
