import { z } from "zod";
import type { SharedFolder } from "../../processes/sharedFolder";
import { parseJson } from "../../values/parseJson";

/** In milliseconds. */
const TIMES = {
  /** JetEmail counts the requests of a minute. */
  window: 60_000,
  /** How long a request can go without an answer: the transport's limit. */
  exchange: 60_000,
  /** Answers within this time are counted together, as if all had come with the last of them. */
  bucket: 250,
  /** The oldest block, and the oldest pace, that is believed. */
  memory: 15 * 60_000,
  /** How soon other processes see an answer. */
  publication: 100,
  /** How often requests that are kept free are told again, since nobody believes them for ever. */
  renewal: 30_000,
  /** How often to look whether a request of another process has been answered. */
  polling: 100,
};

const time = z.number();
const usage = z.object({
  /** When each request that has no answer yet was sent. */
  open: z.array(time),
  /** How many requests the operations in progress are still to make, and when that was so. */
  reserved: z.number(),
  at: time,
  /** How many requests were answered by when, and how many of them not with 429: one entry for answers in quick succession. */
  answered: z.array(z.tuple([z.number(), time, z.number()])),
  /** When JetEmail answered 429, and until when it blocks the account. */
  block: z.object({ at: time, until: time }).optional(),
  /** When the latest request was sent that JetEmail did not answer with 429. */
  accepted: time,
  /** The requests a minute that a block has shown to be too many, less a margin. */
  pace: z.object({ at: time, limit: z.number() }).optional(),
});

/** What a process has sent to an account. Times are of the machine's monotonic clock, in milliseconds. */
type Usage = z.infer<typeof usage>;

export interface Demand {
  /** Whether a request is to be sent now. */
  readonly isRequest: boolean;
  /** How many requests more, or fewer, are to be kept free for later. */
  readonly reserve: number;
  /** The configured requests a minute. */
  readonly limit: number;
  /** How many requests there has to be room for, those demanded included. @default as many as are demanded */
  readonly room?: number;
}

/** Why nothing can be sent now. */
export interface Refusal {
  /** Until when the account is blocked, by the monotonic clock, if that is why. */
  readonly blockedUntil?: number;
  /** When to try again, in milliseconds from now. */
  readonly delay: number;
  readonly pace: Pace;
}

/** The requests a minute that are kept to, and why they are fewer than configured, if they are. */
export interface Pace {
  readonly limit: number;
  readonly cause?: "block" | "not shared";
}

/**
 * How many requests an account has had in the last minute from the processes of this user on this machine. JetEmail counts
 * a request when it arrives, so it counts here from its sending until a minute after its answer. A process tells the others
 * what it is about to send, and then reads what they have told: of two that begin at once, at least one sees the other.
 */
export class AccountUsage {
  readonly #folder: SharedFolder;
  readonly #now: () => number;
  readonly #own: Usage = { open: [], reserved: 0, at: 0, answered: [], accepted: 0 };
  readonly #others = new Map<string, { readonly text: string; readonly usage: Usage }>();
  /** When the answers began that are counted together. */
  #bucketStart = Number.NEGATIVE_INFINITY;
  #isShared = true;
  #publication: NodeJS.Timeout | undefined;

  /** @param now a monotonic clock that all processes share. */
  constructor(folder: SharedFolder, now: () => number) {
    this.#folder = folder;
    this.#now = () => Math.round(now() * 1000) / 1000; // so that all processes read the same number
  }

  /** Takes requests from the budget, if it has as many. @returns when that was, or why it was not possible. */
  take(demand: Demand): number | Refusal {
    this.#readOthers();
    const refusal = this.#refusalOf(demand);
    if (refusal) {
      return refusal;
    }
    const { isRequest, reserve } = demand;
    const sentAt = this.#now();
    const own = this.#own;
    const [open, reserved] = [own.open, own.reserved];
    own.open = isRequest ? [...open, sentAt] : open;
    own.reserved += reserve;
    this.#publish();
    this.#readOthers();
    const conflict = this.#refusalOf(demand, true);
    if (conflict) {
      Object.assign(own, { open, reserved });
      this.#publish();
    }
    return conflict ?? sentAt;
  }

