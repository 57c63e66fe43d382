/**
 * What JetEmail publishes about the create call's request body and its refusals.
 *
 * Source: JetEmail's API reference, page "Create new transactional API key" (OpenAPI, `POST
 * /outbound/transactional-keys`). The facts are restated here; the patterns are the published ones, character by
 * character, put together from named parts.
 */

const OCTET = "(?:25[0-5]|2[0-4][0-9]|[01]?[0-9][0-9]?)";
const V4_PREFIX = "(?:/(?:3[0-2]|[12]?[0-9]))?";
const GROUP = "[0-9a-fA-F]{1,4}";
const V6_PREFIX = "(?:/(?:12[0-8]|1[01][0-9]|[1-9]?[0-9]))?";
const V6 = [
  `(?:${GROUP}:){7}${GROUP}`,
  `(?:${GROUP}:){1,7}:`,
  `(?:${GROUP}:){1,6}:${GROUP}`,
  `(?:${GROUP}:){1,5}(?::${GROUP}){1,2}`,
  `(?:${GROUP}:){1,4}(?::${GROUP}){1,3}`,
  `(?:${GROUP}:){1,3}(?::${GROUP}){1,4}`,
  `(?:${GROUP}:){1,2}(?::${GROUP}){1,5}`,
  `${GROUP}:(?::${GROUP}){1,6}`,
  `:(?::${GROUP}){1,7}`,
  "::",
]
  .map((form) => form + V6_PREFIX)
  .join("|");

/** Letters, digits, `-`, `_` and any white space. */
export const NAME_PATTERN = "^[a-zA-Z0-9-_\\s]+$";

/**
 * One approved domain. Its dot is unescaped, so it takes more than domains, and it backtracks exponentially: never run
 * it on text longer than a few characters.
 */
export const DOMAIN_PATTERN = "^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?.)+[a-zA-Z]{2,}$";

/**
 * One IPv4 or IPv6 address or range. The IPv4 half is anchored only at its start and the IPv6 half only at its end, and
 * the IPv4 dots are unescaped, so it takes more than addresses.
 */
export const IP_PATTERN = `^(?:(?:${OCTET}.){3}${OCTET}${V4_PREFIX})|(?:${V6})$`;

/** The request body's JSON schema. */
export const CREATE_KEY_REQUEST_SCHEMA = {
  type: "object",
  required: ["name"],
  properties: {
    name: { type: "string", minLength: 1, maxLength: 64, pattern: NAME_PATTERN },
    allowAllDomains: { type: "boolean", default: false },
    approvedDomains: { type: "array", items: { type: "string", pattern: DOMAIN_PATTERN }, default: [], maxItems: 253 },
    quota: { type: "integer", default: 0, minimum: 0, maximum: 1_000_000 },
    ipRestrictions: { type: "array", items: { type: "string", pattern: IP_PATTERN }, default: [], maxItems: 50 },
  },
} as const;

/** The page's two example requests. */
export const CREATE_KEY_EXAMPLES = {
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
export const CREATE_KEY_PROPERTY_EXAMPLES = {
  name: "Production API Key",
  approvedDomains: ["example.com", "mydomain.com"],
  quota: 1000,
  ipRestrictions: ["192.168.1.1", "10.0.0.0/24", "2001:db8::1", "2001:db8::/32"],
} as const;

/** The `message` of a documented 200 answer. */
export const CREATED_MESSAGE = "Transactional key created successfully";

/** The `error` text documented for each refusal, by status code. */
export const DOCUMENTED_ERRORS = {
  400: "Name is required and must be a string",
  401: "Required information not found",
  403: "Free accounts are limited to 50 transactional keys",
  500: "Failed to create transactional key",
} as const;
