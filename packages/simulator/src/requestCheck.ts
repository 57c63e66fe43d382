import { Ajv, type ErrorObject } from "ajv";
import { createKeyRequestSchema, documentedErrors } from "./createKeyRequest";
import { matchesDomainPattern, matchesIpPattern } from "./itemPatterns";
import type { KeySettings } from "./storedKey";

/** A body that passed, or the text of the 400 answer. */
export type Checked<Body> = { body: Body } | { error: string };

const { name, allowAllDomains, approvedDomains, quota, ipRestrictions } = createKeyRequestSchema.properties;

/** What create takes for a setting that is not given. */
export const defaultSettings: Omit<KeySettings, "name"> = {
  allowAllDomains: allowAllDomains.default,
  approvedDomains: approvedDomains.default,
  quota: quota.default,
  ipRestrictions: ipRestrictions.default,
};

// The items' patterns stay out of ajv: one of them must never be run, see itemPatterns.
const settings = {
  name,
  allowAllDomains,
  approvedDomains: { ...approvedDomains, items: { type: "string" } },
  quota,
  ipRestrictions: { ...ipRestrictions, items: { type: "string" } },
};
const token = { api_token: { type: "string" } };

const ajv = new Ajv();
const validators = {
  create: ajv.compile({ type: "object", required: ["name"], properties: settings }),
  change: ajv.compile({ type: "object", required: ["api_token"], properties: { ...token, ...settings } }),
  status: ajv.compile({
    type: "object",
    required: ["api_token"],
    properties: { ...token, status: { type: "integer", enum: [0, 1] } },
  }),
  token: ajv.compile({ type: "object", required: ["api_token"], properties: token }),
};

export function checkCreate(body: unknown): Checked<Pick<KeySettings, "name"> & Partial<KeySettings>> {
  return check(validators.create, body);
}

export function checkChange(body: unknown): Checked<{ api_token: string } & Partial<KeySettings>> {
  return check(validators.change, body);
}

/** Looks at nothing but the token and the status, as the call itself does. */
export function checkStatus(body: unknown): Checked<{ api_token: string; status: 0 | 1 }> {
  return check(validators.status, body);
}

export function checkToken(body: unknown): Checked<{ api_token: string }> {
  return check(validators.token, body);
}

function check<Body>(validator: (typeof validators)[keyof typeof validators], body: unknown): Checked<Body> {
  if (!validator(body)) return { error: describe(validator.errors?.[0]) };
  const checked = body as Body & Partial<KeySettings>;
  if (validator === validators.create || validator === validators.change) {
    const domain = checked.approvedDomains?.find((item) => !matchesDomainPattern(item));
    if (domain !== undefined) return { error: "approvedDomains must hold only valid domains" };
    const range = checked.ipRestrictions?.find((item) => !matchesIpPattern(item));
    if (range !== undefined) return { error: "ipRestrictions must hold only valid IP addresses or CIDR ranges" };
  }
  return { body: checked };
}

function describe(error: ErrorObject | undefined): string {
  const missing = error?.keyword === "required" ? String(error.params.missingProperty) : undefined;
  const field = missing ?? error?.instancePath.slice(1).replace(/\/(\d+)/g, "[$1]");
  if (!field) return "The request body must be a JSON object";
  if (field === "name" && (missing || error?.keyword === "type")) return documentedErrors[400];
  return missing ? `${field} is required` : `${field} ${error?.message}`;
}
