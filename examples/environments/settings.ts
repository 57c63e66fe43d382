import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";

const DOMAIN = z.hostname("must be a domain").regex(/\./, "must be a domain");
const RANGE = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], "must be an address or a CIDR range");
const QUOTA_RULE = "must be a whole number from 1 to 1000000";
const QUOTA = z.int(QUOTA_RULE).min(1, QUOTA_RULE).max(1_000_000, QUOTA_RULE);

/** The settings of an environment in its `Pulumi.<stack>.yaml`, each as `mail:<property>`. */
const settings = z.strictObject({
  domains: z.array(DOMAIN, "must be a list of domains").min(1, "must name at least one domain"),
  quotas: z.strictObject({ receipts: QUOTA, alerts: QUOTA }, "must give a quota for receipts and one for alerts"),
  ranges: z.array(RANGE, "must be a list of addresses or CIDR ranges").default([]),
  /** Whether Pulumi refuses to delete the keys. */
  protect: z.boolean("must be true or false").default(false),
  /** A new value rotates the token for receipts. */
  rotation: z.union([z.string(), z.number()], "must be a value such as a date"),
  /** For emergencies: also revokes the previous token. */
  revokePrevious: z.boolean("must be true or false").default(false),
});

/** An example for each property: the path of an entry, if the property is a list or an object, and its value. */
const EXAMPLES: Record<string, [place: string, value: string]> = {
  domains: ["[0]", "mail.example.com"],
  quotas: [".receipts", "10000"],
  ranges: ["[0]", "10.1.0.0/16"],
  protect: ["", "true"],
  rotation: ["", "2026-01-31"],
  revokePrevious: ["", "true"],
};

export type Settings = z.infer<typeof settings>;

/** @throws pulumi.RunError that names every invalid property, and a command that corrects it. */
export function readSettings(config: Record<string, string>, stack: string): Settings {
  const entries = Object.entries(config).filter(([key]) => key.startsWith("mail:"));
  const given = Object.fromEntries(entries.map(([key, value]) => [key.slice("mail:".length), parse(value)]));
  const { data, error } = settings.safeParse(given);
  if (data) {
    return data;
  }
  const problems = error.issues.flatMap(problemsOf).map((problem) => `- mail:${problem} --stack ${stack}`);
  throw new pulumi.RunError(`The configuration of the stack "${stack}" is invalid:\n${problems.join("\n")}`);
}

function problemsOf({ path, message, ...issue }: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    const unknown = issue.keys.map((key) => [...path, key].join("."));
    return unknown.map((key) => `${key} is not a setting. Remove it: pulumi config rm --path 'mail:${key}'`);
  }
  const [property, ...rest] = path.map(String);
  const [somewhere, value] = EXAMPLES[property ?? ""] ?? ["", "…"];
  const place = rest.map((part) => (/^\d+$/.test(part) ? `[${part}]` : `.${part}`)).join("");
  const remedy = `pulumi config set --path 'mail:${property}${place || somewhere}' ${value}`;
  return [`${property}${place} ${message}. For example: ${remedy}`];
}

/** Pulumi passes lists, numbers and booleans as JSON. A date is not JSON, and stays a string. */
function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
