import type { ApiCall } from "./apiCalls";
import type { FaultBehavior, FaultEffect } from "./faults";

/** One way in which a call goes wrong. Its target is one of `calls`: `faults.add({ ...API_CALLS.create, ...fault })`. */
export interface FaultKind {
  /** For the title of a test or the row of a report. */
  readonly name: string;
  /** The calls that it makes sense for. */
  readonly calls: readonly ApiCall[];
  readonly answer: FaultAnswer;
  readonly fault: FaultBehavior;
}

/**
 * What a client that knows the API can conclude from the answer:
 * - `success`: the call was carried out, later than usual.
 * - `refusal`: nothing was changed.
 * - `unusable`: nothing, since there is no answer or it makes no sense. The change may have been made.
 * - `incomplete`: what it shows exists. What it does not show may exist too, or have existed a moment ago.
 * - `misleading`: nothing was changed, and that is false: the change was made. No client can know better.
 */
export type FaultAnswer = "success" | "refusal" | "unusable" | "incomplete" | "misleading";

const EVERY_CALL: readonly ApiCall[] = ["list", "create", "change", "remove", "rotate"];
const EVERY_CHANGE: readonly ApiCall[] = ["create", "change", "remove", "rotate"];

const DELAY_MS = 100;
const HTML = { "content-type": "text/html" };

const UNUSABLE: Readonly<Record<string, FaultEffect>> = {
  "status 500": { status: 500 },
  "status 408": { status: 408 },
  "status 502 with HTML": { status: 502, headers: HTML, body: "<html>Bad gateway</html>" },
  "status 503": { status: 503 },
  "HTML with status 200": { status: 200, headers: HTML, body: "<html><body>Welcome</body></html>" },
  "a refusal with status 200": { status: 200, body: { success: false, error: "Please try again" } },
  "a refusal with status 200 as a number": { status: 200, body: { success: 0, error: "Please try again" } },
  "an error with status 200": { status: 200, body: { error: "Please try again" } },
  "an empty body": { status: 200, body: "" },
  "a JSON null": { status: 200, body: "null" },
  "unknown properties": { status: 200, body: { ok: 1 } },
  "incomplete JSON": { status: 200, body: '{"success":true,"transactionalKeys":[{"api_tok' },
  "an incomplete body": { truncate: true },
  "a connection reset": { reset: true },
  "a delay and a connection reset": { delayMs: 2 * DELAY_MS, reset: true },
};

const UNUSABLE_LISTS: Readonly<Record<string, FaultEffect>> = {
  "an empty list that failed": { status: 200, body: { success: "false", transactionalKeys: [] } },
  "an empty list with an error": { status: 200, body: { error: "Please try again", transactionalKeys: [] } },
  "a list under an unknown property": { status: 200, body: { success: true, keys: [] } },
};

const REFUSALS: Readonly<Record<string, FaultEffect>> = Object.fromEntries(
  [400, 401, 403, 404, 429].map((status) => [`status ${status}`, { status }]),
);

/** After one of them, the account stays blocked for `blockFor` seconds. */
const BLOCKS: Readonly<Record<string, FaultEffect>> = {
  "the rate limit reached by others": { blocksFrom: "this call" },
  "blocked at the start": { blocksFrom: "the next request" },
};

/** Kinds whose fault happens before the request is handled, so nothing is changed unless the answer is a success. */
function before(
  effects: Readonly<Record<string, FaultEffect>>,
  answer: FaultAnswer,
  calls: readonly ApiCall[] = EVERY_CALL,
): FaultKind[] {
  return Object.entries(effects).map(([name, effect]) => ({
    name,
    calls,
    answer,
    fault: { when: "before", ...effect },
  }));
}

/** A server that goes on working on a create after the gateway before it gave up. */
const COMMITTED_LATE: FaultKind = {
  name: "status 502, committed later",
  calls: ["create"],
  answer: "unusable",
  fault: { when: "before", status: 502, commitAfterMs: DELAY_MS },
};

/** Longer than a client waits for what only words a message. */
const HANGING_DOMAINS: FaultKind = {
  name: "a hanging list of domains",
  calls: ["domains"],
  answer: "success",
  fault: { when: "before", delayMs: 3_000 },
};

/** Lists that are not the whole list. */
const INCOMPLETE_LISTS: readonly FaultKind[] = [
  {
    name: "an empty list without success",
    calls: ["list"],
    answer: "incomplete",
    fault: { when: "before", status: 200, body: { transactionalKeys: [] } },
  },
  {
    name: "a list of incomplete keys",
    calls: ["list"],
    answer: "incomplete",
    fault: { when: "after", list: "names alone" },
  },
  { name: "a list that lags behind", calls: ["list"], answer: "incomplete", fault: { when: "after", list: "lagging" } },
  {
    name: "a list that lags behind rotations",
    calls: ["list"],
    answer: "incomplete",
    fault: { when: "after", list: "former tokens" },
  },
  {
    name: "a list in the second of two envelopes",
    calls: ["list"],
    answer: "incomplete",
    fault: { when: "after", list: "other envelope" },
  },
  {
    name: "the first page of a list",
    calls: ["list"],
    answer: "incomplete",
    fault: { when: "after", list: "first page" },
  },
];

const STORED_LESS: readonly FaultKind[] = [
  { name: "settings stored in part", calls: ["create"], answer: "success", fault: { when: "after", storesLess: true } },
  {
    name: "settings stored in part, then a connection reset",
    calls: ["create"],
    answer: "unusable",
    fault: { when: "after", storesLess: true, reset: true },
  },
];

/** Kinds whose fault happens after the change was committed. */
function committed(effects: Readonly<Record<string, FaultEffect>>, answer: FaultAnswer): FaultKind[] {
  return Object.entries(effects).map(([name, effect]) => ({
    name: `committed, then ${name}`,
    calls: EVERY_CHANGE,
    answer,
    fault: { when: "after", ...effect },
  }));
}

/**
 * Every kind of fault that pulumi-jetemail is tested with, so that other tests can loop over it. A request that never
 * ends (`hang`) is not among them: how long a client waits for it is the test's to decide. The two kinds that block the
 * account (`"blocksFrom" in fault`) do so for `blockFor` seconds, which a test may shorten.
 */
export const FAULT_KINDS: readonly FaultKind[] = [
  ...before(UNUSABLE, "unusable"),
  ...before({ "status 503 with Retry-After: 1": { status: 503, headers: { "retry-after": "1" } } }, "unusable"),
  ...before(UNUSABLE_LISTS, "unusable", ["list"]),
  ...before(REFUSALS, "refusal"),
  ...before(
    {
      "status 429 with Retry-After: 1": { status: 429, headers: { "retry-after": "1" } },
      "status 429 with Retry-After: 0": { status: 429, headers: { "retry-after": "0" } },
    },
    "refusal",
  ),
  ...before(BLOCKS, "refusal"),
  ...before({ "a delay": { delayMs: DELAY_MS } }, "success"),
  ...committed(UNUSABLE, "unusable"),
  ...committed(REFUSALS, "misleading"),
  ...committed({ "a delay": { delayMs: DELAY_MS } }, "success"),
  COMMITTED_LATE,
  HANGING_DOMAINS,
  ...INCOMPLETE_LISTS,
  ...STORED_LESS,
];
