import type { PairOutputs } from "../../../provider/pair/model";
import { assertGuarantees, type Guarantees } from "../../harness/scenarios/resourceScenario";
import type { ResourceScenario } from "../../harness/scenarios/resourceSteps";
import type { SingleResource } from "../../harness/scenarios/singleResource";
import { useClock } from "../../harness/useClock";

const clock = useClock();

const outputsOf = ({ state }: SingleResource) => state.outputs as unknown as PairOutputs;
const keysOf = (resource: SingleResource) => Object.values(outputsOf(resource).keys);
const liveTokens = ({ simulator }: SingleResource) => simulator.keys.map(({ token }) => token).sort();

function currentToken(resource: SingleResource): string {
  const { keys, current } = outputsOf(resource);
  return keys[current]?.apiToken ?? "";
}

/** Whoever uses the current token can go on using it through the next update. */
const PAIR: Guarantees = {
  keys: 2,
  args: (quota, triggers) => ({ name: "mail", quota, rotationTrigger: { n: [triggers] } }),
  isComplete: (resource) => keysOf(resource).every(({ status }) => status !== undefined),
  rotateInDashboard: (resource) => {
    const { keys, edit } = resource.simulator;
    const previous = keys.find(({ token }) => token !== currentToken(resource));
    edit.rotate(previous?.uuid ?? "");
  },
  update: async (resource, update) => {
    const before = currentToken(resource);
    const result = await update();
    expect(liveTokens(resource)).toEqual(expect.arrayContaining([before, currentToken(resource)]));
    return result;
  },
  settled: (resource, quota) => {
    expect(
      keysOf(resource)
        .map(({ apiToken }) => apiToken)
        .sort(),
    ).toEqual(liveTokens(resource));
    expect(resource.simulator.keys).toMatchObject([
      { name: "mail-a", quota },
      { name: "mail-b", quota },
    ]);
  },
};

/** Found by an earlier run: the key was rotated by an update that failed, before the list had ever shown it. */
const ROTATED_BEFORE_LISTED: ResourceScenario = {
  dialect: "current",
  creation: { status: 500, skip: 2, method: "GET" },
  rotateAfterDays: undefined,
  steps: [
    {
      kind: "update",
      newTrigger: true,
      quota: 0,
      failure: { fault: { status: 429, when: "after", skip: 1, count: 1 }, crash: false },
    },
    { kind: "dashboard rotation" },
  ],
};

test("in every scenario the current token stays valid through an update, and there are never more than two keys", () =>
  assertGuarantees("pair", PAIR, { clock, examples: [ROTATED_BEFORE_LISTED] }));
