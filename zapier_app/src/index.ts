/** The build that connects by an API key: what is published (specification, section 20). */
import { buildApp } from "./app.js";
import { apiKey } from "./authentication/index.js";

export default buildApp(apiKey);
