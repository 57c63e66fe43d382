import { z } from "zod";
import { parseJson } from "../values/parseJson";
import type { Key } from "./key";

/**
 * JetEmail's responses on the wire. Two published versions of its API reference differ (the list's name, arrays as JSON
 * strings, no `uuid`), and the vendor's own CLI tolerates 0/1 for booleans and for `status`: all are accepted. Fields that
 * are not named here are ignored.
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

const LAST_INSTANT = 8.64e15; // the latest that a Date can represent, in milliseconds
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
  z.object({ transactionalKeys: z.array(key) }).transform((body) => body.transactionalKeys),
  z.object({ "transactional-keys": z.array(key) }).transform((body) => body["transactional-keys"]),
]);

export const issuedToken = z.object({ api_token: z.string().min(1) }).transform((body) => body.api_token);

export const acknowledgement = z.object({ success: z.literal(true) });
