import { Ajv, type ErrorObject } from "ajv";
import { CREATE_KEY_REQUEST_SCHEMA, DOCUMENTED_ERRORS } from "./createKeyRequest";
import { matchesDomainPattern, matchesIpPattern } from "./itemPatterns";
import type { KeySettings } from "./storedKey";

/** A body that passed, or the text of the 400 answer. */
export type Checked<Body> = { body: Body } | { error: string };

const { name, allowAllDomains, approvedDomains, quota, ipRestrictions } = CREATE_KEY_REQUEST_SCHEMA.properties;

/** What create takes for a setting that is not given. */
export const DEFAULT_SETTINGS: Omit<KeySettings, "name"> = {
  allowAllDomains: allowAllDomains.default,
  approvedDomains: approvedDomains.default,
  quota: quota.default,
  ipRestrictions: ipRestrictions.default,
};

// The items' patterns stay out of ajv: one of them must never be run, see itemPatterns.
const SETTINGS = {
  name,
  allowAllDomains,
  approvedDomains: { ...approvedDomains, items: { type: "string" } },
  quota,
  ipRestrictions: { ...ipRestrictions, items: { type: "string" } },
};
const TOKEN = { api_token: { type: "string" } };

const ajv = new Ajv();
const VALIDATORS = {
  create: ajv.compile({ type: "object", required: ["name"], properties: SETTINGS }),
  change: ajv.compile({ type: "object", required: ["api_token"], properties: { ...TOKEN, ...SETTINGS } }),
  status: ajv.compile({
    type: "object",
    required: ["api_token"],
    properties: { ...TOKEN, status: { type: "integer", enum: [0, 1] } },
  }),
  token: ajv.compile({ type: "object", required: ["api_token"], properties: TOKEN }),
};

export function checkCreate(body: unknown): Checked<Pick<KeySettings, "name"> & Partial<KeySettings>> {
  return check(VALIDATORS.create, body);
}

export function checkChange(body: unknown): Checked<{ api_token: string } & Partial<KeySettings>> {
  return check(VALIDATORS.change, body);
}

/** Checks only the token and the status, as the call itself does. */
export function checkStatus(body: unknown): Checked<{ api_token: string; status: 0 | 1 }> {
  return check(VALIDATORS.status, body);
}

export function checkToken(body: unknown): Checked<{ api_token: string }> {
  return check(VALIDATORS.token, body);
}

function check<Body>(validator: (typeof VALIDATORS)[keyof typeof VALIDATORS], body: unknown): Checked<Body> {
  if (!validator(body)) {
    return { error: describe(validator.errors?.[0]) };
  }
  const checked = body as Body & Partial<KeySettings>;
  if (validator === VALIDATORS.create || validator === VALIDATORS.change) {
    const domain = checked.approvedDomains?.find((item) => !matchesDomainPattern(item));
    if (domain !== undefined) {
      return { error: "approvedDomains must hold only valid domains" };
    }
    const range = checked.ipRestrictions?.find((item) => !matchesIpPattern(item));
    if (range !== undefined) {
      return { error: "ipRestrictions must hold only valid IP addresses or CIDR ranges" };
    }
  }
  return { body: checked };
}

function describe(error: ErrorObject | undefined): string {
  const missing = error?.keyword === "required" ? String(error.params.missingProperty) : undefined;
  const field = missing ?? error?.instancePath.slice(1).replace(/\/(\d+)/g, "[$1]");
  if (!field) {
    return "The request body must be a JSON object";
  }
  if (field === "name" && (missing || error?.keyword === "type")) {
    return DOCUMENTED_ERRORS[400];
  }
  return missing ? `${field} is required` : `${field} ${error?.message}`;
}
