/** What both builds do to try a connection, and how they name it. */
import type { AuthField, Bundle, ZObject } from "zapier-platform-core";

import { type Connection, testConnection } from "../http/api.js";

export const SITE_URL_FIELD: AuthField = {
  key: "site_url",
  label: "WordPress Site URL",
  type: "string",
  required: true,
  placeholder: "https://example.com",
  helpText:
    "The address of your WordPress site, as you type it in the browser. " +
    "[Help with connecting](https://bookingx.com/support)",
};

/** Return whose site it is; what is wrong with the connection is raised. */
export function test(z: ZObject, bundle: Bundle): Promise<Connection> {
  return testConnection(z, bundle);
}

/** Return the connection's name in lists: site and user, no secret. */
export async function connectionLabel(_z: ZObject, bundle: Bundle): Promise<string> {
  const { site_name, site_url, user_name } = bundle.inputData as Partial<Connection>;
  const site = site_name?.trim() || (site_url ?? "").replace(/^https?:\/\//, "");
  const user = user_name?.trim();
  return user ? `${site} (${user})` : site;
}
