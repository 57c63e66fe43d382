import { NetworkError } from "../../../provider/errors/networkError";
import type { Client } from "../../../provider/jetemail/client";
import { create } from "../../../provider/key/create";
import type { Arguments } from "../../../provider/key/model";
import { accountOf, useJetEmail } from "../../harness/jetEmail";
import type { Fault } from "../../harness/simulator";

const jetEmail = useJetEmail();
const AT = "2026-01-01T00:00:00.000Z";
const declared = (args: Partial<Arguments> = {}): Arguments => ({ name: "receipts", quota: 5, rotatedAt: AT, ...args });

const REQUEST_TIMEOUT = { status: 408 };

const LOST: [string, Partial<Fault>][] = [
  ["a connection reset", { reset: true }],
  ["a bad gateway", { status: 502, body: "<html></html>" }],
  ["a server error", { status: 500 }],
  ["status 408", REQUEST_TIMEOUT],
  ["an empty body", { status: 200, body: "" }],
  ["a response without a token", { status: 200, body: { success: true } }],
  ["a refusal with status 200", { status: 200, body: { success: false, error: "try later" } }],
  ["a truncated body", { truncate: true }],
];

/** The client of an account without keys, where each create fails with this error. */
function failingWith(error: unknown): Client {
  const fails = async () => {
    throw error;
  };
  return { listKeys: async () => [], createKey: jest.fn(fails) } as unknown as Client;
}

const network = (cause: object) => new NetworkError("https://api.example", "POST", "/keys", cause);

describe("a create whose response is lost", () => {
  test.each(LOST)("finds the key that was created in the list, after %s", async (_what, fault) => {
    jetEmail.simulator.edit.create({ name: "receipts-of-others", quota: 5 });
    jetEmail.simulator.faults.add({ method: "POST", when: "after", ...fault } as Fault);
    const { id, outs } = await create(jetEmail.account, declared());
    const key = jetEmail.simulator.keys.find(({ name }) => name === "receipts");
    expect({ id, token: outs.apiToken }).toEqual({ id: key?.uuid, token: key?.token });
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("sends the request once", async () => {
    jetEmail.simulator.faults.add({ method: "POST", reset: true, when: "after" });
    const { id } = await create(jetEmail.account, declared());
    expect(id).toBe(jetEmail.key.uuid);
    expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
  });

  test.each(LOST.filter(([, fault]) => fault !== REQUEST_TIMEOUT))(
    "repeats the request when no key was created, after %s",
    async (_what, fault) => {
      jetEmail.simulator.faults.add({ method: "POST", when: "before", count: 2, ...fault } as Fault);
      const { outs } = await create(jetEmail.account, declared());
      expect(outs.apiToken).toBe(jetEmail.key.token);
    },
  );

  test("ends after three attempts, and says that no key was created", async () => {
    jetEmail.simulator.faults.add({ method: "POST", count: 3, status: 500 });
    await expect(create(jetEmail.account, declared())).rejects.toThrow(
      /^No key was created\..* Tried 3 times\. \[JETEMAIL-602, JETEMAIL-305\]$/,
    );
    expect(jetEmail.simulator.keys).toEqual([]);
  });

  test.each([408, 504])("does not repeat a request that may still be carried out, after status %d", async (status) => {
    jetEmail.simulator.faults.add({ method: "POST", status });
    const { account } = jetEmail;
    await expect(create(account, declared())).rejects.toThrow("It is not known whether the key will be");
    expect(jetEmail.calls()).toEqual(["GET", "POST", "GET"]);
    // The next create names the key that appeared in the meantime.
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
    await expect(create(account, declared())).rejects.toThrow(`\`adopt: "${uuid}"\``);
  });

  test.each([{ name: "TimeoutError" }, { code: "UND_ERR_HEADERS_TIMEOUT" }, { code: "UND_ERR_BODY_TIMEOUT" }])(
    "does not repeat a request that may still be carried out, after %j",
    async (cause) => {
      const client = failingWith(network(cause));
      const creating = create(accountOf(client), declared());
      await expect(creating).rejects.toThrow(/^It is not known whether the key will be created\..* in a minute/);
      expect(client.createKey).toHaveBeenCalledTimes(1);
    },
  );

  test("matches no key with other settings, and none that existed before", async () => {
    const { account } = jetEmail;
    await create(account, declared({ name: "first" }));
    const unmanaged = jetEmail.simulator.edit.create({ name: "receipts", quota: 6 });
    jetEmail.simulator.faults.add({ method: "POST", when: "before", reset: true });
    const { outs } = await create(account, declared());
    expect(outs.apiToken).not.toBe(unmanaged.token);
    expect(jetEmail.simulator.keys).toHaveLength(3);
  });

  test("names every candidate, and how to adopt it, when several keys match", async () => {
    const { account } = jetEmail;
    await account.initialKeys();
    const unmanaged = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
    jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
    const failure = await create(account, declared()).catch((error: Error) => error);
    const uuids = jetEmail.simulator.keys.map(({ uuid }) => uuid);
    expect(uuids).toHaveLength(2);
    expect(uuids).toContain(unmanaged.uuid);
    for (const uuid of uuids) {
      expect((failure as Error).message).toContain(`\`adopt: "${uuid}"\``);
    }
    // Repeated, as by Pulumi's error hooks, it creates no third key.
    await expect(create(account, declared())).rejects.toThrow("Nothing was created");
    expect(jetEmail.simulator.keys).toHaveLength(2);
  });

  test("names the key in the next create when the list fails too", async () => {
    const { account } = jetEmail;
    jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
    jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
    await expect(create(account, declared())).rejects.toThrow("It is not known whether the key was created");
    await expect(create(account, declared())).rejects.toThrow(`\`adopt: "${jetEmail.key.uuid}"\``);
  });

  test("runs creates with the same settings one after another, so that a loss is unambiguous", async () => {
    const { account } = jetEmail;
    for (const skip of [0, 2, 3]) {
      jetEmail.simulator.faults.add({ method: "POST", when: "after", skip, reset: true });
    }
    const created = await Promise.all(
      Array.from({ length: 6 }, (_, number) => create(account, declared({ rotatedAt: `${AT}${number}` }))),
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
  await expect(create(accountOf(client), declared())).rejects.toBe(error);
  expect(client.createKey).toHaveBeenCalledTimes(1);
});

test.each([400, 401, 403, 404])("looks for no key when JetEmail refuses the request with %d", async (status) => {
  jetEmail.simulator.faults.add({ method: "POST", status });
  await expect(create(jetEmail.account, declared())).rejects.toMatchObject({ status });
  expect(jetEmail.calls()).toEqual(["GET", "POST"]);
});
