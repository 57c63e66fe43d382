import type { PartialError } from "../../../provider/errors/partialError";
import { createPair } from "../../../provider/pair/create";
import type { PairArguments, PairOutputs } from "../../../provider/pair/model";
import { readPair } from "../../../provider/pair/read";
import { updatePair } from "../../../provider/pair/update";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { useJetEmail } from "../../harness/jetEmail";
import { API_CALLS } from "../../harness/simulator";

const jetEmail = useJetEmail();
const DECLARED = { name: "mail", rotationTrigger: { n: 1 }, rotateAfterDays: 30, quota: 5 };

async function created(args: PairArguments = DECLARED): Promise<{ id: string; outs: PairOutputs }> {
  const pair = await createPair(jetEmail.account, args, RESOURCE);
  jetEmail.simulator.clearRequests();
  return pair;
}

const uuidOf = (outs: PairOutputs, slot: "a" | "b") => outs.keys[slot]?.uuid ?? "";

test.each(["current", "older"] as const)("reads an unchanged pair as it is on the %s API version", async (dialect) => {
  jetEmail.simulator.options.dialect = dialect;
  const { id, outs } = await created();
  expect(await readPair(jetEmail.account, id, outs)).toEqual({ id, outs, inputs: DECLARED });
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("keeps revokePrevious from the state", async () => {
  const revoking = { ...DECLARED, revokePrevious: true };
  const { id, outs } = await created(revoking);
  expect((await readPair(jetEmail.account, id, outs))?.inputs).toEqual(revoking);
});

test("keeps the tokens of both keys although the list is older than their rotations", async () => {
  const { id, outs } = await created();
  const rotated = await updatePair(jetEmail.account, id, outs, { ...DECLARED, rotationTrigger: { n: 2 } }, RESOURCE);
  jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "former tokens", count: 9 });
  jetEmail.calls();
  expect((await readPair(jetEmail.account, id, rotated))?.outs).toEqual(rotated);
  expect(jetEmail.calls()).toEqual(["GET", "GET"]);
  expect(rotated.keys.b?.__replacedTokens).toEqual([outs.keys.b?.tokenFingerprint]);
});

describe("after a change outside Pulumi", () => {
  test.each(["a", "b"] as const)(
    "reads the new settings of key %s, and the next update restores them",
    async (slot) => {
      const { id, outs } = await created();
      jetEmail.simulator.edit.set(uuidOf(outs, slot), { quota: 9, approvedDomains: ["x.example"] });
      const read = await readPair(jetEmail.account, id, outs);
      expect(read?.inputs).toEqual({ ...DECLARED, quota: 9, approvedDomains: ["x.example"] });
      await updatePair(jetEmail.account, id, read?.outs ?? outs, DECLARED, RESOURCE);
      expect(jetEmail.simulator.keys.map(({ quota, approvedDomains }) => [quota, approvedDomains])).toEqual([
        [5, []],
        [5, []],
      ]);
    },
  );

  test("reads the new tokens of both keys", async () => {
    const { id, outs } = await created();
    const a = jetEmail.simulator.edit.rotate(uuidOf(outs, "a"));
    const b = jetEmail.simulator.edit.rotate(uuidOf(outs, "b"));
    const read = await readPair(jetEmail.account, id, outs);
    expect(read?.outs).toMatchObject({
      current: "a",
      rotatedAt: outs.rotatedAt,
      keys: { a: { apiToken: a.token }, b: { apiToken: b.token } },
    });
  });

  test.each([
    ["a", "b"],
    ["b", "a"],
  ] as const)("reports a deleted key %s as missing, and keeps key %s", async (gone, left) => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.delete(uuidOf(outs, gone));
    const read = await readPair(jetEmail.account, id, outs);
    expect(read?.inputs).toEqual({ ...DECLARED, missing: [gone] });
    expect(read?.outs.keys).toEqual({ [left]: outs.keys[left] });
    expect(read?.id).toBe(id);
  });

  test("reports a pair as gone when both keys were deleted", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.delete(uuidOf(outs, "a"));
    jetEmail.simulator.edit.delete(uuidOf(outs, "b"));
    expect(await readPair(jetEmail.account, id, outs)).toBeUndefined();
  });
});

test.each(Object.entries(UNUSABLE_ANSWERS))("reports no key as gone when the list fails with %s", async (_, effect) => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ method: "GET", ...effect });
  await failureOf(readPair(jetEmail.account, id, outs));
});

test("keeps the text that a pair was imported with as its id, whatever happens to its keys", async () => {
  const { outs: made } = await created();
  const id = ["b", "a"].map((slot) => uuidOf(made, slot as "a" | "b")).join(", ");
  const imported = await readPair(jetEmail.account, id, {});
  expect(imported?.id).toBe(id);
  const { outs } = imported as { outs: PairOutputs };
  const rotated = await updatePair(jetEmail.account, id, outs, { ...DECLARED, rotationTrigger: 2 }, RESOURCE);
  expect((await readPair(jetEmail.account, id, rotated))?.id).toBe(id);
  jetEmail.simulator.edit.delete(uuidOf(outs, "a"));
  expect((await readPair(jetEmail.account, id, rotated))?.id).toBe(id);
});

test("takes the uuid of key a as id as soon as it is listed", async () => {
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const error = await failureOf<PartialError<PairOutputs>>(createPair(jetEmail.account, DECLARED, RESOURCE));
  expect(error.id).toMatch(/^fingerprint-/);
  const read = await readPair(jetEmail.account, error.id, error.properties);
  expect(read).toMatchObject({ id: jetEmail.key.uuid, inputs: { missing: ["b"] } });
});
