import { z } from "zod";
import { parseJson } from "../values/parseJson";
import type { SendingDomain } from "./domain";
import { success } from "./http/refusal";
import type { ParsedResponse } from "./http/requestHandler";
import type { Key, UnreadableKey } from "./key";
import { KeyList } from "./keyList";
import { signOfMore } from "./signOfMore";

/**
 * JetEmail's responses on the wire. Two published versions of its API reference differ (the list's name, arrays as JSON
 * strings; the older one has no `uuid`, `name` and `allowAllDomains`), and the vendor's own CLI tolerates 0/1 for booleans
 * and for `status`: all are accepted. Fields that are not named here are ignored.
 * @see https://jetemail.com/docs/api-reference/outbound/get-transactional-api-keys
 */

const flag = z.union([z.boolean(), z.literal([0, 1]).transform((bit) => bit === 1)]);

const strings = z.array(z.string());
const stringList = z.union([
  strings,
  z
    .string()
    .transform((text) => (text === "" ? [] : parseJson(text)))
    .pipe(strings),
]);

const status = z.union([
  // The vendor's CLI takes 0 for disabled, but it may stand for any status in which a key cannot send.
  z.literal([0, "0"]).transform(() => "inactive"),
  z.literal([1, "1"]).transform(() => "active"),
  z.string().min(1).toLowerCase(),
]);

const number = z.union([
  z.number(),
  z
    .string()
    .regex(/^\d{1,15}(\.\d{1,9})?$/)
    .transform(Number),
]);

/** Between the largest instant in seconds and the smallest in milliseconds: the year 5138, and 1973. */
const SMALLEST_MILLISECONDS = 1e11;
const LAST_INSTANT = 8.64e15; // the latest that a Date can represent, in milliseconds

/** Milliseconds, or seconds with decimals, as the sibling call for SMTP users documents: told apart by their size. */
const instant = number
  .transform((value) => (value < SMALLEST_MILLISECONDS ? value * 1000 : value))
  .refine((milliseconds) => milliseconds >= 0 && milliseconds <= LAST_INSTANT)
  .transform((milliseconds) => new Date(milliseconds).toISOString());

const wholeNumber = number.refine(Number.isInteger);

const key = z
  .object({
    api_token: z.string().min(1),
    uuid: z.string().min(1).nullish(),
    name: z.string().nullish(),
    status: status.nullish(),
    allowAllDomains: flag.nullish(),
    approvedDomains: stringList.nullish(),
    quota: wholeNumber.nullish(),
    ipRestrictions: stringList.nullish(),
    // Nothing depends on these two.
    usage: wholeNumber.nullish().catch(undefined),
    created_date: instant.nullish().catch(undefined),
  })
  .transform(({ api_token: token, created_date: createdAt, ...wire }) => present({ ...wire, token, createdAt }) as Key);

const identity = z
  .object({
    api_token: z.string().min(1).optional().catch(undefined),
    uuid: z.string().min(1).optional().catch(undefined),
    name: z.string().optional().catch(undefined),
  })
  .transform(({ api_token: token, ...wire }): UnreadableKey => present({ ...wire, token }))
  .catch({});

const array = z.array(z.unknown()).optional().catch(undefined);

/** The two names of the list. One of them may be a remnant in a response that has both. */
const envelopes = z
  .object({ transactionalKeys: array, "transactional-keys": array })
  .transform((body) => [body.transactionalKeys, body["transactional-keys"]].filter((each) => each !== undefined))
  .refine((lists) => lists.length > 0);

/** Entries are read one by one: one that cannot be read concerns nobody but its own resource. */
export const keyList = z.custom<ParsedResponse>().transform(({ body, headers }, context) => {
  const listed = envelopes.safeParse(body);
  if (!listed.success) {
    context.addIssue({ code: "custom" });
    return z.NEVER;
  }
  const keys = new Map<string, Key>();
  const unreadable: UnreadableKey[] = [];
  for (const entry of listed.data.flat()) {
    const { data } = key.safeParse(entry);
    if (data) {
      keys.set(data.token, { ...data, ...keys.get(data.token) });
    } else {
      unreadable.push(identity.parse(entry));
    }
  }
  const elsewhere = entriesElsewhere(body as object).filter(({ token = "" }) => !keys.has(token));
  const serverTime = Date.parse(headers.date ?? "");
  return new KeyList(
    [...keys.values()],
    [...unreadable, ...elsewhere],
    signOfMore(body as object, keys.size + unreadable.length, headers),
    Number.isNaN(serverTime) ? undefined : serverTime,
  );
});

/** What looks like keys in other arrays than the list. What it means is not known, so nothing of it counts as gone. */
function entriesElsewhere(body: object): UnreadableKey[] {
  const { transactionalKeys, "transactional-keys": older, ...others } = body as Record<string, unknown>;
  const isObject = (value: unknown) => typeof value === "object" && value !== null && !Array.isArray(value);
  const objects = [others, ...Object.values(others).filter(isObject)] as object[];
  const entries = objects.flatMap((object) => Object.values(object).filter(Array.isArray)).flat();
  return entries.map((entry) => identity.parse(entry)).filter(({ token }) => token !== undefined);
}

export const issuedToken = bodyOf(z.object({ api_token: z.string().min(1) })).transform((body) => body.api_token);

export const acknowledgement = bodyOf(success);

const isVerified = z.object({ verified: flag });

/** What the reference shows of a domain; only the records that JetEmail needs for sending count. */
const sendingDomain = z
  .object({ domain: z.string(), dns: z.object({ spf: isVerified, dkim: isVerified }) })
  .transform(({ domain, dns }): SendingDomain => ({ domain, isVerified: dns.spf.verified && dns.dkim.verified }));

/**
 * The domains of an account. The list's own name is not known here, so it is the only array there is.
 * @see https://jetemail.com/docs/api-reference/outbound/get-domains
 */
export const domainList = bodyOf(
  z
    .record(z.string(), z.unknown())
    .transform((body) => Object.values(body).filter(Array.isArray))
    .pipe(z.tuple([z.array(sendingDomain)]))
    .transform(([domains]) => domains),
);

function bodyOf<Body extends z.ZodType>(schema: Body) {
  return z
    .custom<ParsedResponse>()
    .transform(({ body }) => body)
    .pipe(schema);
}

/** What a response does not give is left out, so that it does not replace what is known. */
function present<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: NonNullable<Fields[Name]> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(given) as { [Name in keyof Fields]?: NonNullable<Fields[Name]> };
}
