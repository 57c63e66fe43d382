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
  simulator = await startSimulator();
});

afterEach(() => simulator.close());

function bodyOf(call: ApiCall): object | undefined {
  const { token } = simulator.edit.create({ name: "old" });
  return {
    list: undefined,
    create: { name: "new" },
    change: { api_token: token, quota: 5 },
    remove: { api_token: token },
    rotate: { api_token: token },
  }[call];
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
    const list = answer.transactionalKeys as { api_token?: string }[];
    const isComplete = {
      list: () => list.every(({ api_token }) => api_token !== undefined),
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
      const isChange = call !== "list" && (fault.when === "after" || answer === "success");
      expect(simulator.requests.map(({ committed }) => committed)).toEqual([isChange]);
    }
  },
);

test("every kind has a name of its own", () => {
  expect(new Set(FAULT_KINDS.map(({ name }) => name)).size).toBe(FAULT_KINDS.length);
});

test.each(Object.keys(API_CALLS) as ApiCall[])("there are kinds for the call %s", (call) => {
  const answers = new Set(FAULT_KINDS.filter(({ calls }) => calls.includes(call)).map(({ answer }) => answer));
  expect([...answers].sort()).toEqual([...(call === "list" ? [] : ["misleading"]), "refusal", "success", "unusable"]);
});
