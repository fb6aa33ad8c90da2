/** Publishing rules about the page of the app in Zapier's directory: M001 to M006. */
import { decode, type Image } from "../../scripts/icon/png.ts";
import type { Finding } from "./rule.js";

/** `metadata.json`: what is typed, or uploaded, on that page. */
export interface Metadata {
  title: string;
  description: string;
  category: string;
  homepage_url: string;
  role: string;
  /** The domain of the mail addresses of those who administer the app at Zapier. */
  admin_email_domain: string;
  [other: string]: unknown;
}

interface MetadataRule {
  code: string;
  asks: string;
  isKept: (metadata: Metadata, icon: Buffer) => boolean;
}

const MIN_DESCRIPTION = 40;
const MAX_DESCRIPTION = 140;
const MIN_ICON = 256;
const RGBA = 6;

export const METADATA_RULES: MetadataRule[] = [
  { code: "M001", asks: "The app has a category.", isKept: ({ category }) => category !== "" },
  {
    code: "M002",
    asks: "The description has 40 to 140 characters, and speaks of the app alone: no Zapier, no sync.",
    isKept: ({ description }) =>
      description.length >= MIN_DESCRIPTION &&
      description.length <= MAX_DESCRIPTION &&
      !/zapier|\bsync/i.test(description),
  },
  {
    code: "M003",
    asks: "Whoever publishes works for the maker of the app, or by its order.",
    isKept: ({ role }) => role === "employee" || role === "contractor",
  },
  {
    code: "M004",
    asks: "The logo is a square PNG of 256 pixels or more, in RGBA.",
    isKept: (_metadata, icon) => isLogo(icon),
  },
  {
    code: "M005",
    asks: "An admin's mail address is of the homepage's domain.",
    isKept: ({ homepage_url, admin_email_domain }) => readHost(homepage_url) === admin_email_domain,
  },
  {
    code: "M006",
    asks: "The app has a homepage, over https.",
    isKept: ({ homepage_url }) => homepage_url.startsWith("https://") && readHost(homepage_url) !== "",
  },
];

/** Return the rules that are broken. */
export function lintMetadata(metadata: Metadata, icon: Buffer): Finding[] {
  return METADATA_RULES.filter(({ isKept }) => !isKept(metadata, icon)).map(({ code, asks }) => ({
    code,
    where: "metadata.json",
    says: asks,
  }));
}

function isLogo(icon: Buffer): boolean {
  let image: Image;
  try {
    image = decode(icon);
  } catch {
    return false;
  }
  const { width, height, colourType, bitDepth } = image;
  return width === height && width >= MIN_ICON && colourType === RGBA && bitDepth === 8;
}

function readHost(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, "") : "";
}
