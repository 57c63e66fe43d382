import { Engine, type EngineOptions } from "../../harness/model/engine";
import { inProcess } from "../../harness/model/inProcess";
import { ModelStack } from "../../harness/model/modelStack";
import { type Properties, type Provider, ProviderError } from "../../harness/model/provider";
import { API_CALLS, startSimulator } from "../../harness/simulator";

/** A provider that does nothing, and tells every call. */
function fakeProvider(overrides: Partial<Provider> = {}) {
  const calls: string[] = [];
  const provider: Provider = {
    check: async (_kind, _old, inputs) => ({ inputs, failures: {} }),
    diff: async (old, inputs) => ({ changes: old.outputs.quota !== inputs.quota }),
    create: async (_kind, inputs) => ({ id: `id of ${inputs.name}`, outputs: inputs }),
    read: async (old) => old,
    update: async (_old, inputs) => inputs,
    delete: async () => {},
    cancel: async () => {},
    kill: async () => {},
    shown: () => "",
    ...overrides,
  };
  for (const call of ["create", "read", "update", "delete", "cancel", "kill"] as const) {
    const run = provider[call] as (...given: unknown[]) => Promise<never>;
    Object.assign(provider, {
      [call]: (...given: unknown[]) => {
        calls.push(call);
        return run(...given);
      },
    });
  }
  return { provider, calls };
}

function stackOf(...names: string[]): ModelStack {
  const stack = new ModelStack(0);
  for (const name of names) {
    stack.program.set(name, { kind: "key", args: { name, quota: 1 } });
  }
  return stack;
}

async function up(stack: ModelStack, provider: Provider, options: EngineOptions = {}): Promise<Engine> {
  const engine = new Engine(stack, provider, options);
  await engine.up();
  return engine;
}

const refused = async () => {
  throw new ProviderError("refused");
};
const partial = async () => {
  throw new ProviderError("partial", { id: "stand-in", outputs: { quota: 1 }, reasons: ["not found yet"] });
};

test("an update creates, changes and deletes what the program asks for, and nothing else", async () => {
  const { provider, calls } = fakeProvider();
  const stack = stackOf("one", "two");
  await up(stack, provider);
  expect(calls.splice(0)).toEqual(["create", "create"]);
  await up(stack, provider);
  expect(calls.splice(0)).toEqual([]);
  stack.program.delete("one");
  Object.assign(stack.program.get("two")?.args ?? {}, { quota: 2 });
  await up(stack, provider);
  expect(calls.splice(0)).toEqual(["update", "delete"]);
  expect([...stack.state]).toEqual([
    [
      "two",
      expect.objectContaining({ id: "id of two", outputs: { name: "two", quota: 2, __resource: "hash of two" } }),
    ],
  ]);
});

test("no further call starts after a failure, and the state keeps what was done", async () => {
  let creates = 0;
  const { provider, calls } = fakeProvider({
    create: async (_kind, inputs) => (++creates === 2 ? refused() : { id: `${inputs.name}`, outputs: inputs }),
  });
  const stack = stackOf("one", "two", "three");
  const { outcomes } = await up(stack, provider, { parallel: 1 });
  expect(outcomes.map(({ logicalName, result }) => [logicalName, result])).toEqual([
    ["one", "done"],
    ["two", "failed"],
  ]);
  expect(calls).toEqual(["create", "create"]);
  expect([...stack.state.keys()]).toEqual(["one"]);
  expect([...stack.unsettled]).toEqual(["two"]);
});

test("a failed check makes no call", async () => {
  const { provider, calls } = fakeProvider({
    check: async () => ({ inputs: {}, failures: { name: "is not a name" } }),
  });
  const { outcomes } = await up(stackOf("one"), provider);
  expect(outcomes).toEqual([{ logicalName: "one", call: "check", result: "failed", message: "name: is not a name" }]);
  expect(calls).toEqual([]);
});

test("a partially created resource is saved, and updated although nothing differs", async () => {
  const stack = stackOf("one");
  const { outcomes } = await up(stack, fakeProvider({ create: partial }).provider);
  expect(outcomes).toMatchObject([{ call: "create", result: "partial" }]);
  expect(stack.state.get("one")).toMatchObject({ id: "stand-in", initErrors: ["not found yet"] });
  const { provider, calls } = fakeProvider();
  await up(stack, provider);
  expect(calls).toEqual(["update"]);
  expect(stack.state.get("one")).toMatchObject({ id: "stand-in", initErrors: [] });
});

test("an error hook has a failed create tried once more", async () => {
  const stack = stackOf("one");
  const { provider, calls } = fakeProvider({ create: refused });
  await up(stack, provider, { retryHook: true });
  expect(calls).toEqual(["create", "create"]);
});

