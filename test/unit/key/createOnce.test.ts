import { NetworkError } from "../../../provider/errors/networkError";
import type { Client } from "../../../provider/jetemail/client";
import { create } from "../../../provider/key/create";
import type { Arguments } from "../../../provider/key/model";
import { accountOf, useJetEmail } from "../../harness/jetEmail";
import type { Fault } from "../../harness/simulator";

const jetEmail = useJetEmail();
const AT = "2026-01-01T00:00:00.000Z";
const declared = (args: Partial<Arguments> = {}): Arguments => ({ name: "receipts", quota: 5, rotatedAt: AT, ...args });

const GATEWAY_TIMEOUT = { status: 408 };

const LOST: [string, Partial<Fault>][] = [
  ["a reset", { reset: true }],
  ["a bad gateway", { status: 502, body: "<html></html>" }],
  ["a server's error", { status: 500 }],
  ["a time-out of a gateway", GATEWAY_TIMEOUT],
  ["an empty body", { status: 200, body: "" }],
  ["an answer without a token", { status: 200, body: { success: true } }],
  ["a refusal that was none", { status: 200, body: { success: false, error: "try later" } }],
  ["a cut body", { truncate: true }],
];

test.each(LOST)(
  "a key whose creation was answered with %s is found by what appeared in the list",
  async (_what, fault) => {
    jetEmail.simulator.edit.create({ name: "receipts-of-others", quota: 5 });
    jetEmail.simulator.faults.add({ method: "POST", when: "after", ...fault } as Fault);
    const { id, outs } = await create(jetEmail.account, declared());
    const key = jetEmail.simulator.keys.find(({ name }) => name === "receipts");
    expect({ id, token: outs.apiToken }).toEqual({ id: key?.uuid, token: key?.token });
    expect(jetEmail.simulator.keys).toHaveLength(2);
  },
);

test.each(LOST.filter(([, fault]) => fault !== GATEWAY_TIMEOUT))(
  "a creation that %s stopped before it happened is repeated, and makes one key",
  async (_what, fault) => {
    jetEmail.simulator.faults.add({ method: "POST", when: "before", count: 2, ...fault } as Fault);
    const { outs } = await create(jetEmail.account, declared());
    expect(outs.apiToken).toBe(jetEmail.key.token);
  },
);

test.each([408, 504])(
  "after a %d that the list knows nothing of, a request may be on its way and is not repeated",
  async (status) => {
    jetEmail.simulator.faults.add({ method: "POST", status });
    const { account } = jetEmail;
    await expect(create(account, declared())).rejects.toThrow("It is not known whether the key will be");
    expect(jetEmail.calls()).toEqual(["GET", "POST", "GET"]);
    // The late key, by then, is named.
    const { uuid } = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
    await expect(create(account, declared())).rejects.toThrow(`\`adopt: "${uuid}"\``);
  },
);

/** An account without keys whose every creation fails like this. */
function failingWith(error: unknown): Client {
  const fails = async () => {
    throw error;
  };
  return { listKeys: async () => [], createKey: jest.fn(fails) } as unknown as Client;
}

const network = (cause: object) => new NetworkError("https://api.example", "POST", "/keys", cause);

test.each([{ name: "TimeoutError" }, { code: "UND_ERR_HEADERS_TIMEOUT" }, { code: "UND_ERR_BODY_TIMEOUT" }])(
  "a request that nobody waits for any more may be on its way, and is not repeated: %j",
  async (cause) => {
    const client = failingWith(network(cause));
    const creating = create(accountOf(client), declared());
    await expect(creating).rejects.toThrow(/^It is not known whether the key will be created\..* in a minute/);
    expect(client.createKey).toHaveBeenCalledTimes(1);
  },
);

test.each<[string, Error]>([
  ["no connection", network({ code: "ECONNREFUSED" })],
  ["no connection to any address", network({ errors: [{ code: "ENETUNREACH" }] })],
  ["an error of ours", new TypeError("bug")],
])("a request that certainly never left is not looked for: %s", async (_what, error) => {
  const client = failingWith(error);
  await expect(create(accountOf(client), declared())).rejects.toBe(error);
  expect(client.createKey).toHaveBeenCalledTimes(1);
});

test("a creation that never happens ends after three tries, and says that no key was created", async () => {
  jetEmail.simulator.faults.add({ method: "POST", count: 3, status: 500 });
  await expect(create(jetEmail.account, declared())).rejects.toThrow(
    /^No key was created\..* Tried 3 times\. \[JETEMAIL-602, JETEMAIL-305\]$/,
  );
  expect(jetEmail.simulator.keys).toEqual([]);
});

test.each([400, 401, 403, 404])("a creation that is refused with %d is not looked for", async (status) => {
  jetEmail.simulator.faults.add({ method: "POST", status });
  await expect(create(jetEmail.account, declared())).rejects.toMatchObject({ status });
  expect(jetEmail.calls()).toEqual(["GET", "POST"]);
});

test("a key with the name but other settings, or one that was there before, is not taken for a lost one", async () => {
  const { account } = jetEmail;
  await create(account, declared({ name: "first" }));
  const colleague = jetEmail.simulator.edit.create({ name: "receipts", quota: 6 });
  jetEmail.simulator.faults.add({ method: "POST", when: "before", reset: true });
  const { outs } = await create(account, declared());
  expect(outs.apiToken).not.toBe(colleague.token);
  expect(jetEmail.simulator.keys).toHaveLength(3);
});