  /** Keeps fewer requests free for later. */
  release(requests: number): void {
    this.#own.reserved -= requests;
    this.#publishSoon();
  }

  /** Records the end of a request. @param isAccepted whether the answer shows that JetEmail does not block the account. */
  end(sentAt: number, isAccepted: boolean): void {
    const own = this.#own;
    const now = this.#now();
    own.open.splice(own.open.indexOf(sentAt), 1);
    if (now - this.#bucketStart >= TIMES.bucket) {
      own.answered = [...recentAnswers(own, now), [0, now, 0]];
      this.#bucketStart = now;
    }
    const [count = 0, , accepted = 0] = own.answered.pop() ?? [];
    own.answered.push([count + 1, now, accepted + (isAccepted ? 1 : 0)]);
    const wasBlocked = this.#blockAt(this.#all(now), now) !== undefined;
    own.accepted = isAccepted ? Math.max(own.accepted, sentAt) : own.accepted;
    if (wasBlocked) {
      this.#publish();
    } else {
      this.#publishSoon();
    }
  }

  /** Records that JetEmail refuses all requests for some time. */
  block(duration: number): void {
    const at = this.#now();
    const { block } = this.#own;
    this.#own.block = { at, until: Math.max(at + duration, isRecent(block, at) ? block.until : 0) };
    this.#publish();
  }

  /** Keeps to fewer requests a minute, until what is known of it is too old. */
  slowDown(limit: number): void {
    this.#own.pace = { at: this.#now(), limit };
    this.#publish();
  }

  /** Whether the account was blocked when a request was sent, as far as is known now. */
  wasBlockedAt(sentAt: number): boolean {
    const now = this.#now();
    return this.#all(now).some(({ block }) => isRecent(block, now) && sentAt < block.until);
  }

  /** Whether JetEmail has accepted no request since the last block. */
  get isBlocked(): boolean {
    const now = this.#now();
    return this.#blockAt(this.#all(now), now) !== undefined;
  }

  /**
   * Tells the others again what is kept free.
   * @returns whether that was so long ago that they no longer believe it, as when this process was suspended: then it is lost.
   */
  renew(): boolean {
    const { reserved, at } = this.#own;
    const now = this.#now();
    if (reserved === 0 || now - at < TIMES.renewal) {
      return false;
    }
    const isLost = !isOpen(at, now);
    this.#own.reserved = isLost ? 0 : reserved;
    this.#publish();
    return isLost;
  }

  /** How many requests were sent in the last minute. */
  get sent(): number {
    const now = this.#now();
    return sum(this.#all(now).map((each) => sentBy(each, now)));
  }

  /** How many of them JetEmail has accepted. */
  get accepted(): number {
    const now = this.#now();
    return sum(this.#all(now).flatMap((each) => recentAnswers(each, now).map(([, , accepted]) => accepted)));
  }

  /** @param configured the requests a minute that the configuration allows. */
  pace(configured: number): Pace {
    const now = this.#now();
    return this.#paceOf(configured, this.#all(now), now);
  }

  /** Tells the other processes what they do not know yet. */
  flush(): void {
    if (this.#publication) {
      this.#publish();
    }
  }

  #paceOf(configured: number, all: readonly Usage[], now: number): Pace {
    const own: Pace = this.#isShared
      ? { limit: configured }
      : { limit: Math.max(1, Math.floor(configured / 2)), cause: "not shared" };
    const learned = Math.min(...all.map(({ pace }) => (isRecent(pace, now) ? pace.limit : configured)));
    return learned < own.limit ? { limit: learned, cause: "block" } : own;
  }

  /** @param isTaken whether what is demanded has been recorded already. */
  #refusalOf({ isRequest, reserve, limit: configured, room = 0 }: Demand, isTaken = false): Refusal | undefined {
    const now = this.#now();
    const all = this.#all(now);
    const pace = this.#paceOf(configured, all, now);
    const block = this.#blockAt(all, now);
    if (block !== undefined) {
      // Once the block is over, a single request finds out whether JetEmail accepts requests again.
      const probes = sum(
        all.map(({ open }) => open.filter((sentAt) => sentAt >= block && now < sentAt + TIMES.exchange).length),
      );
      if (now < block || (isRequest && probes > (isTaken ? 1 : 0))) {
        return { blockedUntil: block, delay: Math.max(TIMES.polling, block - now), pace };
      }
    }
    const demanded = (isRequest ? 1 : 0) + reserve;
    const used = sum(all.map((each) => countOf(each, now))) - (isTaken ? demanded : 0);
    const excess = used + Math.max(demanded, room) - pace.limit;
    return excess <= 0 || demanded <= 0 || used === 0 ? undefined : { delay: delayUntil(excess, all, now), pace };
  }

