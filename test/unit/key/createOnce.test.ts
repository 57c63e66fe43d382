import { NetworkError } from "../../../provider/errors/networkError";
import type { PartialError } from "../../../provider/errors/partialError";
import type { Client } from "../../../provider/jetemail/client";
import { provisionalId } from "../../../provider/jetemail/keyIdentities";
import { KeyList } from "../../../provider/jetemail/keyList";
import { type Created, create as createKey, type NewKey } from "../../../provider/key/create";
import type { Outputs } from "../../../provider/key/model";
import { rotate } from "../../../provider/key/rotate";
import type { Account } from "../../../provider/run/account";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { accountOf, useJetEmail } from "../../harness/jetEmail";
import { API_CALLS, type Fault } from "../../harness/simulator";

const jetEmail = useJetEmail();

function create(account: Account, args: Partial<NewKey> = {}, resource = RESOURCE): Promise<Created<Outputs>> {
  return createKey(account, { name: "receipts", quota: 5, ...args }, resource);
}

/** After these, JetEmail may still be working on the request. */
const PENDING: [string, Partial<Fault>][] = [
  ["a connection reset", { reset: true }],
  ["a bad gateway", { status: 502, body: "<html></html>" }],
  ["status 408", { status: 408 }],
  ["status 503", { status: 503 }],
  ["status 504", { status: 504 }],
  ["status 520", { status: 520 }],
  ["a truncated body", { truncate: true }],
];

/** After these, it has ended it. */
const ENDED: [string, Partial<Fault>][] = [
  ["a server error", { status: 500 }],
  ["an empty body", { status: 200, body: "" }],
  ["a response without a token", { status: 200, body: { success: true } }],
  ["a refusal with status 200", { status: 200, body: { success: false, error: "try later" } }],
];

const LOST = [...PENDING, ...ENDED];

/** The client of an account without keys, where each create fails with this error. */
function failingWith(error: unknown): Client {
  const fails = async () => {
    throw error;
  };
  const others = { listKeys: async () => new KeyList([]), reserve: async () => {} };
  return { ...others, createKey: jest.fn(fails) } as unknown as Client;
}

const network = (cause: object) => new NetworkError("https://api.example", "POST", "/keys", cause);

