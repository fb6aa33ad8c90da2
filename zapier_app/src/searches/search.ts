/** Makes of a search of the catalog a search of Zapier's. */
import type { Bundle, Search as ZapierSearch, ZObject } from "zapier-platform-core";

import type { Search } from "../catalog.js";
import { readInputs } from "../fields/given.js";
import { inputFields } from "../fields/input-fields.js";
import { customFields, outputFields } from "../fields/output-fields.js";
import { search as ask } from "../http/api.js";

/** Return the search as Zapier's editor shows it; nothing found is an empty list, and no error. */
export function search(search: Search): ZapierSearch {
  return {
    key: search.key,
    noun: search.noun,
    display: { label: search.label, description: search.description },
    operation: {
      inputFields: inputFields(search.inputs, { inSearch: true }),
      outputFields: [...outputFields(search.fields), customFields("searches", search.key)],
      sample: search.sample,
      perform: (z: ZObject, bundle: Bundle) =>
        ask(z, bundle, search.key, readInputs(search.inputs, bundle.inputData)),
    },
  };
}
