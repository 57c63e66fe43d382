import type { PartialError } from "../../../provider/errors/partialError";
import { createPair } from "../../../provider/pair/create";
import type { PairOutputs } from "../../../provider/pair/model";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const DECLARED = { name: "mail", rotationTrigger: 1, quota: 5 };

const liveTokens = () => jetEmail.simulator.keys.map(({ token }) => token);
const tokensOf = ({ keys }: PairOutputs) => [keys.a?.apiToken, keys.b?.apiToken];

test("creates two keys with the same settings, and makes the first one current", async () => {
  const { id, outs } = await createPair(jetEmail.account, DECLARED, RESOURCE);
  expect(jetEmail.calls()).toEqual(["GET", "POST", "GET", "POST", "GET"]);
  expect(jetEmail.simulator.keys).toMatchObject([
    { name: "mail-a", quota: 5 },
    { name: "mail-b", quota: 5 },
  ]);
  const [a, b] = jetEmail.simulator.keys;
  expect(id).toBe(a?.uuid);
  expect(outs).toMatchObject({
    ...{ name: "mail", quota: 5, enabled: true, approvedDomains: [] },
    ...{ current: "a", rotatedAt: expect.any(String), rotationTrigger: 1 },
    keys: {
      a: { id: a?.uuid, uuid: a?.uuid, apiToken: a?.token, name: "mail-a", rotatedAt: expect.any(String) },
      b: { id: b?.uuid, uuid: b?.uuid, apiToken: b?.token, name: "mail-b", rotatedAt: expect.any(String) },
    },
  });
  expect(outs).not.toHaveProperty("revokePrevious");
  expect(outs.keys.a).not.toHaveProperty("rotationTrigger");
});

test("throws the plain error when no key was created", async () => {
  jetEmail.simulator.faults.add({ method: "POST", status: 403 });
  expect(await failureOf(createPair(jetEmail.account, DECLARED, RESOURCE))).toMatchObject({
    name: "ApiError",
    status: 403,
  });
  expect(jetEmail.simulator.keys).toEqual([]);
});

test.each([[["mail-a"]], [["mail-b"]], [["mail-a", "mail-b"]]])(
  "creates nothing while unmanaged keys have the names %j, and says what to do",
  async (names) => {
    const unmanaged = names.map((name) => jetEmail.simulator.edit.create({ name }));
    const { message } = await failureOf(createPair(jetEmail.account, DECLARED, RESOURCE));
    for (const { name, uuid } of unmanaged) {
      expect(message).toContain(`"${name}"`);
      expect(message).toContain(`"${uuid}"`);
    }
    expect(message).toContain("Otherwise give the pair another `name`.");
    expect(message).not.toContain("adopt:");
    expect(message).not.toContain("delete");
    expect(jetEmail.simulator.keys).toEqual(unmanaged);

    const renamed = await createPair(jetEmail.account, { ...DECLARED, name: "post" }, RESOURCE);
    expect(tokensOf(renamed.outs)).toHaveLength(2);
    for (const { uuid } of unmanaged) {
      jetEmail.simulator.edit.delete(uuid);
    }
    const { outs } = await createPair(jetEmail.account, DECLARED, RESOURCE);
    expect([...tokensOf(renamed.outs), ...tokensOf(outs)].sort()).toEqual(liveTokens().sort());
  },
);

test("names every candidate after a lost response, and advises to adopt none", async () => {
  const { account } = jetEmail;
  await account.initialKeys();
  jetEmail.simulator.edit.create({ name: "mail-a", quota: 5 });
  jetEmail.simulator.faults.add({ method: "POST", when: "after", reset: true });
  const { message } = await failureOf(createPair(account, DECLARED, RESOURCE));
  const [one, two] = jetEmail.simulator.keys;
  expect(message).toContain(`If an interrupted update left "${one?.uuid}" and "${two?.uuid}"`);
  expect(message).not.toContain("adopt:");
  expect(message).not.toContain("delete");
});

test("keeps the first key when Pulumi's error hooks repeat a create", async () => {
  const { account } = jetEmail;
  // An unmanaged key that is created just before the response to this create is lost.
  jetEmail.simulator.options.onRequest = ({ method, body }) => {
    if (method === "POST" && (body as { name: string }).name === "mail-b") {
      jetEmail.simulator.edit.create({ name: "mail-b", quota: 5 });
    }
  };
  jetEmail.simulator.faults.add({ method: "POST", when: "after", skip: 1, reset: true });
  const first = await failureOf<PartialError<PairOutputs>>(createPair(account, DECLARED, RESOURCE));
  const again = await failureOf<PartialError<PairOutputs>>(createPair(account, DECLARED, RESOURCE));
  const [a, ...others] = jetEmail.simulator.keys;
  for (const { message, id, properties } of [first, again]) {
    expect(message).toContain(`"${others[0]?.uuid}" and "${others[1]?.uuid}"`);
    expect(id).toBe(a?.uuid);
    expect(tokensOf(properties)).toEqual([a?.token, undefined]);
  }
  expect(others).toHaveLength(2);
});
