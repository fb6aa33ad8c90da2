import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { cleanSiteUrl, SiteUrlError } from "../../../src/http/site-url.js";

const NO_ADDRESS = "That is not an address. Type it as https://example.com.";
const NOT_PUBLIC = "Type the public name of your site, such as https://example.com.";
const NOT_SAFE = "The address of your site must begin with https://, so that nobody can listen in.";
const NO_USER = "Leave user name and password out of the address of your site.";

let before: string | undefined;

beforeAll(() => {
  before = process.env.BOOKINGX_ALLOW_LOCAL_SITES;
  delete process.env.BOOKINGX_ALLOW_LOCAL_SITES;
});

afterAll(() => {
  if (before !== undefined) {
    process.env.BOOKINGX_ALLOW_LOCAL_SITES = before;
  }
});

describe("an address of a public site is cleaned", () => {
  test.each([
    ["https://example.com", "https://example.com"],
    ["https://example.com/", "https://example.com"],
    ["example.com", "https://example.com"],
    ["www.example.com", "https://www.example.com"],
    ["http://example.com", "https://example.com"],
    ["HTTP://Example.COM/", "https://example.com"],
    ["https:/example.com", "https://example.com"],
    ["https:example.com", "https://example.com"],
    ["  https://example.com \n", "https://example.com"],
    ["\ufeffhttps://example.com\u200b", "https://example.com"],
    ["https://example.com/wp-admin", "https://example.com"],
    ["https://example.com/wp-admin/", "https://example.com"],
    ["https://example.com/wp-admin/admin.php?page=bookingx#keys", "https://example.com"],
    ["https://example.com/wp-login.php?redirect_to=%2Fwp-admin", "https://example.com"],
    ["https://example.com/wp-json/bookingx/v1/zapier", "https://example.com"],
    ["https://example.com/xmlrpc.php", "https://example.com"],
    ["https://example.com/index.php/wp-json/", "https://example.com"],
    ["https://example.com/wp-content/plugins/", "https://example.com"],
    ["https://example.com/shop", "https://example.com/shop"],
    ["https://example.com/Shop/wp-admin/", "https://example.com/Shop"],
    ["example.com/a/b/", "https://example.com/a/b"],
    ["https://example.com//shop//", "https://example.com/shop"],
    ["https://example.com/a/../b", "https://example.com/b"],
    ["https://example.com/wp-admin-tips", "https://example.com/wp-admin-tips"],
    ["https://example.com?preview=1", "https://example.com"],
    ["https://example.com#top", "https://example.com"],
    ["https://example.com:8443/", "https://example.com:8443"],
    ["https://example.com:443/", "https://example.com"],
    ["http://example.com:80/", "https://example.com"],
    ["example.com:8443/shop", "https://example.com:8443/shop"],
    ["https://example.com.", "https://example.com"],
    ["https://münchen.example.org", "https://xn--mnchen-3ya.example.org"],
    ["https://пример.рф/", "https://xn--e1afmkfd.xn--p1ai"],
    ["https://example。com", "https://example.com"],
    ["https://ｅｘａｍｐｌｅ.com", "https://example.com"],
    ["https://my-site.co.uk", "https://my-site.co.uk"],
    ["https://1and1.com", "https://1and1.com"],
    ["https://localhost.example.com", "https://localhost.example.com"],
  ])("%j is %s", (typed, cleaned) => {
    expect(cleanSiteUrl(typed)).toBe(cleaned);
  });

  test("cleaning twice changes nothing", () => {
    const once = cleanSiteUrl("HTTP://Example.com./shop/wp-admin/");

    expect(cleanSiteUrl(once)).toBe(once);
  });
});

