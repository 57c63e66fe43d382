import { printable } from "../errors/printable";
import { success } from "./http/refusal";

/**
 * Whether a response may not show every key: it may be one page of a longer list, or it does not say that it succeeded.
 * JetEmail's reference documents no paging, so there is no next page to ask for; but a list that is not complete must never
 * make a key count as gone.
 */

const NEXT = ["next", "nextpage", "nexturl", "nextlink", "nextcursor", "cursor", "endcursor", "nexttoken"].concat([
  ...["nextpagetoken", "pagetoken", "continuation", "continuationtoken", "startingafter", "scrollid"],
]);
const MORE = ["hasmore", "more", "hasnext", "hasnextpage", "truncated", "istruncated"];
const TOTAL = [
  "total",
  "totalcount",
  "totalitems",
  "totalresults",
  "totalrecords",
  "recordstotal",
  "totalkeys",
  "count",
];
const PAGES = ["pages", "totalpages", "pagecount", "lastpage", "numpages", "page", "currentpage"];
const SIZE = ["limit", "perpage", "pagesize"];

/** Nested objects of metadata, as in `{ meta: { pagination: { … } } }`. */
const MAX_DEPTH = 4;

/** @param length how many keys the response lists. @returns a clause that says why, for a message about the list. */
export function signOfMore(
  body: object,
  length: number,
  headers: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const sign = signInHeaders(length, headers) ?? signInBody(body, length, 0);
  return sign ? `${sign} says that there is more` : signOfFailure(body);
}

function signOfFailure(body: { readonly error?: unknown; readonly errors?: unknown }): string | undefined {
  if (!success.safeParse(body).success) {
    return "it does not say that it succeeded";
  }
  const isFilled = (value: unknown) => Boolean(value) && !(Array.isArray(value) && value.length === 0);
  return isFilled(body.error) || isFilled(body.errors) ? "it has an error" : undefined;
}

function signInHeaders(length: number, headers: Readonly<Record<string, string | undefined>>): string | undefined {
  const { link, "x-total-count": total, "content-range": range } = headers;
  if (link !== undefined && /\brel\s*=\s*"?[^"]*\b(next|last)\b/i.test(link)) {
    return "its Link header";
  }
  if (Number(total) > length) {
    return "its X-Total-Count header";
  }
  return range === undefined ? undefined : "its Content-Range header";
}

function signInBody(value: object, length: number, depth: number): string | undefined {
  for (const [name, item] of Object.entries(value)) {
    const key = name.toLowerCase().replace(/[^a-z]/g, "");
    if (isSign(key, item, length)) {
      return `its field "${printable(name)}"`;
    }
    const isMetadata = typeof item === "object" && item !== null && !Array.isArray(item);
    const sign = isMetadata && depth < MAX_DEPTH ? signInBody(item, length, depth + 1) : undefined;
    if (sign) {
      return sign;
    }
  }
  return undefined;
}

function isSign(key: string, value: unknown, length: number): boolean {
  const isNumber = typeof value === "number" || (typeof value === "string" && /^\d+$/.test(value));
  if (NEXT.includes(key)) {
    return Boolean(value) && value !== "0" && !(Array.isArray(value) && value.length === 0);
  }
  if (MORE.includes(key)) {
    return value === true || value === 1 || value === "true" || value === "1";
  }
  if (TOTAL.includes(key)) {
    return isNumber && Number(value) > length;
  }
  if (PAGES.includes(key)) {
    return isNumber && Number(value) > 1;
  }
  return SIZE.includes(key) && isNumber && Number(value) > 0 && Number(value) <= length;
}
