import type { Socket } from "node:net";

import { PAIR_PROVIDER_REFERENCE, PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
import { type CallError, DynamicProvider, type Properties, secret } from "../harness/dynamicProvider";
import { failureOf } from "../harness/failure";
import { faultKind } from "../harness/faults";
import { httpResponse, useRecorders } from "../harness/recorder";
import { repository } from "../harness/repository";
import { type Simulator, startSimulator } from "../harness/simulator";

/** The traps of Pulumi's dynamic-provider process, each sprung on the real process. */

const UNKNOWN_STATUS = 2;

const startRecorder = useRecorders();
let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator();
});

afterEach(async () => {
  await DynamicProvider.closeAll();
  await simulator.close();
});

async function start(env: Record<string, string> = {}, url = simulator.url): Promise<DynamicProvider> {
  const config = { "jetemail:apiKey": simulator.accountKey, "jetemail:baseUrl": url };
  return DynamicProvider.start({ cwd: repository, config, env });
}

/** Runs a line of code in the provider process before anything else. */
function preloading(code: string): Record<string, string> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

function args(given: Properties): Properties {
  return { __provider: PROVIDER_REFERENCE, __resource: `hash of ${given.name}`, ...given };
}

function pairArgs(given: Properties): Properties {
  return { ...args(given), __provider: PAIR_PROVIDER_REFERENCE, current: "a" };
}

function posts(): number {
  return simulator.requests.filter(({ method }) => method === "POST").length;
}

describe("configure", () => {
  test("is not awaited before the first calls, all of which are configured nevertheless", async () => {
    const { uuid } = simulator.edit.create({ name: "old" });
    const provider = await start();
    const [created, another, read, checked] = await Promise.all([
      provider.create(args({ name: "new" })),
      provider.create(args({ name: "another", quota: 2 })),
      provider.read(uuid, undefined, args({})),
      provider.check({}, { __provider: PROVIDER_REFERENCE, name: "checked" }),
    ]);
    expect([created.id, another.id, read.id].sort()).toEqual(simulator.keys.map((key) => key.uuid).sort());
    expect(simulator.keys.find((key) => key.uuid === another.id)).toMatchObject({ name: "another", quota: 2 });
    expect(checked.failures).toEqual({});
  });

  test("that is invalid makes every later call fail, and nothing is sent", async () => {
    const config = { "jetemail:accounts": "no JSON", "jetemail:baseUrl": simulator.url };
    const provider = await DynamicProvider.start({ cwd: repository, config });
    const calls = [
      () => provider.create(args({ name: "a", account: "second" })),
      () => provider.create(args({ name: "a", account: "second" })),
      () => provider.read("some-uuid", args({ account: "second", apiToken: "x" }), args({})),
      () => provider.delete("some-uuid", args({ account: "second", apiToken: "x" })),
    ];
    for (const call of calls) {
      expect((await failureOf<CallError>(call())).message).toContain("jetemail:accounts must map");
    }
    const { failures } = await provider.check({}, { __provider: PROVIDER_REFERENCE, name: "a", account: "second" });
    expect(failures).toEqual({ account: expect.stringContaining("jetemail:accounts must map") });
    expect(simulator.requests).toEqual([]);
  });
});

describe("the fields of an error", () => {
  test.each([
    "a connection reset",
    "HTML with status 200",
    "a refusal with status 200",
    "an empty body",
    "unknown properties",
    "a JSON null",
  ])("do not reach the protocol after %s", async (what) => {
    const provider = await start();
    const { uuid, token } = simulator.edit.create({ name: "old" });
    const state = args({ uuid, apiToken: token, name: "old", status: "active" });
    for (const method of ["GET", "POST"]) {
      simulator.faults.add({ ...faultKind(what).fault, method, count: Number.POSITIVE_INFINITY });
    }
    simulator.faults.add({ method: "DELETE", status: 403 });
    const failures = await Promise.all(
      [provider.create(args({ name: "new" })), provider.read(uuid, state, args({})), provider.delete(uuid, state)].map(
        (call) => failureOf<CallError>(call),
      ),
    );
    for (const { code, message, initFailed } of failures) {
      expect({ code, initFailed }).toEqual({ code: UNKNOWN_STATUS, initFailed: undefined });
      expect(message).toMatch(/^Could not (create|read|delete) the key/);
    }
    expect(simulator.keys).toHaveLength(1);
  });
});

describe("a list that leaves out what it may", () => {
  test("leads to no `undefined` among the outputs, which the process could not send after the POST", async () => {
    const token = "transactional_0123456789abcdef0123456789abcdef";
    let isCreated = false;
    const { url } = await startRecorder((socket, part) => {
      if (part.startsWith("POST")) {
        isCreated = true;
        socket.write(httpResponse(JSON.stringify({ success: true, api_token: token })));
      } else if (part.startsWith("GET")) {
        const keys = isCreated ? [{ api_token: token, name: "lean", status: "active" }] : [];
        socket.write(httpResponse(JSON.stringify({ success: true, transactionalKeys: keys })));
      }
    });
    const provider = await start({}, url);
    const { id, properties } = await provider.create(args({ name: "lean" }));
    expect(properties).toMatchObject({ apiToken: secret(token), uuid: id, status: "active", quota: 0 });
    const state = { ...properties, apiToken: token };
    const read = await provider.read(id, state, args({ name: "lean" }));
    expect(read).toMatchObject({ id, properties: { apiToken: secret(token) } });
  });
});

