import { build } from "../harness/build";
import { DynamicProvider } from "../harness/dynamicProvider";
import { dynamicProcess } from "../harness/model/dynamicProcess";
import { inProcess } from "../harness/model/inProcess";
import {
  type Provider,
  type ProviderError,
  type ResourceKind,
  type ResourceState,
  type StartProvider,
  withoutSecretMarks,
} from "../harness/model/provider";
import { API_CALLS, type Simulator, startSimulator } from "../harness/simulator";

beforeAll(build);

afterEach(() => DynamicProvider.closeAll());

/** A text in which uuids, tokens, fingerprints and instants are numbered in the order in which they appear. */
function normalized(text: string): string {
  const seen = new Map<string, string>();
  const number = (kind: string) => (found: string) => {
    seen.set(found, seen.get(found) ?? `${kind} ${seen.size}`);
    return seen.get(found) as string;
  };
  return text
    .replace(/transactional_[0-9a-f]{32}/g, number("token"))
    .replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, number("uuid"))
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "instant")
    .replace(/("accountFingerprint": )"[0-9a-f]{6}"/g, (_, name) => `${name}"an account"`)
    .replace(/\b[0-9a-f]{8,64}\b/g, number("fingerprint"));
}

/** Every answer and error of a series of calls, as text. */
async function answersOf(start: StartProvider): Promise<string> {
  const simulator = await startSimulator();
  const provider = await start(simulator);
  const answers: unknown[] = [];
  const call = async <Answer>(answer: Promise<Answer>): Promise<Answer | undefined> => {
    try {
      answers.push(await answer);
      return await answer;
    } catch (error) {
      const { name, message, partial } = error as ProviderError;
      answers.push({ name, message, partial });
      return undefined;
    } finally {
      simulator.faults.clear();
    }
  };
  for (const kind of ["key", "pair"] as const) {
    await callsFor(kind, provider, simulator, call);
  }
  await provider.kill();
  await simulator.close();
  return normalized(JSON.stringify(answers, sorted, 1));
}

function sorted(_name: string, value: unknown = "nothing"): unknown {
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  return isObject ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;
}

async function callsFor(
  kind: ResourceKind,
  provider: Provider,
  simulator: Simulator,
  call: <Answer>(answer: Promise<Answer>) => Promise<Answer | undefined>,
): Promise<void> {
  const { faults, edit } = simulator;
  await call(provider.check(kind, {}, { name: "", quota: -1 }));
  const checked = await call(provider.check(kind, {}, { name: kind, quota: 1, rotationTrigger: [1] }));
  const inputs = checked?.inputs ?? {};
  faults.add({ ...API_CALLS.create, status: 403 });
  await call(provider.create(kind, inputs));
  faults.add({ ...API_CALLS.list, status: 404 });
  await call(provider.create(kind, { ...inputs, name: `${kind}2` }));
  const created = await call(provider.create(kind, inputs));
  const state: ResourceState = {
    kind,
    id: `${created?.id}`,
    inputs,
    outputs: withoutSecretMarks(created?.outputs ?? {}),
    initErrors: [],
  };
  await call(provider.diff(state, inputs));
  const changed =
    (await call(provider.check(kind, inputs, { name: kind, quota: 2, rotationTrigger: [2] })))?.inputs ?? {};
  await call(provider.diff(state, changed));
  faults.add({ ...API_CALLS.change, status: 403 });
  await call(provider.update(state, changed));
  await call(provider.update(state, changed));
  await call(provider.read(state));
  faults.add({ ...API_CALLS.remove, status: 403 });
  await call(provider.delete(state));
  await call(provider.delete(state));
  for (const { uuid } of simulator.keys.filter(({ name }) => name.startsWith(kind) && !name.includes("2"))) {
    edit.delete(uuid);
  }
  await call(provider.read(state));
}

test("the provider in this process answers as Pulumi's provider process does", async () => {
  const expected = await answersOf(dynamicProcess());
  expect(expected).toContain("ProviderError");
  expect(expected).toContain('"reasons"');
  expect(await answersOf(inProcess())).toEqual(expected);
});