test("at most so many calls are in progress at once", async () => {
  let inProgress = 0;
  let most = 0;
  const { provider } = fakeProvider({
    create: async (_kind, inputs) => {
      most = Math.max(most, ++inProgress);
      await new Promise(setImmediate);
      inProgress--;
      return { id: `${inputs.name}`, outputs: inputs };
    },
  });
  await up(stackOf("a", "b", "c", "d", "e"), provider, { parallel: 2 });
  expect(most).toBe(2);
});

test.each([
  ["kill", [], ["kill"]],
  ["cancel", ["one"], ["cancel"]],
] as const)("a %s during a create starts no further one", async (how, saved, calls) => {
  const stack = stackOf("one", "two");
  const fake = fakeProvider({
    create: async (_kind, inputs) => {
      engine[how]();
      return { id: `${inputs.name}`, outputs: inputs };
    },
  });
  const engine = new Engine(stack, fake.provider, { parallel: 1 });
  await engine.up();
  expect(fake.calls).toEqual(["create", ...calls]);
  expect([...stack.state.keys()]).toEqual(saved);
});

test("a kill can lose the last result that arrived", async () => {
  const stack = stackOf("one", "two");
  const engine = await up(stack, fakeProvider().provider, { losesLastResult: true, parallel: 1 });
  engine.kill();
  expect([...stack.state.keys()]).toEqual(["one"]);
  expect([...stack.unsettled]).toEqual(["two"]);
});

test("a refresh saves what was read, and takes out what is gone", async () => {
  const stack = stackOf("one", "two");
  await up(stack, fakeProvider().provider);
  const { provider } = fakeProvider({
    read: async (old) => (old.id === "id of one" ? undefined : { ...old, outputs: { quota: 9 } }),
  });
  await new Engine(stack, provider).refresh();
  expect([...stack.state]).toEqual([["two", expect.objectContaining({ outputs: { quota: 9 } })]]);
});

test("a tainted resource is created again, and the old one is deleted last", async () => {
  const stack = stackOf("one", "two");
  await up(stack, fakeProvider().provider);
  const checked: Properties[] = [];
  const { provider, calls } = fakeProvider({
    check: async (_kind, oldInputs, inputs) => {
      checked.push(oldInputs);
      return { inputs, failures: {} };
    },
    create: async () => ({ id: "new id", outputs: {} }),
  });
  stack.tainted.add("one");
  await up(stack, provider);
  expect(checked).toEqual([{}, expect.objectContaining({ name: "two" })]);
  expect(calls).toEqual(["create", "delete"]);
  expect([...stack.state].map(([name, { id }]) => [name, id])).toEqual([
    ["one", "new id"],
    ["two", "id of two"],
  ]);
  expect([...stack.tainted]).toEqual([]);
});

test("an update that differs from its plan fails", async () => {
  const stack = stackOf("one");
  const plan = await new Engine(stack, fakeProvider().provider).preview();
  const check = async (_kind: unknown, _olds: unknown, inputs: Properties) => {
    return { inputs: { ...inputs, at: "another instant" }, failures: {} };
  };
  const { outcomes } = await up(stack, fakeProvider({ check }).provider, { plan });
  expect(outcomes).toMatchObject([
    { call: "check", result: "failed", message: expect.stringContaining("violates plan") },
  ]);
  expect((await up(stack, fakeProvider().provider, { plan })).outcomes).toMatchObject([{ result: "done" }]);
});

test("a provider in this process that is killed sends nothing more", async () => {
  const simulator = await startSimulator();
  const stack = stackOf("one");
  const engine = new Engine(stack, await inProcess({ maxAttempts: 3, baseDelay: 1 })(simulator));
  simulator.options.onRequest = ({ method }) => {
    if (method === "POST") {
      engine.kill();
    }
  };
  await engine.up();
  expect(simulator.requests.map(({ method }) => method)).toEqual(["GET", "POST"]);
  expect(stack.state.size).toBe(0);
  expect(simulator.keys).toHaveLength(1);
  await simulator.close();
});

test("what a provider in this process prints, and the errors that it answers, are shown", async () => {
  const simulator = await startSimulator();
  const provider = await inProcess()(simulator);
  simulator.edit.create({ name: "one" });
  const { inputs } = await provider.check("key", {}, { name: "one", adopt: "new" });
  await provider.create("key", inputs);
  expect(provider.shown()).toContain(simulator.keys[0]?.uuid);
  simulator.faults.add({ ...API_CALLS.create, status: 403 });
  await expect(provider.create("key", { ...inputs, name: "two", __resource: "another" })).rejects.toThrow(
    ProviderError,
  );
  expect(provider.shown()).toContain("JetEmail answered 403");
  await provider.kill();
  await simulator.close();
});