describe("a JetEmail that never answers", () => {
  test("times out, and the message says that it is not known what happened", async () => {
    // The process's timers run a hundred times as fast.
    const { NODE_OPTIONS } = preloading(
      "const real = setTimeout; globalThis.setTimeout = (run, ms, ...rest) => real(run, ms / 100, ...rest);",
    );
    const provider = await start({
      NODE_OPTIONS: `${NODE_OPTIONS} --require=${require.resolve("../harness/fastWaits")}`,
    });
    simulator.faults.add({ method: "POST", hang: true });
    const { message, initFailed } = await failureOf<CallError>(provider.create(args({ name: "new" })));
    expect(message).toContain("It is not known whether the key");
    expect(message).toContain("UND_ERR_HEADERS_TIMEOUT");
    expect(initFailed).toBeUndefined();
    expect(posts()).toBe(1);
  });
});

describe("Pulumi's call to cancel", () => {
  test("ends the waiting for a rate limit", async () => {
    const provider = await start();
    const fault = simulator.faults.add({ count: 9, status: 429, headers: { "retry-after": "60" } });
    const failure = failureOf<CallError>(provider.create(args({ name: "new" })));
    await fault.firstHit;
    await provider.cancel();
    expect((await failure).message).toContain("Interrupted: GET");
    expect(fault.hits).toBe(1);
  });

  test("ends the wait for a key whose create got no response, and does not repeat the request", async () => {
    let arrived: (socket: Socket) => void = () => {};
    const post = new Promise<Socket>((resolve) => {
      arrived = resolve;
    });
    const recorder = await startRecorder((socket, part) => {
      if (part.startsWith("POST")) {
        arrived(socket);
      } else {
        socket.write(httpResponse(JSON.stringify({ success: true, transactionalKeys: [] })));
      }
    });
    const provider = await start({}, recorder.url);
    const failure = failureOf<CallError>(provider.create(args({ name: "new" })));
    const socket = await post;
    await provider.cancel();
    socket.destroy();
    expect((await failure).message).toContain("It is not known whether the key will be created.");
    expect(recorder.received.match(/^POST /gm)).toHaveLength(1);
  });
});

test("a provider whose engine is gone ends and sends nothing more, since nothing would be saved", async () => {
  const provider = await start();
  const fault = simulator.faults.add({ count: 9, status: 429, headers: { "retry-after": "60" } });
  const failure = failureOf<CallError>(provider.create(args({ name: "new" })));
  await fault.firstHit;
  provider.process.child.stdin?.end();
  expect((await failure).message).toContain("Connection dropped");
  expect(fault.hits).toBe(1);
  expect(simulator.keys).toEqual([]);
});

describe("an error hook that asks to create again, with the same inputs,", () => {
  test("after a partial result gets the key that was created", async () => {
    const provider = await start();
    const inputs = args({ name: "new" });
    simulator.faults.add({ method: "GET", skip: 1, status: 404 });
    const { initFailed } = await failureOf<CallError>(provider.create(inputs));
    expect(initFailed?.properties).toMatchObject({ apiToken: secret(simulator.keys[0]?.token) });
    const { id, properties } = await provider.create(inputs);
    expect({ id, properties }).toMatchObject({
      id: simulator.keys[0]?.uuid,
      properties: { apiToken: secret(simulator.keys[0]?.token) },
    });
    expect(posts()).toBe(1);
  });

  test("after a create whose outcome is unknown creates no second key", async () => {
    const provider = await start();
    const inputs = args({ name: "new" });
    simulator.faults.add({ method: "POST", when: "after", reset: true });
    simulator.faults.add({ method: "GET", skip: 1, status: 404 });
    const unknown = await failureOf<CallError>(provider.create(inputs));
    expect(unknown.message).toContain("It is not known whether the key was created");
    const again = await failureOf<CallError>(provider.create(inputs));
    expect(again.message).toContain(`adopt: "${simulator.keys[0]?.uuid}"`);
    expect(simulator.keys).toHaveLength(1);
  });

  test("after half a pair gets that half, and creates the other", async () => {
    const provider = await start();
    const inputs = pairArgs({ name: "duo" });
    simulator.faults.add({ method: "POST", skip: 1, status: 403 });
    const { initFailed } = await failureOf<CallError>(provider.create(inputs));
    expect(initFailed?.id).toBe(simulator.keys[0]?.uuid);
    const { id } = await provider.create(inputs);
    expect(id).toBe(simulator.keys[0]?.uuid);
    expect(simulator.keys.map(({ name }) => name)).toEqual(["duo-a", "duo-b"]);
  });
});
