/** The few transforms of Formatter by Zapier that the scenarios need. */

/** What a formatting step does with its text. */
export type Format =
  | { transform: "Format Date"; locale: string; timeZone: string }
  | { transform: "Capitalize" }
  | { transform: "Split Text"; separator: string; segment: number }
  | { transform: "Format Currency"; locale: string; currency: string }
  | { transform: "Lookup Table"; table: Record<string, string>; fallback: string };

/** Return the text that a formatting step makes of another. */
export function format(text: string, as: Format): string {
  switch (as.transform) {
    case "Format Date":
      return formatDate(text, as.locale, as.timeZone);
    case "Capitalize":
      return text.replace(/\b\p{L}/gu, (letter) => letter.toUpperCase());
    case "Split Text":
      return text.split(as.separator)[as.segment]?.trim() ?? "";
    case "Format Currency":
      return new Intl.NumberFormat(as.locale, { style: "currency", currency: as.currency }).format(
        Number(text),
      );
    case "Lookup Table":
      return as.table[text] ?? as.fallback;
  }
}

function formatDate(text: string, locale: string, timeZone: string): string {
  const formatter = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone });
  return formatter.format(new Date(text));
}