describe("a create whose response is lost", () => {
  test.each(LOST)("finds the key that was created in the list, after %s", async (_what, fault) => {
    jetEmail.simulator.edit.create({ name: "receipts-of-others", quota: 5 });
    jetEmail.simulator.faults.add({ method: "POST", when: "after", ...fault } as Fault);
    const { id, outs } = await create(jetEmail.account);
    const key = jetEmail.simulator.keys.find(({ name }) => name === "receipts");
    expect({ id, token: outs.apiToken }).toEqual({ id: key?.uuid, token: key?.token });
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("leaves it open whether a key was created if the wait for the list is interrupted", async () => {
    const interruption = new AbortController();
    const { signal } = interruption;
    const account = accountOf(
      jetEmail.client,
      { lostResponse: 60_000 },
      { signal, onWait: () => interruption.abort() },
    );
    jetEmail.simulator.faults.add({ method: "POST", status: 500, when: "after" });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 1, list: "lagging" });
    const { message } = await failureOf(create(account));
    expect(message).toMatch(/^It is not known whether the key was created\. .*JETEMAIL-603/);
    expect(message).not.toContain("was not sent");
    expect(jetEmail.simulator.keys).toHaveLength(1);
  });

  test("sends the request once", async () => {
    jetEmail.simulator.faults.add({ method: "POST", reset: true, when: "after" });
    const { id } = await create(jetEmail.account);
    expect(id).toBe(jetEmail.key.uuid);
    expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
  });

  test.each(ENDED)("repeats the request when no key was created, after %s", async (_what, fault) => {
    jetEmail.simulator.faults.add({ method: "POST", when: "before", count: 2, ...fault } as Fault);
    const { outs } = await create(jetEmail.account);
    expect(outs.apiToken).toBe(jetEmail.key.token);
  });

  test("ends after three attempts, and says that no key was created", async () => {
    jetEmail.simulator.faults.add({ method: "POST", count: 3, status: 500 });
    await expect(create(jetEmail.account)).rejects.toThrow(
      /^No key was created\..* Tried 3 times\. \[JETEMAIL-602, JETEMAIL-305\]$/,
    );
    expect(jetEmail.simulator.keys).toEqual([]);
  });

  test.each(PENDING)("does not repeat a request that may still be carried out, after %s", async (_what, fault) => {
    jetEmail.simulator.faults.add({ method: "POST", ...fault } as Fault);
    const { account } = jetEmail;
    await expect(create(account)).rejects.toThrow("It is not known whether the key will be created.");
    expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
    // Repeated, as by Pulumi's error hooks, it still does not, and names the key as soon as it appears.
    await expect(create(account)).rejects.toThrow(/may still make one.*\[JETEMAIL-614\]/);
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
    await expect(create(jetEmail.account)).rejects.toThrow(`\`adopt: "${uuid}"\``);
    expect(jetEmail.calls()).not.toContain("POST");
  });

  test.each([502, 503, 504])(
    "waits for the key of a create that is committed after a gateway answers %d",
    async (status) => {
      jetEmail.simulator.faults.add({ ...API_CALLS.create, status, commitAfterMs: 20 });
      const { id } = await create(accountOf(jetEmail.client, { pendingRequest: 30_000 }));
      expect(id).toBe(jetEmail.key.uuid);
      expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
    },
  );

  test.each([{ name: "TimeoutError" }, { code: "UND_ERR_HEADERS_TIMEOUT" }, { code: "UND_ERR_BODY_TIMEOUT" }])(
    "does not repeat a request that may still be carried out, after %j",
    async (cause) => {
      const client = failingWith(network(cause));
      const creating = create(accountOf(client));
      await expect(creating).rejects.toThrow(/^It is not known whether the key will be created\..* in a minute/);
      expect(client.createKey).toHaveBeenCalledTimes(1);
    },
  );

  test("matches no key that had been listed before", async () => {
    const { account } = jetEmail;
    await account.initialKeys();
    const unmanaged = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
    await account.listKeys();
    jetEmail.simulator.faults.add({ method: "POST", when: "before", status: 500 });
    const { outs } = await create(account);
    expect(outs.apiToken).not.toBe(unmanaged.token);
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("is not repeated, and names the key, when one with other settings has appeared", async () => {
    const { account } = jetEmail;
    await account.initialKeys();
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts", quota: 6 });
    jetEmail.simulator.faults.add({ method: "POST", when: "before", status: 500 });
    await expect(create(account)).rejects.toThrow(
      new RegExp(
        `^It is not known which key this create made\\. .* A key that it may have made has appeared .*\`adopt: "${uuid}"\``,
      ),
    );
    expect(jetEmail.key.uuid).toBe(uuid);
  });

  test.each<[string, Partial<NewKey>]>([
    ["no domains beside allowAllDomains", { allowAllDomains: true, approvedDomains: ["example.com"] }],
    ["ranges without host bits", { ipRestrictions: ["10.1.2.3/8", "192.168.1.130/25"] }],
    ["a name without spaces at its ends", { name: "receipts " }],
  ])("finds a key of which JetEmail stored less: %s", async (_what, args) => {
    jetEmail.simulator.faults.add({ ...API_CALLS.create, when: "after", storesLess: true, reset: true });
    const { id } = await create(jetEmail.account, args);
    expect(id).toBe(jetEmail.key.uuid);
  });

  test("is not certain of a key with a smaller quota, which may be of another stack", async () => {
    jetEmail.simulator.faults.add({ ...API_CALLS.create, when: "after", storesLess: true, reset: true });
    const error = await failureOf(create(jetEmail.account, { quota: 5000 }));
    expect(error.message).toContain(`\`adopt: "${jetEmail.key.uuid}"\``);
    expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
  });

  test("is not repeated when a key with the name cannot be read", async () => {
    const { account } = jetEmail;
    await account.initialKeys();
    jetEmail.simulator.options.extraEntries = [{ name: "receipts" }];
    jetEmail.simulator.faults.add({ method: "POST", when: "before", status: 500 });
    await expect(create(account)).rejects.toThrow(/^It is not known whether the key was created.*cannot be read/);
    expect(jetEmail.simulator.keys).toEqual([]);
  });

  test("is not repeated when the list may not be complete", async () => {
    const { account } = jetEmail;
    await account.initialKeys();
    jetEmail.simulator.faults.add({ method: "POST", when: "before", status: 500 });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", list: "first page" });
    await expect(create(account)).rejects.toThrow(
      /^It is not known whether the key was created\..*may not be complete: its field "has_more" says that there is more\..*\[JETEMAIL-603, JETEMAIL-305\]$/,
    );
    expect(jetEmail.calls()).toEqual(["GET", "POST", "GET"]);
  });

  test("names a key that appears after the request was repeated", async () => {
    jetEmail.simulator.faults.add({ ...API_CALLS.create, status: 500, commitAfterMs: 0 });
    jetEmail.simulator.faults.add({ ...API_CALLS.list, when: "after", skip: 1, list: "lagging" });
    const error = await failureOf<PartialError<Outputs>>(create(jetEmail.account));
    const [first, second] = jetEmail.simulator.keys;
    expect(error).toMatchObject({ name: "PartialError", id: second?.uuid, properties: { apiToken: second?.token } });
    expect(error.message).toContain(
      `A response to this create was lost, and JetEmail has another key with the same name since: ${first?.uuid}.`,
    );
  });

  test("names all keys that appear after the request was repeated", async () => {
    const { account } = jetEmail;
    jetEmail.simulator.faults.add({ ...API_CALLS.create, when: "before", status: 500 });
    const twins: string[] = [];
    jetEmail.simulator.options.onRequest = ({ method, status }) => {
      if (method === "POST" && status !== 500) {
        twins.push(...[1, 2].map(() => jetEmail.simulator.edit.create({ name: "receipts" }).uuid));
      }
    };
    const error = await failureOf<PartialError<Outputs>>(create(account));
    expect(error.name).toBe("PartialError");
    expect(error.message).toContain(
      `JetEmail has 2 other keys with the same name since: ${twins[0]}, ${twins[1]}. If no other stack has them, delete them in JetEmail's dashboard, or adopt each with`,
    );
  });

  test("takes no key that a create in flight has made for another of its own", async () => {
    const { account, simulator } = jetEmail;
    simulator.faults.add({ ...API_CALLS.create, when: "after", status: 502 });
    let respond = () => {};
    const list = account.listKeys.bind(account);
    jest.spyOn(account, "listKeys").mockImplementation(async (freshness) => {
      if (freshness === "batched") {
        const { token } = simulator.edit.create({ name: "receipts" });
        const another = Promise.withResolvers<void>();
        respond = another.resolve;
        const sent = another.promise.then(() => account.ownedKeys.manage(token));
        account.sentCreates.set(sent, "receipts");
        void sent.then(() => account.sentCreates.delete(sent));
      }
      const keys = await list(freshness);
      if (freshness === undefined) {
        setImmediate(() => respond()); // after the list that shows the other create's key
      }
      return keys;
    });
    await create(account);
    expect(simulator.keys).toHaveLength(2);
  });

  test("waits for no create of another name", async () => {
    const { account, simulator } = jetEmail;
    simulator.faults.add({ ...API_CALLS.create, when: "after", status: 500 });
    const list = account.listKeys.bind(account);
    jest.spyOn(account, "listKeys").mockImplementation(async (freshness) => {
      if (freshness === "batched") {
        account.sentCreates.set(new Promise(() => {}), "invoices");
      }
      return list(freshness);
    });
    const briefly = jest.spyOn(account, "briefly");
    await create(account);
    await expect(briefly.mock.calls[0]?.[0]).resolves.toEqual([]);
  });

  test.each([
    [1, undefined],
    [2, "JetEmail has another key with the same name since: among "],
    [3, "JetEmail has 2 other keys with the same name since: among "],
  ])("of %d keys that appear, takes one for that of a create that goes on", async (count, message) => {
    const { account, simulator } = jetEmail;
    simulator.faults.add({ ...API_CALLS.create, when: "after", status: 500 });
    const list = account.listKeys.bind(account);
    jest.spyOn(account, "listKeys").mockImplementation(async (freshness) => {
      if (freshness === "batched") {
        account.sentCreates.set(new Promise(() => {}), "receipts");
        for (let made = 0; made < count; made++) {
          simulator.edit.create({ name: "receipts" });
        }
      }
      return list(freshness);
    });
    const outcome = await create(account).then(
      () => undefined,
      (error: Error) => error.message,
    );
    expect(outcome).toEqual(message && expect.stringContaining(message));
  });

  test("does not wait for a create that was not sent, with a token in hand", async () => {
    const { account, simulator, client } = jetEmail;
    const reserve = jest.spyOn(client, "reserve").mockImplementationOnce(async () => {});
    simulator.faults.add({ ...API_CALLS.create, when: "after", status: 500 });
    const lost = create(account);
    reserve.mockReturnValue(new Promise<void>(() => {})); // waits for the budget
    void create(account, {}, `${RESOURCE} of another`);
    await lost;
    expect(simulator.keys).toHaveLength(1);
  });

  test("names every candidate, and how to adopt it, when several keys match", async () => {
    const { account } = jetEmail;
    await account.initialKeys();
    const unmanaged = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
    jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
    const failure = await create(account).catch((error: Error) => error);
    const uuids = jetEmail.simulator.keys.map(({ uuid }) => uuid);
    expect(uuids).toHaveLength(2);
    expect(uuids).toContain(unmanaged.uuid);
    for (const uuid of uuids) {
      expect((failure as Error).message).toContain(`\`adopt: "${uuid}"\``);
    }
    // Repeated, as by Pulumi's error hooks, it creates no third key.
    await expect(create(account)).rejects.toThrow("Nothing was created");
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("names the key in the next create when the list fails too", async () => {
    const { account } = jetEmail;
    jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
    jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
    await expect(create(account)).rejects.toThrow("It is not known whether the key was created");
    await expect(create(account)).rejects.toThrow(`\`adopt: "${jetEmail.key.uuid}"\``);
  });

  test("runs creates with the same settings one after another, so that a loss is unambiguous", async () => {
    const { account } = jetEmail;
    for (const skip of [0, 2, 3]) {
      jetEmail.simulator.faults.add({ method: "POST", when: "after", skip, reset: true });
    }
    const created = await Promise.all(
      Array.from({ length: 6 }, (_, number) => create(account, {}, `${RESOURCE}${number}`)),
    );
    expect(new Set(created.map(({ id }) => id))).toEqual(new Set(jetEmail.simulator.keys.map(({ uuid }) => uuid)));
    expect(jetEmail.simulator.keys).toHaveLength(6);
  });
});

test.each<[string, Error]>([
  ["no connection", network({ code: "ECONNREFUSED" })],
  ["no connection to any address", network({ errors: [{ code: "ENETUNREACH" }] })],
  ["an unexpected error", new TypeError("bug")],
])("looks for no key when the request was not sent: %s", async (_what, error) => {
  const client = failingWith(error);
  await expect(create(accountOf(client))).rejects.toBe(error);
  expect(client.createKey).toHaveBeenCalledTimes(1);
});

test.each([400, 401, 403, 404])("looks for no key when JetEmail refuses the request with %d", async (status) => {
  jetEmail.simulator.faults.add({ method: "POST", status });
  await expect(create(jetEmail.account)).rejects.toMatchObject({ status });
  expect(jetEmail.calls()).toEqual(["GET", "POST"]);
});

describe("on the older API version, whose list has neither uuids nor names", () => {
  beforeEach(() => {
    jetEmail.simulator.options.dialect = "older";
  });

  test("names the only key that has appeared, which may as well be the new token of an older one", async () => {
    jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
    const { message } = await failureOf(create(jetEmail.account));
    expect(message).toContain(`\`adopt: "${provisionalId(jetEmail.key.token)}"\``);
    expect(message).toMatch(/\[JETEMAIL-605, JETEMAIL-307\]$/);
    expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
  });

  test("takes no token of a key that is rotated meanwhile", async () => {
    const { account, simulator } = jetEmail;
    const { uuid } = simulator.edit.create({ name: "invoices", quota: 5 });
    simulator.faults.add({ ...API_CALLS.create, status: 500 });
    simulator.options.onRequest = ({ method }) => method === "POST" && simulator.edit.rotate(uuid);
    expect((await failureOf(create(account))).message).toContain("[JETEMAIL-605");
    expect(jetEmail.key.uuid).toBe(uuid);
  });

  test("names no key that this run has rotated meanwhile, and creates its own", async () => {
    const { account, simulator } = jetEmail;
    const other = await create(account, { name: "invoices" }, `${RESOURCE} of another`);
    simulator.faults.add({ ...API_CALLS.create, status: 500 });
    const [created] = await Promise.all([create(account), rotate(account, other.id, other.outs)]);
    expect(simulator.keys.map(({ token }) => token)).toContain(created.outs.apiToken);
    expect(simulator.keys).toHaveLength(2);
  });

  test("creates the key once no other has appeared", async () => {
    jetEmail.simulator.faults.add({ ...API_CALLS.create, status: 500 });
    expect((await create(jetEmail.account)).outs.apiToken).toBe(jetEmail.key.token);
  });

  test("names a key that another create of the run may have made", async () => {
    const { account } = jetEmail;
    jetEmail.simulator.faults.add({ method: "POST", when: "after", count: 2, reset: true });
    const failures = await Promise.all(
      ["receipts", "invoices"].map((name) => failureOf(create(account, { name }, name))),
    );
    for (const { message } of failures) {
      expect(message).toMatch(/\[JETEMAIL-605/);
    }
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });
});
