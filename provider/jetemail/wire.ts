import { z } from "zod";
import type { Key } from "./key";

/**
 * What JetEmail's answers look like on the wire. Two published versions of its API reference differ (the list's name,
 * arrays as JSON strings, no `uuid`), and the vendor's own CLI tolerates 0/1 for booleans and for `status`: all are
 * understood. Fields that are not named here are ignored.
 */

const flag = z.union([z.boolean(), z.literal([0, 1]).transform((bit) => bit === 1)]);

const strings = z.array(z.string());
const stringList = z.union([
  strings,
  z
    .string()
    .transform((text, context) => {
      try {
        return text === "" ? [] : (JSON.parse(text) as unknown);
      } catch {
        context.addIssue({ code: "custom", message: "not a JSON array" });
        return z.NEVER;
      }
    })
    .pipe(strings),
]);

const status = z.union([
  z.literal([0, "0"]).transform(() => "disabled"),
  z.literal([1, "1"]).transform(() => "active"),
  z.string().min(1),
]);

const wholeNumber = z.union([
  z.int(),
  z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
]);

const LAST_INSTANT = 8.64e15; // the latest that a Date can hold, in milliseconds
const instant = wholeNumber
  .refine((milliseconds) => Math.abs(milliseconds) <= LAST_INSTANT)
  .transform((milliseconds) => new Date(milliseconds).toISOString());

const key = z
  .object({
    api_token: z.string().min(1),
    uuid: z.string().min(1).nullish(),
    name: z.string(),
    status,
    allowAllDomains: flag.nullish(),
    approvedDomains: stringList.nullish(),
    quota: wholeNumber.nullish(),
    ipRestrictions: stringList.nullish(),
    usage: wholeNumber.nullish(),
    created_date: instant.nullish(),
  })
  .transform(
    (wire): Key => ({
      token: wire.api_token,
      uuid: wire.uuid ?? undefined,
      name: wire.name,
      status: wire.status,
      allowAllDomains: wire.allowAllDomains ?? false,
      approvedDomains: wire.approvedDomains ?? [],
      quota: wire.quota ?? 0,
      ipRestrictions: wire.ipRestrictions ?? [],
      usage: wire.usage ?? 0,
      createdAt: wire.created_date ?? undefined,
    }),
  );

export const keyList = z.union([
  z.object({ transactionalKeys: z.array(key) }).transform((answer) => answer.transactionalKeys),
  z.object({ "transactional-keys": z.array(key) }).transform((answer) => answer["transactional-keys"]),
]);

export const issuedToken = z.object({ api_token: z.string().min(1) }).transform((answer) => answer.api_token);

export const acknowledgement = z.object({ success: z.literal(true) });

export const refusal = z.object({ success: z.literal(false), error: z.string().optional().catch(undefined) });
