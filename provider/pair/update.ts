import { messageOf } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";
import type { Client } from "../jetemail/client";
import { makeRoom } from "../key/conflictAdvice";
import { create } from "../key/create";
import { directivesOf, withDefaults } from "../key/model";
import { namesakesOf, refuse } from "../key/nameConflicts";
import type { Outputs } from "../key/outputs";
import { complete } from "../key/resolveCreatedKey";
import { rotate } from "../key/rotate";
import { isRotationDue } from "../key/rotationPolicy";
import { update } from "../key/update";
import { Ledger } from "../run/createJournal";
import {
  argumentsOf,
  other,
  type PairArguments,
  type PairKey,
  type PairOutputs,
  SLOTS,
  type Slot,
  withKey,
} from "./model";

/** Creates both keys; the first is current. */
export async function createPair(
  client: Client,
  inputs: PairArguments,
  ledger: Ledger = new Ledger(),
): Promise<{ id: string; outs: PairOutputs }> {
  const nothing: PairOutputs = {
    ...withDefaults(inputs),
    ...directivesOf(inputs),
    current: "a",
    rotatedAt: inputs.rotatedAt,
    keys: {},
  };
  const outs = await updatePair(client, undefined, nothing, inputs, ledger);
  return { id: outs.keys.a?.id as string, outs };
}

/**
 * Brings both keys to what is declared. A rotation that is due rotates the key that is not in use and makes it current:
 * whatever the trigger was and however an earlier try ended, the token that was current before stays as it is.
 * @throws PartialError if something was done and the rest failed.
 */
export async function updatePair(
  client: Client,
  id: string | undefined,
  olds: PairOutputs,
  news: PairArguments,
  ledger: Ledger = new Ledger(),
): Promise<PairOutputs> {
  let outs = olds;

  /** Runs a step on one key, and keeps what it did even if it failed half-way. */
  const on = async (slot: Slot, step: () => Promise<PairKey>): Promise<void> => {
    try {
      outs = withKey(outs, slot, await step());
    } catch (error) {
      if (error instanceof PartialError) {
        outs = withKey(outs, slot, { ...(error.properties as Outputs), id: error.id });
      }
      throw error;
    }
  };
  const onKey = (slot: Slot, step: (id: string, key: Outputs) => Promise<Outputs>) =>
    on(slot, async () => {
      const { id: keyId, ...key } = keyOf(outs, slot);
      return { ...(await step(keyId, key)), id: keyId };
    });
  const rotateKey = async (slot: Slot) => {
    // A step of its own, so that its result is kept: once rotated, a key that has no uuid could not be found any more.
    if (keyOf(outs, slot).status === undefined) {
      await onKey(slot, (keyId, key) => complete(client, keyId, key));
    }
    await onKey(slot, (keyId, key) => rotate(client, keyId, key, news.rotatedAt));
  };

  try {
    const missing = SLOTS.filter((slot) => !outs.keys[slot]);
    const toCreate = missing.map((slot) => argumentsOf(news, slot)).filter((key) => ledger.issued(key) === undefined);
    if (toCreate.length > 1) {
      // Before the first is created, so that all that is in the way is named at once.
      const names = toCreate.map(({ name }) => name);
      refuse(await namesakesOf(client, names, ledger), makeRoom);
    }
    for (const slot of missing) {
      await on(slot, async () => {
        const created = await create(client, argumentsOf(news, slot), ledger, makeRoom);
        return { ...created.outs, id: created.id };
      });
    }
    if (isRotationDue(outs, news)) {
      const next = other(outs.current);
      await rotateKey(next);
      const { previousRevoked, ...rest } = outs;
      outs = { ...rest, ...directivesOf(news), current: next, rotatedAt: news.rotatedAt };
    }
    if (news.revokePrevious && !outs.previousRevoked) {
      await rotateKey(other(outs.current));
      outs = { ...outs, previousRevoked: true };
    }
    for (const slot of SLOTS) {
      await onKey(slot, (keyId, key) => update(client, keyId, key, argumentsOf(news, slot)));
    }
    return settled(outs, news);
  } catch (error) {
    const known = id ?? outs.keys.a?.id ?? outs.keys.b?.id;
    if (outs === olds || known === undefined) {
      throw error;
    }
    throw new PartialError(known, outs, [
      `The pair was changed in part. ${messageOf(error)}`,
      "Run `pulumi up` again to complete it.",
    ]);
  }
}

function keyOf(outs: PairOutputs, slot: Slot): PairKey {
  return outs.keys[slot] as PairKey;
}

function settled(outs: PairOutputs, news: PairArguments): PairOutputs {
  const { rotationTrigger, rotateAfterDays, account, revokePrevious, ...rest } = outs;
  return {
    ...rest,
    ...withDefaults(news),
    ...directivesOf(news),
    ...(news.revokePrevious && { revokePrevious: true }),
  };
}
