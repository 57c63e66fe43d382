import { build } from "../harness/build";
import { DynamicProvider, type Properties } from "../harness/dynamicProvider";
import { Account } from "./account";
import { Engine } from "./engine";
import { type Findings, findingsOf } from "./findings";
import { live } from "./life";
import { type Operation, type Plan, planOf } from "./plan";
import { edit } from "./program";
import { type Provider, startProvider } from "./providerProcess";
import { figuresOf, runFaults } from "./run";

beforeAll(build);

afterEach(async () => {
  await DynamicProvider.closeAll();
});

const up: Operation = { stack: 0, kind: "up", edits: [], parallel: 4, losesLast: false, hook: false };

/** A life without faults: one key, an update, and at the end a destroy. */
const UNEVENTFUL: Plan = {
  seed: 0,
  stacks: 1,
  start: [{ do: "add", stack: 0, pair: false, name: 0, choice: 0 }],
  rounds: [
    { faults: [], meddling: [], operations: [up] },
    { faults: [], meddling: [], operations: [{ ...up, edits: [{ do: "quota", choice: 7 }] }] },
  ],
  end: [{ faults: [], meddling: [], operations: [{ ...up, kind: "destroy" }] }],
};

const NOTHING: Findings = { lost: [], doubled: [], orphansUnnamed: [], leaked: [] };

/** Lives that life with a provider which is not as it should be. */
async function findingsWith(broken: (provider: Provider) => Partial<Provider>): Promise<Findings> {
  const { findings } = await live(UNEVENTFUL, async (config) => {
    const provider = await startProvider({ config });
    const { shown, ...parts } = Object.getOwnPropertyDescriptors(provider);
    return Object.defineProperties(
      {},
      {
        ...parts,
        shown,
        ...Object.getOwnPropertyDescriptors(broken(provider)),
      },
    ) as Provider;
  });
  return findings;
}

test("sixty faults lose nothing, double nothing, leave nothing unnamed and show nothing", async () => {
  const report = await runFaults({ seed: 7, faults: 60, concurrency: 4 });
  const { faults, ...zeros } = figuresOf(report);
  expect({ ...zeros, histories: report.failed.map(({ history }) => history.join("\n")) }).toEqual({
    ...{ lost: 0, doubled: 0, orphansUnnamed: 0, leaked: 0, seed: 7 },
    histories: [],
  });
  expect(faults).toBeGreaterThanOrEqual(60);
});

test("a seed plans the same life again", () => {
  expect(planOf(7)).toEqual(planOf(7));
  expect(planOf(8)).not.toEqual(planOf(7));
});

describe("the run finds", () => {
  test("nothing where all is well", async () => {
    expect(await findingsWith(() => ({}))).toEqual(NOTHING);
  });

  test("a token that did not reach the state as lost", async () => {
    const findings = await findingsWith((provider) => ({
      create: async (inputs) => {
        const { id, properties } = await provider.create(inputs);
        return { id, properties: { ...properties, uuid: "00000000-0000-4000-8000-000000000000" } };
      },
      read: async (id, state, inputs) => ({ id, properties: state as Properties, inputs }),
    }));
    expect(findings.lost).toContainEqual(expect.stringContaining("which JetEmail has not"));
  });

  test("a key that was made twice as doubled", async () => {
    const findings = await findingsWith((provider) => ({
      create: async (inputs) => {
        await provider.create({ ...inputs, rotatedAt: "2020-01-01T00:00:00.000Z" });
        return provider.create(inputs);
      },
    }));
    expect(findings).toEqual({ ...NOTHING, doubled: [expect.stringContaining("in no state, and never was named")] });
  });

  test("a key that was not deleted as an orphan", async () => {
    const findings = await findingsWith(() => ({ delete: async () => {} }));
    expect(findings).toEqual({ ...NOTHING, orphansUnnamed: [expect.stringContaining("after destroy")] });
  });

  test("a token that was printed, or answered without the mark of a secret, as leaked", async () => {
    let token = "";
    const printed = await findingsWith((provider) => ({
      create: async (inputs) => {
        const created = await provider.create(inputs);
        token = (created.properties.apiToken as { value: string }).value;
        return created;
      },
      get shown() {
        return `the token is ${Buffer.from(token).toString("base64")}`;
      },
    }));
    expect(printed).toEqual({ ...NOTHING, leaked: [expect.stringContaining("was shown")] });
    const unmarked = await findingsWith((provider) => ({
      create: async (inputs) => {
        const { id, properties } = await provider.create(inputs);
        return { id, properties: { ...properties, apiToken: (properties.apiToken as { value: string }).value } };
      },
    }));
    expect(unmarked).toEqual({ ...NOTHING, leaked: [expect.stringContaining("was shown")] });
  });

  test("a key that is missing in the state as lost, and what is left at JetEmail as an orphan", async () => {
    const account = await Account.open(1);
    const [stack] = account.stacks;
    if (!stack) {
      throw new Error("an account was opened without a stack");
    }
    for (const wish of UNEVENTFUL.start) {
      edit(account, stack, wish);
    }
    await account.withProvider((provider) => new Engine(stack, provider, { parallel: 4 }).up());
    expect(findingsOf(account)).toEqual(NOTHING);
    stack.state.clear();
    expect(findingsOf(account)).toEqual({
      ...NOTHING,
      lost: [expect.stringContaining("is not in the state")],
      orphansUnnamed: [expect.stringContaining(account.simulator.keys[0]?.uuid ?? "no key")],
    });
    await account.close();
  });
});
