/** The build that connects by an API key, which the site's owner makes. */
import { connectionLabel, SITE_URL_FIELD, test } from "./connection.js";
import type { Way } from "./index.js";
import { readSecret } from "./secrets.js";

export const apiKey: Way = {
  authentication: {
    type: "custom",
    customConfig: {},
    test,
    connectionLabel,
    fields: [
      {
        key: "api_key",
        label: "API Key",
        type: "password",
        required: true,
        helpText:
          "It begins with `bkx_live_`. The page *BookingX for Zapier* in wp-admin says how to get one: whoever " +
          "runs your site's server makes it and sends it to you. " +
          "[How to connect](https://bookingx.com/support)",
      },
      SITE_URL_FIELD,
    ],
  },
  authorize: (request, z, bundle) => {
    const key = readSecret(z, bundle.authData?.api_key);
    if (key) {
      request.headers = { ...request.headers, "X-API-Key": key };
    }
    return request;
  },
};
