import { inProcess } from "../../harness/model/inProcess";
import type { AccountSettings, Provider, StartProvider } from "../../harness/model/provider";
import { type Findings, findingsOf } from "../../harness/scenarios/findings";
import { editProgram } from "../../harness/scenarios/programEdits";
import { runScenario } from "../../harness/scenarios/runScenario";
import type { Operation, Round, Scenario } from "../../harness/scenarios/scenario";
import { TestAccount } from "../../harness/scenarios/testAccount";
import { API_CALLS, PUBLISHED_RATE_LIMIT, type SimulatorOptions } from "../../harness/simulator";

const UP: Operation = {
  stack: 0,
  edits: [],
  parallel: 4,
  interruption: undefined,
  retryHook: false,
  plan: false,
  wrongAccount: false,
};

function round(operation: Round["operation"], given: Partial<Operation> = {}): Round {
  return { operation, faults: [], actions: [], operations: [{ ...UP, ...given }] };
}

/** One key that is created, updated and destroyed, without faults. */
const UNEVENTFUL: Scenario = {
  programs: [[{ edit: "addKey", choice: 0 }]],
  rounds: [round("up"), round("up", { edits: [{ edit: "quota", choice: 7 }] })],
  teardown: [round("destroy")],
};

const NOTHING: Findings = { lost: [], doubled: [], orphansUnnamed: [], leaked: [], blocked: [] };

/** What a scenario without faults finds if the provider is broken. */
async function findingsWith(
  broken: (provider: Provider, settings: AccountSettings) => Partial<Provider>,
  simulator: SimulatorOptions = PUBLISHED_RATE_LIMIT,
): Promise<Findings> {
  const start: StartProvider = async (settings) => {
    const provider = await inProcess()(settings);
    return { ...provider, ...broken(provider, settings) };
  };
  return (await runScenario(UNEVENTFUL, { start, simulator })).findings;
}

const tokenOf = (outputs: Record<string, unknown>) => (outputs.apiToken as { value: string }).value;

test("a provider without defects leads to no findings", async () => {
  expect(await findingsWith(() => ({}))).toEqual(NOTHING);
});

test("a state without the uuid of the created key is found as lost", async () => {
  const findings = await findingsWith((provider) => ({
    create: async (kind, inputs) => {
      const { id, outputs } = await provider.create(kind, inputs);
      return { id, outputs: { ...outputs, uuid: "00000000-0000-4000-8000-000000000000" } };
    },
    read: async (old) => old,
  }));
  expect(findings.lost).toContainEqual(expect.stringContaining("which JetEmail does not have"));
});

test("a setting that was not changed at JetEmail is found as lost", async () => {
  const findings = await findingsWith(() => ({
    update: async (old, { quota }) => ({ ...old.outputs, quota }),
    read: async (old) => old,
  }));
  expect(findings.lost).toContainEqual(expect.stringContaining("differs: declared"));
});

test("a key that was created twice is found as doubled", async () => {
  const findings = await findingsWith((provider) => ({
    create: async (kind, inputs) => {
      await provider.create(kind, { ...inputs, __resource: "another" });
      return provider.create(kind, inputs);
    },
  }));
  expect(findings).toEqual({ ...NOTHING, doubled: [expect.stringContaining("in no state, and never was named")] });
});

test("a key that was not deleted is found as an orphan", async () => {
  const findings = await findingsWith(() => ({ delete: async () => {} }));
  expect(findings).toEqual({ ...NOTHING, orphansUnnamed: [expect.stringContaining("is live, in no state")] });
});

test("a token that was printed is found as leaked", async () => {
  let token = "";
  const findings = await findingsWith((provider) => ({
    create: async (kind, inputs) => {
      const created = await provider.create(kind, inputs);
      token = tokenOf(created.outputs);
      return created;
    },
    shown: () => `the token is ${Buffer.from(token).toString("base64")}`,
  }));
  expect(findings).toEqual({ ...NOTHING, leaked: [expect.stringContaining("was shown")] });
});

test("a token without the mark of a secret is found as leaked", async () => {
  const findings = await findingsWith((provider) => ({
    create: async (kind, inputs) => {
      const { id, outputs } = await provider.create(kind, inputs);
      return { id, outputs: { ...outputs, apiToken: tokenOf(outputs) } };
    },
  }));
  expect(findings).toEqual({ ...NOTHING, leaked: [expect.stringContaining("was shown")] });
});

test("a block of the account that the provider's own requests cause is found", async () => {
  let now = 0;
  const { requestsPerMinute, blockFor } = PUBLISHED_RATE_LIMIT;
  const broken = (provider: Provider, { url, accountKey }: AccountSettings): Partial<Provider> => ({
    create: async (kind, inputs) => {
      const headers = { authorization: `Bearer ${accountKey}` };
      const list = () => fetch(`${url}${API_CALLS.list.path}`, { headers });
      await Promise.all(Array.from({ length: requestsPerMinute + 1 }, list));
      now += blockFor * 1000;
      return provider.create(kind, inputs);
    },
  });
  const findings = await findingsWith(broken, { ...PUBLISHED_RATE_LIMIT, rateClock: () => now });
  expect(findings).toEqual({ ...NOTHING, blocked: [expect.stringContaining("more than 240 requests in a minute")] });
});

test("a key that is missing in the state is found as lost, and as an orphan at JetEmail", async () => {
  const account = await TestAccount.open({ start: inProcess() });
  const stack = account.stack(0);
  editProgram(account, stack, { edit: "addKey", choice: 0 });
  await account.run(stack, {}, (engine) => engine.up());
  expect(findingsOf(account)).toEqual(NOTHING);
  stack.state.clear();
  expect(findingsOf(account)).toEqual({
    ...NOTHING,
    lost: [expect.stringContaining("is not in the state")],
    orphansUnnamed: [expect.stringContaining(account.simulator.keys[0]?.uuid ?? "no key")],
  });
  await account.close();
});
