import type { PairOutputs } from "../../../provider/pair/model";
import { useJetEmail } from "../../harness/jetEmail";
import { IMMEDIATE_FAULT_KINDS } from "../../harness/scenarios/resourceSteps";
import { SingleResource } from "../../harness/scenarios/singleResource";
import { API_CALLS, type FaultKind } from "../../harness/simulator";

const jetEmail = useJetEmail();
let pair: SingleResource;

beforeEach(() => {
  pair = new SingleResource(jetEmail.simulator, "pair");
});

const BEFORE = { name: "mail", rotationTrigger: 1 };
const AFTER = { name: "mail", rotationTrigger: 2, quota: 5, enabled: false };
/** A rotation, then two changes of each key: every request that an update of a pair makes if nothing goes wrong. */
const REQUESTS = [0, 1, 2, 3, 4];

const outputs = () => pair.state.outputs as unknown as PairOutputs;
const currentToken = () => outputs().keys[outputs().current]?.apiToken ?? "";
const liveTokens = () => jetEmail.simulator.keys.map(({ token }) => token);
const tokensInState = () => Object.values(outputs().keys).map(({ apiToken }) => apiToken);

function named(kinds: readonly FaultKind[]) {
  return kinds.map((kind) => [kind.name, kind] as const);
}

describe.each(REQUESTS)("an update whose request %i meets", (skip) => {
  const { rotate, change } = API_CALLS;
  const kinds = IMMEDIATE_FAULT_KINDS.filter(({ calls }) => calls.includes(skip === 0 ? "rotate" : "change"));
  const target = skip === 0 ? rotate : { ...change, skip: skip - 1 };

  test.each(named(kinds))("%s keeps the current token, and the next one completes it", async (_, { fault, answer }) => {
    await pair.up(BEFORE);
    const before = currentToken();
    expect(["failed", "done"]).toContain(await pair.up(AFTER, { fault: { ...target, ...fault } }));
    expect(liveTokens()).toContain(before);
    expect(liveTokens()).toContain(currentToken());

    await pair.up(AFTER);
    expect(liveTokens()).toContain(before);
    expect(outputs().current).toBe("b");
    expect(tokensInState()).toEqual(liveTokens());
    expect(jetEmail.simulator.keys).toMatchObject([
      { name: "mail-a", quota: 5, status: "disabled" },
      { name: "mail-b", quota: 5, status: "disabled" },
    ]);
    // A rotation without a usable answer is requested again: a token that appeared by then may be the leaked one.
    const isRepeated = skip === 0 && fault.when === "after" && answer !== "success";
    expect(jetEmail.simulator.issuedTokens).toHaveLength(isRepeated ? 4 : 3);
    expect(await pair.up(AFTER)).toBe("nothing to do");
    expect(pair.leaked).toEqual([]);
  });
});

/** Each request of a creation: one list before the first POST, and one after each. */
const CREATION = [
  ...[0, 1].map((skip) => ({ call: "create" as const, skip })),
  ...[0, 1, 2].map((skip) => ({ call: "list" as const, skip })),
];

describe.each(CREATION)("a creation whose $call $skip meets", ({ call, skip }) => {
  // A misleading refusal is believed, and the next create names the key.
  const kinds = IMMEDIATE_FAULT_KINDS.filter(({ calls, answer }) => calls.includes(call) && answer !== "misleading");

  test.each(named(kinds))("%s loses no key, and is completed to two", async (_, { fault }) => {
    const result = await pair.up(BEFORE, { fault: { ...API_CALLS[call], skip, ...fault } });
    expect(["failed", "done"]).toContain(result);
    if (jetEmail.simulator.keys.length > 0) {
      expect(tokensInState()).toEqual(liveTokens());
    }
    await pair.up(BEFORE);
    expect(tokensInState()).toEqual(liveTokens());
    expect(jetEmail.simulator.keys.map(({ name }) => name)).toEqual(["mail-a", "mail-b"]);
    expect(currentToken()).toBe(liveTokens()[0]);
    expect(await pair.up(BEFORE)).toBe("nothing to do");
    expect(pair.leaked).toEqual([]);
  });
});