test("where several new keys fit, none is guessed: the error names each with the line that adopts it", async () => {
  const { account } = jetEmail;
  await account.initialKeys();
  const colleague = jetEmail.simulator.edit.create({ name: "receipts", quota: 5 });
  jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
  const failure = await create(account, declared()).catch((error: Error) => error);
  const uuids = jetEmail.simulator.keys.map(({ uuid }) => uuid);
  expect(uuids).toHaveLength(2);
  expect(uuids).toContain(colleague.uuid);
  for (const uuid of uuids) {
    expect((failure as Error).message).toContain(`\`adopt: "${uuid}"\``);
  }
  // Asked again, as Pulumi's error hooks do, it makes no third.
  await expect(create(account, declared())).rejects.toThrow("Nothing was created");
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("creates of one name and the same settings go one after another, so a lost answer has one meaning", async () => {
  const { account } = jetEmail;
  for (const skip of [0, 2, 3]) {
    jetEmail.simulator.faults.add({ method: "POST", when: "after", skip, reset: true });
  }
  const made = await Promise.all(
    Array.from({ length: 6 }, (_, number) => create(account, declared({ rotatedAt: `${AT}${number}` }))),
  );
  expect(new Set(made.map(({ id }) => id))).toEqual(new Set(jetEmail.simulator.keys.map(({ uuid }) => uuid)));
  expect(jetEmail.simulator.keys).toHaveLength(6);
});

test("if the list cannot tell either, the next create looks again and names the key instead of making a second", async () => {
  const { account } = jetEmail;
  jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  await expect(create(account, declared())).rejects.toThrow("It is not known whether the key was created");
  await expect(create(account, declared())).rejects.toThrow(`\`adopt: "${jetEmail.key.uuid}"\``);
});

test("on a server of the older version the line that adopts names the key by its fingerprint", async () => {
  jetEmail.simulator.options.dialect = "older";
  jetEmail.simulator.edit.create({ name: "receipts" });
  const failure = await create(jetEmail.account, declared()).catch((error: Error) => error);
  jetEmail.simulator.options.dialect = undefined;
  expect((failure as Error).message).toMatch(/`adopt: "fingerprint-[0-9a-f]{16}"`/);
  expect((failure as Error).message).not.toContain(jetEmail.key.token);
});

test("a create that stopped half-way goes on with its token when it is asked for again", async () => {
  const { account } = jetEmail;
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  await expect(create(account, declared())).rejects.toThrow("its uuid could not be looked up");
  const { id, outs } = await create(account, declared());
  expect({ id, token: outs.apiToken }).toEqual({ id: jetEmail.key.uuid, token: jetEmail.key.token });
});

test("a namesake that a resource of this stack claims while the create waits does not stop it", async () => {
  const account = accountOf(jetEmail.client, 2_000);
  const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
  const creating = create(account, declared());
  await account.initialKeys();
  account.ownedKeys.ownCreated(uuid);
  await creating;
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("a list that cannot be read before the request means that nothing is created", async () => {
  jetEmail.simulator.faults.add({ method: "GET", status: 500 });
  const { account } = jetEmail;
  await expect(create(account, declared())).rejects.toMatchObject({ status: 500 });
  expect(jetEmail.simulator.keys).toEqual([]);
  await create(account, declared());
  expect(jetEmail.simulator.keys).toHaveLength(1);
});

test('`adopt: "new"` creates a second key with the name, and names the unmanaged ones', async () => {
  const unmanaged = [1, 2].map(() => jetEmail.simulator.edit.create({ name: "receipts" }));
  const mine = jetEmail.simulator.edit.create({ name: "receipts" });
  const { account } = jetEmail;
  account.ownedKeys.ownCreated(mine.token);
  const { id, notes } = await create(account, declared({ adopt: "new" }));
  expect(jetEmail.simulator.keys.map(({ uuid }) => uuid)).toEqual(
    [...unmanaged, mine].map(({ uuid }) => uuid).concat(id),
  );
  expect(notes).toEqual([
    `Created another key named "receipts", beside ${unmanaged[0]?.uuid}, ${unmanaged[1]?.uuid}, which this stack does not manage.`,
  ]);
});

test("all unmanaged keys with the name are named, each with the line that adopts it", async () => {
  const [one, two] = [1, 2].map(() => jetEmail.simulator.edit.create({ name: "receipts" }).uuid);
  await expect(create(jetEmail.account, declared())).rejects.toThrow(
    `JetEmail already has 2 keys named "receipts" that this stack does not manage, perhaps from an interrupted update. Nothing was created. To adopt one of them, add \`adopt: "${one}"\` or \`adopt: "${two}"\`; to create another key with that name, add \`adopt: "new"\`.`,
  );
  expect(jetEmail.calls()).toEqual(["GET"]);
});

test("a namesake stops no create as long as it may be the key of a resource that this one replaces", async () => {
  const { account } = jetEmail;
  account.ownedKeys.expect(AT, ["receipts"]);
  const { uuid } = jetEmail.simulator.edit.create({ name: "receipts" });
  await create(account, declared());
  expect(jetEmail.simulator.keys).toHaveLength(2);

  const another = jetEmail.account;
  another.ownedKeys.expect(AT, ["receipts"]);
  another.ownedKeys.own([], AT);
  await expect(create(another, declared())).rejects.toThrow(uuid);
  expect(jetEmail.simulator.keys).toHaveLength(2);
});

test("the same create again gives the same key, and another one gives another", async () => {
  const { account } = jetEmail;
  const first = await create(account, declared());
  const again = await create(account, declared());
  expect({ ...again.outs, createdAt: "" }).toEqual({ ...first.outs, createdAt: "" });
  expect(again.id).toBe(first.id);
  expect(jetEmail.calls().filter((method) => method === "POST")).toHaveLength(1);
  const other = await create(account, declared({ rotatedAt: `${AT}2` }));
  expect(other.id).not.toBe(first.id);
});
