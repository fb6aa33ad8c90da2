/** What both builds do to try a connection, and how they name it. */
import type { AuthField, Bundle, ZObject } from "zapier-platform-core";

import { type Connection, testConnection } from "../http/api.js";

export const SITE_URL_FIELD: AuthField = {
  key: "site_url",
  label: "WordPress Site URL",
  type: "string",
  required: true,
  placeholder: "https://example.com",
  helpText: "The address of your WordPress site, as you type it in the browser.",
};

/** Return whose site it is; what is wrong with the connection is raised. */
export function test(z: ZObject, bundle: Bundle): Promise<Connection> {
  return testConnection(z, bundle);
}

/** Return the connection's name in lists: site and user, no secret. */
export async function connectionLabel(_z: ZObject, bundle: Bundle): Promise<string> {
  const { site_name, site_url, user_name } = bundle.inputData as unknown as Connection;
  const site = site_name || site_url;
  return user_name ? `${site} (${user_name})` : site;
}
