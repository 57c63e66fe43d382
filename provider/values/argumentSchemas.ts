import { z } from "zod";
import { withCode } from "../errors/code";
import { canonicalDomain } from "./domain";
import { canonicalIpRange } from "./ipRange";
import { LIMITS } from "./limits";
import { UNKNOWN } from "./unknown";
import { canonicalUuid } from "./uuid";

/**
 * Schemas of single arguments. Parsing brings each value to its canonical form, so that comparing arguments is comparing
 * values. A message follows the value in the failure that Pulumi prints.
 */

export type ArgumentSchemas = Readonly<Record<string, z.ZodType>>;

const DOMAIN = withCode(
  "must be a domain such as example.com, without scheme, path, port, wildcard or trailing dot",
  105,
);
const IP_RANGE = withCode(
  "must be an IPv4 or IPv6 address or CIDR range, such as 192.0.2.1, 10.0.0.0/24 or 2001:db8::/32",
  106,
);
const QUOTA = withCode(`must be a whole number from 0 (unlimited) to ${LIMITS.quota}`, 107);
const DAYS = withCode("must be a whole number of days from 1 to 36500", 108);
const ACCOUNT = withCode(
  "must be the name of a JetEmail account: 1 to 64 letters, digits, hyphens or underscores",
  109,
);
const UUID = withCode(
  "must be the uuid of an existing key, as JetEmail's dashboard shows it, and never its token",
  110,
);

export const flag = z.boolean(withCode("must be true or false, not a string or a number", 102));

/** What a name must be. */
export function nameRule(maxLength: number): string {
  return withCode(`must be 1 to ${maxLength} letters (a-z, A-Z), digits, hyphens, underscores or spaces`, 101);
}

export function name(maxLength: number) {
  const message = nameRule(maxLength);
  // YAML reads a name of digits as a number, and `true` as a boolean.
  const error = ({ input }: { input?: unknown }) =>
    ["number", "boolean"].includes(typeof input)
      ? `is a ${typeof input}: put it in quotes, since a name ${message}`
      : message;
  return z
    .string({ error })
    .min(1, message)
    .max(maxLength, message)
    .regex(/^[A-Za-z0-9_ -]*$/, message);
}

export const approvedDomains = setOf(canonicalDomain, DOMAIN, LIMITS.approvedDomains, "domains");

export const ipRestrictions = setOf(canonicalIpRange, IP_RANGE, LIMITS.ipRestrictions, "addresses or ranges");

export const quota = z.int(QUOTA).min(0, QUOTA).max(LIMITS.quota, QUOTA);

export const rotateAfterDays = z.int(DAYS).min(1, DAYS).max(36_500, DAYS);

export const account = z
  .string(ACCOUNT)
  .max(64, ACCOUNT)
  .regex(/^[A-Za-z0-9_-]+$/, ACCOUNT);

export const adopt = z
  .string(UUID)
  .overwrite(canonicalUuid)
  .max(64, UUID)
  .regex(/^(?!api_|transactional_)[A-Za-z0-9_-]+$/, UUID);

/**
 * A set, without duplicates: in the order of the program, since `ignoreChanges` can name an item by its position. What a
 * preview cannot know yet stays as it is.
 */
function setOf(canonical: (text: string) => string | undefined, itemMessage: string, max: number, noun: string) {
  const item = z.string(itemMessage).transform((text, context) => {
    const value = text === UNKNOWN ? text : canonical(text);
    if (value === undefined) {
      context.addIssue({ code: "custom", message: itemMessage });
      return z.NEVER;
    }
    return value;
  });
  return z
    .array(item, withCode(`must be a list of ${noun}`, 103))
    .max(max, withCode(`must list at most ${max} ${noun}`, 104))
    .transform((values) => [...new Set(values)]);
}
