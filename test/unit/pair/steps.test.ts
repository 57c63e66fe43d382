import { JetEmailError } from "../../../provider/errors/jetEmailError";
import { PartialError } from "../../../provider/errors/partialError";
import { DEFAULTS } from "../../../provider/key/model";
import type { StateKey } from "../../../provider/key/resourceKind";
import type { Step } from "../../../provider/key/steps";
import { type PairOutputs, type Slot, withKey } from "../../../provider/pair/model";
import { inSlot, onKey, runPairSteps } from "../../../provider/pair/steps";
import { failureOf } from "../../harness/failure";

const keyOf = (slot: Slot): StateKey => ({
  ...DEFAULTS,
  ...{ id: `id-${slot}`, uuid: `id-${slot}`, name: `mail-${slot}`, apiToken: `token-${slot}`, tokenFingerprint: slot },
  ...{ createdAt: "2026-02-01T00:00:00.000Z", rotatedAt: "2026-02-01T00:00:00.000Z" },
});
const EMPTY: PairOutputs = { ...DEFAULTS, name: "mail", current: "a", rotatedAt: "2026-02-01T00:00:00.000Z", keys: {} };
const PAIR = withKey(withKey(EMPTY, "a", keyOf("a")), "b", keyOf("b"));
const REFUSED = new JetEmailError(306, "Refused.");

const adds = (slot: Slot): Step<PairOutputs> => {
  return async (pair) => withKey(pair, slot, keyOf(slot));
};
const fails: Step<PairOutputs> = () => Promise.reject(REFUSED);
const partialFailureOf = (promise: Promise<PairOutputs>) => failureOf<PartialError<PairOutputs>>(promise);

describe("runPairSteps", () => {
  test.each<[string, string | undefined, Slot[]]>([
    ["id-0", "id-0", ["a"]],
    ["id-a", undefined, ["b", "a"]],
    ["id-b", undefined, ["b"]],
  ])("saves a partial change under %s for the id %p and the keys %j", async (id, given, slots) => {
    const error = await partialFailureOf(runPairSteps(EMPTY, [...slots.map(adds), fails], given));
    expect(error.id).toBe(id);
    expect(error.failures).toMatchObject([{ text: "The pair was changed in part. Refused.", codes: [705, 306] }]);
  });

  test("throws the step's own error while the pair has no key", async () => {
    await expect(runPairSteps(EMPTY, [fails], undefined)).rejects.toBe(REFUSED);
  });
});

describe("inSlot", () => {
  test("puts the key in its slot", async () => {
    expect((await inSlot(EMPTY, "b", async () => keyOf("b"))).keys).toEqual({ b: keyOf("b") });
  });

  test("keeps what a failed step did to the key", async () => {
    const { id, ...properties } = { ...keyOf("b"), quota: 6 };
    const partial = new PartialError("id-b", properties, [REFUSED]);
    const error = await partialFailureOf(inSlot(PAIR, "b", () => Promise.reject(partial)));
    expect(error).toMatchObject({ id: "id-b", failures: [partial] });
    expect(error.properties).toEqual(withKey(PAIR, "b", { ...keyOf("b"), quota: 6 }));
  });

  test("throws the step's own error when nothing was done", async () => {
    await expect(inSlot(PAIR, "b", () => Promise.reject(REFUSED))).rejects.toBe(REFUSED);
  });
});

describe("onKey", () => {
  test("changes the key of a slot, and keeps its id", async () => {
    const step = async (id: string, key: object) => ({
      ...keyOf("b"),
      ...key,
      name: `${id}, without id: ${!("id" in key)}`,
    });
    const { keys } = await onKey(PAIR, "b", step);
    expect(keys).toEqual({ a: keyOf("a"), b: { ...keyOf("b"), name: "id-b, without id: true" } });
  });

  test("leaves the pair as it is when the step leaves the key as it is", async () => {
    expect(await onKey(PAIR, "a", async (_id, key) => key)).toBe(PAIR);
  });
});
