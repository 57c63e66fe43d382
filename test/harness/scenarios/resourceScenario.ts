import fc from "fast-check";
import { startSimulator } from "../simulator";
import { type ResourceScenario, resourceScenarios, type Step } from "./resourceSteps";
import { type Failure, type OperationResult, SingleResource } from "./singleResource";

const SECOND = 1 / 86_400;

/** What a kind of resource guarantees in a scenario. Each function may fail with an expectation. */
export interface Guarantees {
  /** The arguments; with each of `triggers` the program asks for a rotation. */
  args(quota: number, triggers: number): { readonly name: string };
  readonly keys: number;
  /** Whether the list has shown all its keys: one that it never showed could not be told from a new one afterwards. */
  isComplete(resource: SingleResource): boolean;
  /** Rotates a key in the dashboard. */
  rotateInDashboard(resource: SingleResource): void;
  /** Runs an update and checks what holds whatever its result is. */
  update(resource: SingleResource, update: () => Promise<OperationResult>): Promise<OperationResult>;
  /** What holds at the end, after an update and a refresh without failures. */
  settled(resource: SingleResource, quota: number): void;
}

/**
 * Runs generated scenarios of one resource: each ends in an update that succeeds without a refresh before it, makes no
 * rotation without need, and shows no secret. On the older API version, where the token is a key's only identity, it may also
 * end once the state lacks the token of a key: every update says so then, and makes no other key.
 */
export async function assertGuarantees(
  kind: "key" | "pair",
  guarantees: Guarantees,
  { clock, examples = [] }: { clock: { pass(days: number): void }; examples?: readonly ResourceScenario[] },
): Promise<void> {
  const property = fc.asyncProperty(resourceScenarios, async (scenario) => {
    const simulator = await startSimulator({ dialect: scenario.dialect });
    try {
      await runResourceScenario(new SingleResource(simulator, kind), guarantees, scenario, clock);
    } finally {
      await simulator.close();
    }
  });
  await fc.assert(property, {
    seed: Number(process.env.SEED ?? 7),
    numRuns: Number(process.env.RUNS ?? 100),
    examples: examples.map((example) => [example]),
  });
}

async function runResourceScenario(
  resource: SingleResource,
  guarantees: Guarantees,
  { dialect, creation, rotateAfterDays, steps }: ResourceScenario,
  clock: { pass(days: number): void },
): Promise<void> {
  const { simulator } = resource;
  let triggers = 0;
  let allowedRotations = 0;
  const up = (quota: number, failure: Failure = {}) => {
    return resource.up({ ...guarantees.args(quota, triggers), rotateAfterDays }, failure);
  };

  await up(0, { fault: creation });
  if (!resource.isInState) {
    expect(simulator.keys).toEqual([]);
  }
  if (simulator.keys.length < guarantees.keys) {
    await up(0);
  }
  for (const step of steps) {
    await take(step);
    expect(simulator.keys).toHaveLength(guarantees.keys);
    if (dialect === "older" && !resource.hasAllTokens) {
      return strandedWith(2);
    }
  }
  clock.pass(SECOND);
  expect(["done", "nothing to do"]).toContain(await update(2));
  await resource.refresh();
  expect(["done", "nothing to do"]).toContain(await update(3));
  guarantees.settled(resource, 3);
  expect(await up(3)).toBe("nothing to do");
  expect(simulator.issuedTokens.length - guarantees.keys).toBeLessThanOrEqual(allowedRotations);
  expect(resource.leaked).toEqual([]);

  function update(quota: number): Promise<OperationResult> {
    return guarantees.update(resource, () => up(quota));
  }

  async function strandedWith(quota: number): Promise<void> {
    for (const run of [() => update(quota), () => resource.refresh()]) {
      expect(await run()).toBe("failed");
      expect(resource.message).toContain("JETEMAIL-712");
    }
    expect(simulator.keys).toHaveLength(guarantees.keys);
    expect(resource.leaked).toEqual([]);
  }

  async function take(step: Step): Promise<void> {
    clock.pass(SECOND);
    if (step.kind === "time") {
      clock.pass(step.days);
      allowedRotations += rotateAfterDays === undefined ? 0 : 1;
    } else if (step.kind === "dashboard rotation") {
      if (guarantees.isComplete(resource)) {
        guarantees.rotateInDashboard(resource);
        allowedRotations++;
      }
    } else if (step.kind === "refresh") {
      await resource.refresh(step.failure);
    } else {
      const crash = Boolean(step.failure.crash) && guarantees.isComplete(resource);
      triggers += step.newTrigger ? 1 : 0;
      const result = await guarantees.update(resource, () => up(step.quota, { ...step.failure, crash }));
      // A rotation without a usable answer is requested again, at once and if its outcome did not reach the state: a token
      // found by then may be the leaked one.
      allowedRotations += [step.newTrigger, step.failure.fault, result === "failed" || result === "crashed"].filter(
        Boolean,
      ).length;
    }
  }
}
