import type { LoggedRequest } from "./requestLog";

interface FaultTarget {
  /** @default every method */
  method?: string;
  /** The full path, without the query. @default every path */
  path?: string;
  /** How many requests it hits. @default 1 */
  count?: number;
  /** How many matching requests pass before the first hit. @default 0 */
  skip?: number;
}

interface FaultTiming {
  /**
   * Before the request is handled, or after its change is committed. An "after" fault does not hit a request that the
   * API refuses, since that commits nothing. @default "before"
   */
  when?: "before" | "after";
  /** Waits first; without another effect the request is then handled as usual. */
  delayMs?: number;
}

/**
 * A list without the latest creation and deletion, with the tokens that keys had before their last rotation, with the first
 * half of the keys, with nothing of each key but its name, or empty under the name of one dialect and whole under the other.
 */
export type IncompleteList = "lagging" | "former tokens" | "first page" | "names alone" | "other envelope";

/** What happens to a request instead of, or before, its answer. */
export type FaultEffect =
  /**
   * Answers this; with `commitAfterMs`, only "before", the request is handled that many milliseconds later all the same.
   * @default for body: an error in the API's shape
   */
  | { status: number; headers?: Record<string, string>; body?: string | object; commitAfterMs?: number }
  | { delayMs: number }
  /**
   * Answers 429 and blocks the account, as JetEmail does once others have exceeded its rate limit. `"this call"`: at a
   * request that the fault is aimed at. `"the next request"`: at whatever request comes, so that `method` and `path` are
   * ignored. Only "before".
   */
  | { blocksFrom: "this call" | "the next request" }
  /** Resets the connection. */
  | { reset: true }
  /** Never answers. */
  | { hang: true }
  /** Declares the body's full length, sends half of it and closes the connection. */
  | { truncate: true }
  /** Changes the list that is answered. Only "after". */
  | { list: IncompleteList }
  /** Stores less of the key than was sent, alone or with another effect. Only "after" a create. */
  | { storesLess: true; reset?: true };

/** When a fault happens, and what happens then. */
export type FaultBehavior = FaultTiming & FaultEffect;

/** Something that goes wrong, and which requests it goes wrong for. */
export type Fault = FaultTarget & FaultBehavior;

export interface FaultHandle {
  /** How many requests it hit so far. */
  readonly hits: number;
  /** Resolves at the first hit, so that a test can await a hanging request. */
  readonly firstHit: Promise<void>;
  remove(): void;
}

interface ArmedFault {
  fault: Fault;
  seen: number;
  hits: number;
  signalHit: () => void;
}

/** The active faults, in the order in which they were added. */
export class Faults {
  #armed: ArmedFault[] = [];

  add(fault: Fault): FaultHandle {
    const armed: ArmedFault = { fault, seen: 0, hits: 0, signalHit: () => {} };
    const firstHit = new Promise<void>((resolve) => {
      armed.signalHit = resolve;
    });
    this.#armed.push(armed);
    return {
      get hits() {
        return armed.hits;
      },
      firstHit,
      remove: () => {
        this.#armed = this.#armed.filter((other) => other !== armed);
      },
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** The faults that hit this request: any number that only delay it, then at most one that ends it. */
  claim(when: "before" | "after", request: Pick<LoggedRequest, "method" | "path">): Fault[] {
    const claimed: Fault[] = [];
    for (const armed of this.#armed) {
      const { fault } = armed;
      if (!matches(fault, when, request)) {
        continue;
      }
      armed.seen++;
      if (armed.seen <= (fault.skip ?? 0) || armed.hits >= (fault.count ?? 1)) {
        continue;
      }
      armed.hits++;
      armed.signalHit();
      claimed.push(fault);
      if (endsRequest(fault)) {
        break;
      }
    }
    return claimed;
  }
}

function matches(fault: Fault, when: "before" | "after", request: Pick<LoggedRequest, "method" | "path">): boolean {
  const isTarget = (fault.method ?? request.method) === request.method && (fault.path ?? request.path) === request.path;
  const hitsAny = "blocksFrom" in fault && fault.blocksFrom === "the next request";
  return (fault.when ?? "before") === when && (isTarget || hitsAny);
}

function endsRequest(fault: Fault): boolean {
  return ["status", "blocksFrom", "reset", "hang", "truncate"].some((effect) => effect in fault);
}
