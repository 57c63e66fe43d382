import { localArgumentsOf, withDefaults, withLocalArguments } from "../key/model";
import { resolveCreatedKey } from "../key/resolveCreatedKey";
import { rotate } from "../key/rotate";
import { isRotationDue } from "../key/rotationPolicy";
import { update } from "../key/update";
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
): Promise<PairOutputs> {
  const outs = await runPairSteps(
    olds,
    [
      ...createMissing(account, olds, news),
      // Apart from the rotation, so that its result is kept: once rotated, a key without a uuid could not be found again.
      async (pair) => (isRotationDue(pair, news) ? resolveSpare(account, pair) : pair),
      async (pair) => (isRotationDue(pair, news) ? rotateSpare(account, pair, news) : pair),
      async (pair) => (isRevocationDue(pair, news) ? resolveSpare(account, pair) : pair),
      async (pair) => (isRevocationDue(pair, news) ? revokePrevious(account, pair, news) : pair),
      ...SLOTS.map((slot) => (pair: PairOutputs) => updateSlot(account, pair, slot, news)),
    ],
    id,
  );
  return withArguments(outs, news);
}

function isRevocationDue(pair: PairOutputs, news: PairArguments): boolean {
  return news.revokePrevious === true && !pair.previousRevoked;
}

/** Rotates the key that is not current, and makes it current. */
async function rotateSpare(account: Account, pair: PairOutputs, news: PairArguments): Promise<PairOutputs> {
  const current = other(pair.current);
  const { previousRevoked, ...rotated } = await rotateSlot(account, pair, current, news.rotatedAt);
  return { ...rotated, ...localArgumentsOf(news), current, rotatedAt: news.rotatedAt };
}

async function revokePrevious(account: Account, pair: PairOutputs, news: PairArguments): Promise<PairOutputs> {
  return { ...(await rotateSlot(account, pair, other(pair.current), news.rotatedAt)), previousRevoked: true };
}

function rotateSlot(account: Account, pair: PairOutputs, slot: Slot, at: ResourceStamp): Promise<PairOutputs> {
  return onKey(pair, slot, (id, key) => rotate(account, id, key, at));
}

async function resolveSpare(account: Account, pair: PairOutputs): Promise<PairOutputs> {
  return onKey(pair, other(pair.current), (id, key) => resolveCreatedKey(account, id, key));
}

function updateSlot(account: Account, pair: PairOutputs, slot: Slot, news: PairArguments): Promise<PairOutputs> {
  return onKey(pair, slot, (id, key) => update(account, id, key, argumentsOf(news, slot)));
}

function withArguments(outs: PairOutputs, news: PairArguments): PairOutputs {
  const { revokePrevious, ...rest } = outs;
  return {
    ...withLocalArguments(rest, news),
    ...withDefaults(news),
    ...(news.revokePrevious && { revokePrevious: true }),
  };
}