describe("what is no address of a public site is refused with words", () => {
  test.each([
    ["", NO_ADDRESS],
    ["   ", NO_ADDRESS],
    ["https://", NO_ADDRESS],
    ["my site", NO_ADDRESS],
    ["https://exam ple.com", NO_ADDRESS],
    ["https://exam\tple.com", NO_ADDRESS],
    ["https://example.com\nevil.com", NO_ADDRESS],
    ["https://example.com\u0000", NO_ADDRESS],
    ["https://exam\u200bple.com", NO_ADDRESS],
    ["https://exam\u00adple.com", NO_ADDRESS],
    ["https://exam\u202eple.com", NO_ADDRESS],
    ["https://example.com\\@evil.com", NO_ADDRESS],
    ["javascript:alert(1)", NO_ADDRESS],
    ["https://example.com:99999", NO_ADDRESS],
    ["https://example.com:port", NO_ADDRESS],
    ["https://[::1", NO_ADDRESS],
    ["https://%zz.com", NO_ADDRESS],
    [`https://example.com/${"a".repeat(500)}`, NO_ADDRESS],
    ["ftp://example.com", NOT_SAFE],
    ["file:///etc/passwd", NOT_SAFE],
    ["data://text/html,x", NOT_SAFE],
    ["javascript://example.com/%0aalert(1)", NOT_SAFE],
    ["ws://example.com", NOT_SAFE],
    ["https://user@example.com", NO_USER],
    ["https://user:word@example.com", NO_USER],
    ["https://:word@example.com", NO_USER],
    ["https://example.com@evil.com", NO_USER],
    ["mailto:anna@example.com", NO_USER],
    ["anna@example.com", NO_USER],
    ["mysite", NOT_PUBLIC],
    ["localhost", NOT_PUBLIC],
    ["http://localhost:8080", NOT_PUBLIC],
    ["https://LOCALHOST.", NOT_PUBLIC],
    ["https://site.localhost", NOT_PUBLIC],
    ["https://localhost.localdomain", NOT_PUBLIC],
    ["https://booking.local", NOT_PUBLIC],
    ["https://booking.local.", NOT_PUBLIC],
    ["https://booking.internal", NOT_PUBLIC],
    ["https://router.home.arpa", NOT_PUBLIC],
    ["https://nas.lan", NOT_PUBLIC],
    ["https://shop.test", NOT_PUBLIC],
    ["https://shop.example", NOT_PUBLIC],
    ["https://127.0.0.1", NOT_PUBLIC],
    ["http://127.0.0.1:8080", NOT_PUBLIC],
    ["https://127.0.0.1.", NOT_PUBLIC],
    ["https://8.8.8.8", NOT_PUBLIC],
    ["https://10.0.0.8/shop", NOT_PUBLIC],
    ["https://169.254.169.254/latest/meta-data", NOT_PUBLIC],
    ["https://127.1", NOT_PUBLIC],
    ["https://2130706433", NOT_PUBLIC],
    ["https://0x7f000001", NOT_PUBLIC],
    ["https://0x7f.0.0.1", NOT_PUBLIC],
    ["https://0177.0.0.1", NOT_PUBLIC],
    ["https://１２７.０.０.１", NOT_PUBLIC],
    ["https://①②⑦.0.0.1", NOT_PUBLIC],
    ["https://0", NOT_PUBLIC],
    ["https://[::1]", NOT_PUBLIC],
    ["https://[::]", NOT_PUBLIC],
    ["https://[::ffff:127.0.0.1]", NOT_PUBLIC],
    ["https://[fd00::8]:8443", NOT_PUBLIC],
    ["https://[2001:4860:4860::8888]", NOT_PUBLIC],
    ["https://example..com", NOT_PUBLIC],
    ["https://.example.com", NOT_PUBLIC],
    ["https://-.com", NOT_PUBLIC],
    [`https://${"a".repeat(64)}.com`, NOT_PUBLIC],
  ])("%j: %s", (typed, sentence) => {
    expect(() => cleanSiteUrl(typed)).toThrow(new SiteUrlError(sentence));
  });
});

describe("the switch for tests", () => {
  test("lets in plain http on the loopback address, and nothing else", () => {
    process.env.BOOKINGX_ALLOW_LOCAL_SITES = "1";
    try {
      expect(cleanSiteUrl("http://127.0.0.1:8080/shop/")).toBe("http://127.0.0.1:8080/shop");
      expect(() => cleanSiteUrl("http://10.0.0.8")).toThrow(new SiteUrlError(NOT_PUBLIC));
      expect(cleanSiteUrl("http://example.com")).toBe("https://example.com");
    } finally {
      delete process.env.BOOKINGX_ALLOW_LOCAL_SITES;
    }
  });
});
