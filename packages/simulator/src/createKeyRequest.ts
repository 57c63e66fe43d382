/**
 * What JetEmail publishes about the create call's request body and its refusals.
 *
 * Source: JetEmail's API reference, page "Create new transactional API key" (OpenAPI, `POST
 * /outbound/transactional-keys`). The facts are restated here; the patterns are the published ones, character by
 * character, put together from named parts.
 */

const octet = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
const v4Prefix = "(?:/(?:3[0-2]|[12]?[0-9]))?";
const group = "[0-9a-fA-F]{1,4}";
const v6Prefix = "(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?";
const v6 = [
  `(?:${group}:){7}${group}`,
  `(?:${group}:){1,7}:`,
  `(?:${group}:){1,6}:${group}`,
  `(?:${group}:){1,5}(?::${group}){1,2}`,
  `(?:${group}:){1,4}(?::${group}){1,3}`,
  `(?:${group}:){1,3}(?::${group}){1,4}`,
  `(?:${group}:){1,2}(?::${group}){1,5}`,
  `${group}:(?::${group}){1,6}`,
  `:(?::${group}){1,7}`,
  "::",
]
  .map((form) => form + v6Prefix)
  .join("|");

/** Letters, digits, `-`, `_` and any white space. */
export const namePattern = "^[a-zA-Z0-9-_\\s]+$";

/**
 * One approved domain. Its dot is unescaped, so it takes more than domains, and it backtracks exponentially: never run
 * it on text longer than a few characters.
 */
export const domainPattern = "^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?.)+[a-zA-Z]{2,}$";

/**
 * One IPv4 or IPv6 address or range. The IPv4 half is anchored only at its start and the IPv6 half only at its end, and
 * the IPv4 dots are unescaped, so it takes more than addresses.
 */
export const ipPattern = `^(?:(?:${octet}.){3}${octet}${v4Prefix})|(?:${v6})$`;

/** The request body's JSON schema. */
export const createKeyRequestSchema = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 64, pattern: namePattern },
    allowAllDomains: { type: "boolean", default: false },
    approvedDomains: { type: "array", items: { type: "string", pattern: domainPattern }, default: [], maxItems: 253 },
    quota: { type: "integer", default: 0, minimum: 0, maximum: 1_000_000 },
    ipRestrictions: { type: "array", items: { type: "string", pattern: ipPattern }, default: [], maxItems: 50 },
  },
} as const;

/** The page's two example requests. */
export const createKeyExamples = {
  basic: { name: "Development API Key" },
  full: {
    name: "Production API Key",
    allowAllDomains: true,
    approvedDomains: ["example.com"],
    quota: 10_000,
    ipRestrictions: ["192.168.1.1", "10.0.0.0/24"],
  },
} as const;

/** The page's example values of single properties; they hold forms the example requests do not. */
export const createKeyPropertyExamples = {
  name: "Production API Key",
  approvedDomains: ["example.com", "mydomain.com"],
  quota: 1000,
  ipRestrictions: ["192.168.1.1", "10.0.0.0/24", "2001:db8::1", "2001:db8::/32"],
} as const;

/** The `message` of a documented 200 answer. */
export const createdMessage = "Transactional key created successfully";

/** The `error` text documented for each refusal, by status code. */
export const documentedErrors = {
  400: "Name is required and must be a string",
  401: "Required information not found",
  403: "Free accounts are limited to 50 transactional keys",
  500: "Failed to create transactional key",
} as const;