  /** Until when the account is blocked; `undefined` if a later request has been accepted. */
  #blockAt(all: readonly Usage[], now: number): number | undefined {
    const until = Math.max(...all.map(({ block }) => (isRecent(block, now) ? block.until : 0)));
    return until > Math.max(...all.map(({ accepted }) => accepted)) ? until : undefined;
  }

  /** What is known of all processes: what this one has done, and what it has last read of the others. */
  #all(now: number): Usage[] {
    return [this.#own, ...[...this.#others.values()].map(({ usage: other }) => sinceBoot(other, now))];
  }

  #readOthers(): void {
    const texts = this.#folder.readOthers();
    const now = this.#now();
    for (const name of this.#others.keys()) {
      if (!texts.has(name)) {
        this.#others.delete(name);
      }
    }
    for (const [name, text] of texts) {
      const known = this.#others.get(name);
      const { data } = known?.text === text ? { data: known.usage } : usage.safeParse(parseJson(text));
      const other = data && sinceBoot(data, now);
      if (other && isOutdated(other, now)) {
        this.#folder.remove(name);
      } else if (data) {
        this.#others.set(name, { text, usage: data });
      }
    }
  }

  #publish(): void {
    clearTimeout(this.#publication);
    this.#publication = undefined;
    this.#own.at = this.#now();
    this.#isShared = this.#folder.write(JSON.stringify(this.#own));
  }

  #publishSoon(): void {
    this.#publication ??= setTimeout(() => this.#publish(), TIMES.publication).unref();
  }
}

/**
 * What an earlier boot of the machine left seems to lie ahead: it is as old as this boot, at least. Other processes may have
 * written since `now`.
 */
function sinceBoot(found: Usage, now: number): Usage {
  const at = (instant: number) => (instant > now + TIMES.window ? 0 : instant);
  const { open, answered, block, pace } = found;
  return {
    ...found,
    open: open.map(at),
    at: at(found.at),
    answered: answered.map(([count, last, accepted]) => [count, at(last), accepted]),
    accepted: at(found.accepted),
    block: block && { at: at(block.at), until: at(block.at) + block.until - block.at },
    pace: pace && { ...pace, at: at(pace.at) },
  };
}

function isRecent<Fact extends { readonly at: number }>(fact: Fact | undefined, now: number): fact is Fact {
  return fact !== undefined && now - fact.at < TIMES.memory;
}

/** Whether nothing that a process has told counts any more. */
function isOutdated({ at, block, pace }: Usage, now: number): boolean {
  return !isRecent(block, now) && !isRecent(pace, now) && !isOpen(at, now);
}

/** A process that was killed leaves requests without an answer. */
function isOpen(sentAt: number, now: number): boolean {
  return now < sentAt + TIMES.exchange + TIMES.window;
}

function recentAnswers({ answered }: Usage, now: number): Usage["answered"] {
  return answered.filter(([, last]) => now < last + TIMES.window);
}

function sentBy(each: Usage, now: number): number {
  const open = each.open.filter((sentAt) => isOpen(sentAt, now));
  return open.length + sum(recentAnswers(each, now).map(([count]) => count));
}

function countOf(each: Usage, now: number): number {
  return sentBy(each, now) + (isOpen(each.at, now) ? each.reserved : 0);
}

/** How long it takes until so many requests count no more. Of a request without an answer, nobody knows. */
function delayUntil(excess: number, all: readonly Usage[], now: number): number {
  const answers = all.flatMap((each) => recentAnswers(each, now));
  let rest = excess;
  for (const [count, last] of answers.sort(([, a], [, b]) => a - b)) {
    rest -= count;
    if (rest <= 0) {
      return last + TIMES.window - now;
    }
  }
  return TIMES.polling;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
