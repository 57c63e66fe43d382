import type { PartialError } from "../../../provider/errors/partialError";
import { createPair } from "../../../provider/pair/create";
import type { PairArguments, PairOutputs } from "../../../provider/pair/model";
import { readPair } from "../../../provider/pair/read";
import { updatePair } from "../../../provider/pair/update";
import { declaredPair } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { UNUSABLE_ANSWERS } from "../../harness/faults";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const DECLARED = declaredPair({ name: "mail", rotationTrigger: { n: 1 }, rotateAfterDays: 30, quota: 5 });

async function created(args: PairArguments = DECLARED): Promise<{ id: string; outs: PairOutputs }> {
  const pair = await createPair(jetEmail.account, args);
  jetEmail.simulator.clearRequests();
  return pair;
}

const uuidOf = (outs: PairOutputs, slot: "a" | "b") => outs.keys[slot]?.uuid ?? "";

test.each(["current", "older"] as const)(
  "a read of a pair that nobody touched changes nothing, on a server of the %s version",
  async (dialect) => {
    jetEmail.simulator.options.dialect = dialect;
    const { id, outs } = await created();
    expect(await readPair(jetEmail.account, id, outs)).toEqual({ id, outs, inputs: DECLARED });
    expect(jetEmail.calls()).toEqual(["GET"]);
  },
);

test("the emergency switch is read as it is", async () => {
  const revoking = { ...DECLARED, revokePrevious: true };
  const { id, outs } = await created(revoking);
  expect((await readPair(jetEmail.account, id, outs))?.inputs).toEqual(revoking);
});

test.each(["a", "b"] as const)(
  "a setting of key %s that was changed elsewhere is seen, and put right",
  async (slot) => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.set(uuidOf(outs, slot), { quota: 9, approvedDomains: ["x.example"] });
    const read = await readPair(jetEmail.account, id, outs);
    expect(read?.inputs).toEqual({ ...DECLARED, quota: 9, approvedDomains: ["x.example"] });
    await updatePair(jetEmail.account, id, read?.outs ?? outs, DECLARED);
    expect(jetEmail.simulator.keys.map(({ quota, approvedDomains }) => [quota, approvedDomains])).toEqual([
      [5, []],
      [5, []],
    ]);
  },
);

test("a token that was rotated elsewhere is seen, whichever key it is of", async () => {
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
] as const)("a pair whose key %s was deleted elsewhere is not gone, and the inputs tell it", async (gone, left) => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.delete(uuidOf(outs, gone));
  const read = await readPair(jetEmail.account, id, outs);
  expect(read?.inputs).toEqual({ ...DECLARED, missing: [gone] });
  expect(read?.outs.keys).toEqual({ [left]: outs.keys[left] });
  expect(read?.id).toBe(id);
});

test("a pair both of whose keys were deleted elsewhere is gone", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.edit.delete(uuidOf(outs, "a"));
  jetEmail.simulator.edit.delete(uuidOf(outs, "b"));
  expect(await readPair(jetEmail.account, id, outs)).toBeUndefined();
});

test.each(Object.entries(UNUSABLE_ANSWERS))(
  "a list that fails with %s never makes a key count as gone",
  async (_, effect) => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ method: "GET", ...effect });
    await failureOf(readPair(jetEmail.account, id, outs));
  },
);

test("the id becomes the first key's uuid as soon as the list shows it", async () => {
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const error = await failureOf<PartialError<PairOutputs>>(createPair(jetEmail.account, DECLARED));
  expect(error.id).toMatch(/^fingerprint-/);
  const read = await readPair(jetEmail.account, error.id, error.properties);
  expect(read).toMatchObject({ id: jetEmail.key.uuid, inputs: { missing: ["b"] } });
});
