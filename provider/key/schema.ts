import { z } from "zod";
import { canonicalDomain } from "../values/domain";
import { canonicalIpRange } from "../values/ipRange";
import { UNKNOWN } from "../values/unknown";

/**
 * The arguments of a key: limits from JetEmail's API reference, "Create new transactional API key". Parsing brings
 * each value to its one spelling, so that comparing arguments is comparing values. Messages follow the value.
 */

const MOST_DOMAINS = 253;
const MOST_RANGES = 50;
const LARGEST_QUOTA = 1_000_000;
const LONGEST_NAME = 64;

const QUOTA = `must be a whole number from 0 (unlimited) to ${LARGEST_QUOTA}`;
const DOMAIN = "must be a domain such as example.com: no scheme, path, port, wildcard or final dot";
const IP_RANGE = "must be an IPv4 or IPv6 address or CIDR range, such as 192.0.2.1, 10.0.0.0/24 or 2001:db8::/32";

const DAYS = "must be a whole number of days from 1 to 36500";
const ACCOUNT = "must be the name of a JetEmail account: 1 to 64 letters, digits, hyphens or underscores";
const UUID = "must be the uuid of an existing key, as JetEmail's dashboard shows it: never its token";

const flag = z.boolean("must be true or false, not a string or a number");

/** A set: sorted, each once. What a preview cannot know yet stays as it is. */
function setOf(canonical: (text: string) => string | undefined, allowed: string, most: number, noun: string) {
  const item = z.string(allowed).transform((text, context) => {
    const value = text === UNKNOWN ? text : canonical(text);
    if (value === undefined) {
      context.addIssue({ code: "custom", message: allowed });
      return z.NEVER;
    }
    return value;
  });
  return z
    .array(item, `must be a list of ${noun}`)
    .max(most, `must list at most ${most} ${noun}`)
    .transform((values) => [...new Set(values)].sort());
}

function name(longest: number) {
  const allowed = `must be 1 to ${longest} letters (a-z, A-Z), digits, hyphens, underscores or spaces`;
  return z
    .string(allowed)
    .min(1, allowed)
    .max(longest, allowed)
    .regex(/^[A-Za-z0-9_ -]*$/, allowed);
}

const settingSchemas = {
  allowAllDomains: flag,
  approvedDomains: setOf(canonicalDomain, DOMAIN, MOST_DOMAINS, "domains"),
  quota: z.int(QUOTA).min(0, QUOTA).max(LARGEST_QUOTA, QUOTA),
  ipRestrictions: setOf(canonicalIpRange, IP_RANGE, MOST_RANGES, "addresses or ranges"),
  enabled: flag,
  rotationTrigger: z.unknown(),
  rotateAfterDays: z.int(DAYS).min(1, DAYS).max(36_500, DAYS),
  account: z
    .string(ACCOUNT)
    .max(64, ACCOUNT)
    .regex(/^[A-Za-z0-9_-]+$/, ACCOUNT),
};

export type ArgumentSchemas = Readonly<Record<string, z.ZodType>>;

export const keyArguments: ArgumentSchemas = {
  name: name(LONGEST_NAME),
  ...settingSchemas,
  adopt: z
    .string(UUID)
    .max(64, UUID)
    .regex(/^(?!api_|transactional_)[A-Za-z0-9_-]+$/, UUID),
};

/** The names of a pair's keys are its own and a suffix, `-a` or `-b`. */
export const pairArguments: ArgumentSchemas = {
  name: name(LONGEST_NAME - 2),
  ...settingSchemas,
  revokePrevious: flag,
};
