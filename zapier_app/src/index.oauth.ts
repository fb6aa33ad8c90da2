/** The build that connects by OAuth 2.0. Zapier allows an app one way to connect: this is an app of its own. */
import { buildApp } from "./app.js";
import { oauth } from "./authentication/index.js";

export default buildApp(oauth);
