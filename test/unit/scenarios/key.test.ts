import { assertGuarantees, type Guarantees } from "../../harness/scenarios/resourceScenario";
import { useClock } from "../../harness/useClock";

const clock = useClock();

const KEY: Guarantees = {
  keys: 1,
  args: (quota, triggers) => {
    return { name: "mail", quota, enabled: quota === 0, rotationTrigger: [{ n: triggers }, triggers] };
  },
  isComplete: ({ state }) => state.outputs.status !== undefined,
  rotateInDashboard: ({ simulator }) => simulator.edit.rotate(simulator.keys[0]?.uuid ?? ""),
  update: async (resource, update) => {
    const { simulator } = resource;
    simulator.clearRequests();
    const result = await update();
    if (result === "done" && simulator.requests.length > 0) {
      expect(resource.state.outputs.apiToken).toBe(simulator.keys[0]?.token);
    }
    return result;
  },
  settled: ({ simulator, state }, quota) => {
    expect(simulator.keys).toMatchObject([{ name: "mail", quota, status: "disabled" }]);
    expect(state.outputs.apiToken).toBe(simulator.keys[0]?.token);
  },
};

test("in every scenario there is one key, an update stores its current token, and no rotation happens without need", () =>
  assertGuarantees("key", KEY, { clock }));
