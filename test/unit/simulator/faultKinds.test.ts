import {
  API_CALLS,
  type ApiCall,
  FAULT_KINDS,
  type FaultAnswer,
  type Simulator,
  startSimulator,
} from "../../harness/simulator";

let simulator: Simulator;

beforeEach(async () => {
  // A block is over at once, so that it does not refuse the calls that follow.
  simulator = await startSimulator({ blockFor: 0 });
});

afterEach(() => simulator.close());

function bodyOf(call: ApiCall): object | undefined {
  const { uuid } = simulator.edit.create({ name: "old" });
  const { token } = simulator.edit.rotate(uuid);
  return {
    list: undefined,
    create: { name: "new" },
    change: { api_token: token, quota: 5 },
    remove: { api_token: token },
    rotate: { api_token: token },
    domains: undefined,
  }[call];
}

function isIn(list: readonly { api_token?: string }[], token: string): boolean {
  return list.some(({ api_token }) => api_token === token);
}

/** Makes a call, and concludes from its answer what the API's reference allows to conclude. */
async function concluded(call: ApiCall, body: object | undefined): Promise<Exclude<FaultAnswer, "misleading">> {
  const { method, path } = API_CALLS[call];
  try {
    const response = await fetch(simulator.url + path, {
      method,
      headers: { authorization: `Bearer ${simulator.accountKey}`, "content-type": "application/json" },
      body: body ? JSON.stringify(body) : null,
    });
    const { status } = response;
    if (status >= 400) {
      return status >= 500 || status === 408 ? "unusable" : "refusal";
    }
    const answer = (await response.json()) as Record<string, unknown>;
    if (answer.success === "false" || "error" in answer) {
      return "unusable";
    }
    const list = answer.transactionalKeys as { api_token?: string }[] | undefined;
    if (call === "list" && list && (answer.has_more || !simulator.keys.every(({ token }) => isIn(list, token)))) {
      return "incomplete";
    }
    const isComplete = {
      list: () => list !== undefined,
      domains: () => Array.isArray(answer.domains),
      create: () => typeof answer.api_token === "string",
      change: () => true,
      remove: () => true,
      rotate: () => typeof answer.api_token === "string",
    }[call];
    return answer.success === true && isComplete() ? "success" : "unusable";
  } catch {
    return "unusable";
  }
}

test.each(FAULT_KINDS.map((kind) => [kind.name, kind] as const))(
  'the kind "%s" commits what it says, and its answer tells what it says',
  async (_, { calls, answer, fault }) => {
    expect(calls.length).toBeGreaterThan(0);
    for (const call of calls) {
      const body = bodyOf(call);
      simulator.clearRequests();
      const handle = simulator.faults.add({ ...API_CALLS[call], ...fault });
      expect(await concluded(call, body)).toBe(answer === "misleading" ? "refusal" : answer);
      expect(handle.hits).toBe(1);
      await simulator.settle();
      const isLate = "commitAfterMs" in fault;
      const isChange =
        call !== "list" && call !== "domains" && (fault.when === "after" || answer === "success" || isLate);
      expect(simulator.requests.map(({ committed }) => committed)).toEqual([isChange]);
    }
  },
);

test("every kind has a name of its own", () => {
  expect(new Set(FAULT_KINDS.map(({ name }) => name)).size).toBe(FAULT_KINDS.length);
});

const FAULTY_CALLS = (Object.keys(API_CALLS) as ApiCall[]).filter((call) => call !== "domains");

test.each(FAULTY_CALLS)("there are kinds for the call %s", (call) => {
  const answers = new Set(FAULT_KINDS.filter(({ calls }) => calls.includes(call)).map(({ answer }) => answer));
  const special = call === "list" ? "incomplete" : "misleading";
  expect([...answers].sort()).toEqual([special, "refusal", "success", "unusable"]);
});
