import { requestsOfCreate } from "../key/create";
import { localArgumentsOf, type Outputs, withDefaults, withLocalArguments } from "../key/model";
import { resolveCreatedKey } from "../key/resolveCreatedKey";
import { rotate } from "../key/rotate";
import { dueAfter, rotationDue } from "../key/rotationPolicy";
import { requestsOfChange, update, updateSwitch, withPeriodOf } from "../key/update";
import type { Account } from "../run/account";
import type { ResourceStamp } from "../run/clock";
import { createMissing } from "./create";
import { argumentsOf, other, type PairArguments, type PairOutputs, SLOTS, type Slot } from "./model";
import { onKey, runPairSteps } from "./steps";

/**
 * Brings both keys to the desired state. A rotation that is due rotates the key that is *not* current and makes it
 * current: the previously current token stays valid, whatever the trigger's new value and however an earlier update ended.
 * @throws PartialError if something was done and the rest failed.
 */
export async function updatePair(
  account: Account,
  id: string | undefined,
  olds: PairOutputs,
  news: PairArguments,
  resource: ResourceStamp,
): Promise<PairOutputs> {
  const isDue = rotationDue(olds, news, account.clock.now()) !== false;
  const outs = await runPairSteps(
    olds,
    [
      ...createMissing(account, olds, news, resource, requestsWithToken(olds, news, isDue)),
      // Apart from the rotation, so that its result is kept: once rotated, a key without a uuid could not be found again.
      async (pair) => (isDue ? prepareSpare(account, pair, news) : pair),
      async (pair) => (isDue ? rotateSpare(account, pair, news) : pair),
      async (pair) => (isRevocationDue(pair, news) ? prepareSpare(account, pair, news) : pair),
      async (pair) => (isRevocationDue(pair, news) ? revokePrevious(account, pair) : pair),
      ...SLOTS.map((slot) => (pair: PairOutputs) => updateSlot(account, pair, slot, news)),
    ],
    id,
  );
  return withPeriodOf(account, withArguments(outs, news), olds);
}

function isRevocationDue(pair: PairOutputs, news: PairArguments): boolean {
  return news.revokePrevious === true && !pair.previousRevoked;
}

/**
 * How many requests an update makes that gets a token; 0 for one that gets none. All of them have to have room in the budget
 * before the first, since a token is saved at the end of the update.
 */
function requestsWithToken(pair: PairOutputs, news: PairArguments, isDue: boolean): number {
  const keys = SLOTS.flatMap((slot) => pair.keys[slot] ?? []);
  const creates = (SLOTS.length - keys.length) * requestsOfCreate(withDefaults(news));
  const rotations = (isDue ? 1 : 0) + (news.revokePrevious && (isDue || !pair.previousRevoked) ? 1 : 0);
  const changes = SLOTS.map((slot) => {
    const key = pair.keys[slot];
    return key ? requestsOfChange(key, withDefaults(argumentsOf(news, slot))) : 0;
  });
  return creates + rotations === 0 ? 0 : changes.reduce((total, requests) => total + requests, creates + rotations);
}

/** Makes sure that the key which is not current can be rotated: its uuid is known, and it is on if it is to be on. */
async function prepareSpare(account: Account, pair: PairOutputs, news: PairArguments): Promise<PairOutputs> {
  const desired = withDefaults(news);
  return onKey(pair, other(pair.current), async (id, key) => {
    const resolved = await resolveCreatedKey(account, id, key);
    return desired.enabled ? updateSwitch(account, id, resolved, desired) : resolved;
  });
}

/** Rotates the key that is not current, and makes it current. */
async function rotateSpare(account: Account, pair: PairOutputs, news: PairArguments): Promise<PairOutputs> {
  const current = other(pair.current);
  const { previousRevoked, rotationDueAt, ...rotated } = await rotateSlot(account, pair, current);
  const rotatedAt = rotated.keys[current]?.rotatedAt ?? account.clock.now();
  return {
    ...rotated,
    ...localArgumentsOf(news),
    current,
    rotatedAt,
    ...dueAfter(news.rotateAfterDays, rotatedAt),
  };
}

async function revokePrevious(account: Account, pair: PairOutputs): Promise<PairOutputs> {
  return { ...(await rotateSlot(account, pair, other(pair.current))), previousRevoked: true };
}

function rotateSlot(account: Account, pair: PairOutputs, slot: Slot): Promise<PairOutputs> {
  return onKey(pair, slot, (id, key) => rotate(account, id, key));
}

/** The local arguments of a pair are its own: its keys have none. */
function updateSlot(account: Account, pair: PairOutputs, slot: Slot, news: PairArguments): Promise<PairOutputs> {
  return onKey(pair, slot, (id, key: Outputs) => update(account, id, key, argumentsOf(news, slot)));
}

function withArguments(outs: PairOutputs, news: PairArguments): PairOutputs {
  const { revokePrevious, ...rest } = outs;
  return {
    ...withLocalArguments(rest, news),
    ...withDefaults(news),
    ...(news.revokePrevious && { revokePrevious: true }),
  };
}
