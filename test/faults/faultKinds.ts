import type { Fault } from "../harness/simulator";

const KEYS = "/outbound/transactional-keys";

/** The calls that faults strike. */
export const CALLS = {
  list: { method: "GET", path: KEYS },
  create: { method: "POST", path: KEYS },
  change: { method: "PATCH", path: KEYS },
  remove: { method: "DELETE", path: KEYS },
  rotate: { method: "POST", path: `${KEYS}/rotate` },
} as const;

export type CallName = keyof typeof CALLS;

type Effect = Fault extends infer Each ? (Each extends unknown ? Omit<Each, "method" | "path"> : never) : never;

const HTML = { status: 200, headers: { "content-type": "text/html" }, body: "<html><body>Welcome</body></html>" };
const REFUSAL = { status: 200, body: { success: false, error: "Please try again" } };
const SLOW = 150;

/**
 * Every way in which a call goes wrong. "Done, then" is a fault after the change was committed. There is no lie among
 * them: nothing is called done that was not, and nothing is refused (400 to 404, 429) that was done.
 */
export const FAULT_KINDS: Readonly<Record<string, Effect>> = {
  "400": { status: 400 },
  "401": { status: 401 },
  "403": { status: 403 },
  "404": { status: 404 },
  "408": { status: 408 },
  "429": { status: 429 },
  "429, Retry-After 1": { status: 429, headers: { "retry-after": "1" } },
  "429, Retry-After 0": { status: 429, headers: { "retry-after": "0" } },
  "500": { status: 500 },
  "502, HTML": { status: 502, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" },
  "503": { status: 503 },
  "503, Retry-After 1": { status: 503, headers: { "retry-after": "1" } },
  "HTML with 200": HTML,
  "success: false": REFUSAL,
  "empty body": { status: 200, body: "" },
  "cut JSON": { status: 200, body: '{"success":true,"transactionalKeys":[{"api_tok' },
  "cut connection": { truncate: true },
  "wrong shape": { status: 200, body: { ok: 1, transactionalKeys: [{ name: "half" }] } },
  "JSON of null": { status: 200, body: "null" },
  reset: { reset: true },
  delay: { delayMs: SLOW },
  "hang, then reset": { delayMs: 2 * SLOW, reset: true },
  "done, then 408": { when: "after", status: 408 },
  "done, then 500": { when: "after", status: 500 },
  "done, then 503": { when: "after", status: 503 },
  "done, then HTML": { when: "after", ...HTML },
  "done, then success: false": { when: "after", ...REFUSAL },
  "done, then empty body": { when: "after", status: 200, body: "" },
  "done, then cut JSON": { when: "after", status: 200, body: '{"success":true,"api_tok' },
  "done, then cut connection": { when: "after", truncate: true },
  "done, then wrong shape": { when: "after", status: 200, body: { ok: 1 } },
  "done, then reset": { when: "after", reset: true },
  "done, then hang and reset": { when: "after", delayMs: 2 * SLOW, reset: true },
};

/** Which call of a kind's target it strikes: plain data, so that a history can be printed and repeated. */
export interface PlannedFault {
  readonly kind: string;
  readonly call: CallName;
  readonly skip: number;
  readonly count: number;
}

export function faultOf({ kind, call, skip, count }: PlannedFault): Fault {
  const effect = FAULT_KINDS[kind];
  if (!effect) {
    throw new Error(`there is no fault of the kind ${kind}`);
  }
  return { ...CALLS[call], skip, count, ...effect } as Fault;
}
