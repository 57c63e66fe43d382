import type { PartialError } from "../../../provider/errors/partialError";
import { createPair } from "../../../provider/pair/create";
import type { PairArguments, PairOutputs } from "../../../provider/pair/model";
import { updatePair } from "../../../provider/pair/update";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";

const jetEmail = useJetEmail();
const ROTATE = "/outbound/transactional-keys/rotate";
const DECLARED = { name: "mail", rotationTrigger: 1, quota: 5 };
const ROTATED: PairArguments = { ...DECLARED, rotationTrigger: 2 };

async function created(args: PairArguments = DECLARED): Promise<{ id: string; outs: PairOutputs }> {
  const pair = await createPair(jetEmail.account, args, RESOURCE);
  jetEmail.simulator.clearRequests();
  return pair;
}

const liveTokens = () => jetEmail.simulator.keys.map(({ token }) => token);
const tokensOf = ({ keys }: PairOutputs) => [keys.a?.apiToken, keys.b?.apiToken];
const partialFailureOf = (promise: Promise<unknown>) => failureOf<PartialError<PairOutputs>>(promise);

test("changes the settings and `enabled` of both keys, and keeps their tokens", async () => {
  const { id, outs } = await created();
  const desired = { ...DECLARED, name: "post", quota: 0, enabled: false };
  const after = await updatePair(jetEmail.account, id, outs, desired, RESOURCE);
  expect(jetEmail.calls()).toEqual(["PATCH", "PATCH", "PATCH", "PATCH"]);
  expect(jetEmail.simulator.keys).toMatchObject([
    { name: "post-a", quota: 0, status: "disabled" },
    { name: "post-b", quota: 0, status: "disabled" },
  ]);
  expect(after).toMatchObject({ name: "post", quota: 0, enabled: false, current: "a", rotatedAt: outs.rotatedAt });
  expect(tokensOf(after)).toEqual(tokensOf(outs));
});

test("forgets local arguments that are removed, except the trigger, without a request", async () => {
  const { id, outs } = await created({ ...DECLARED, rotateAfterDays: 3 });
  const after = await updatePair(jetEmail.account, id, outs, { name: "mail", quota: 5 }, RESOURCE);
  expect(jetEmail.calls()).toEqual([]);
  expect(after.rotationTrigger).toBe(1);
  expect(after).not.toHaveProperty("rotateAfterDays");
  expect(after).not.toHaveProperty("rotationDueAt");
});

describe("a rotation", () => {
  test("rotates the key that is not current and makes it current, each in turn", async () => {
    const { id, outs } = await created();
    const once = await updatePair(jetEmail.account, id, outs, ROTATED, RESOURCE);
    expect(jetEmail.calls()).toEqual(["ROTATE"]);
    expect(once).toMatchObject({ current: "b", rotatedAt: once.keys.b?.rotatedAt, rotationTrigger: 2 });
    expect(once.rotatedAt > outs.rotatedAt).toBe(true);
    expect(once.keys.a).toEqual(outs.keys.a);
    expect(tokensOf(once)).toEqual(liveTokens());
    expect(liveTokens()[1]).not.toBe(outs.keys.b?.apiToken);
    expect(await updatePair(jetEmail.account, id, once, ROTATED, RESOURCE)).toEqual(once);
    expect(jetEmail.calls()).toEqual([]);

    const twice = await updatePair(jetEmail.account, id, once, { ...ROTATED, rotationTrigger: 3 }, RESOURCE);
    expect(twice).toMatchObject({ current: "a", rotationTrigger: 3 });
    expect(twice.keys.b).toEqual(once.keys.b);
    expect(liveTokens()[0]).not.toBe(outs.keys.a?.apiToken);
  });

  test("throws the plain error when it fails, since nothing was changed", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, status: 429 });
    const error = await failureOf(updatePair(jetEmail.account, id, outs, ROTATED, RESOURCE));
    expect(error).toMatchObject({ name: "ApiError", status: 429 });
    expect(liveTokens()).toEqual(tokensOf(outs));
  });

  test("looks up a key that was never listed first, so that a lost response loses no token", async () => {
    jetEmail.simulator.options.now = () => 1_700_000_000_000;
    jetEmail.simulator.faults.add({ method: "GET", skip: 2, status: 500 });
    const { id, properties } = await partialFailureOf(createPair(jetEmail.account, DECLARED, RESOURCE));
    jetEmail.simulator.faults.add({ path: ROTATE, when: "after", reset: true });
    const after = await updatePair(jetEmail.account, id, properties, ROTATED, RESOURCE);
    expect(after.current).toBe("b");
    expect(tokensOf(after)).toEqual(liveTokens());
  });

  test.each<[string, object[]]>([
    ["a refusal of a rotation that was done", [{ path: ROTATE, when: "after", status: 429 }]],
    [
      "a lost response and a failed list",
      [
        { path: ROTATE, when: "after", reset: true },
        { method: "GET", skip: 1, status: 500 },
      ],
    ],
  ])("is completed by the next update after %s, even of a key that was never listed", async (_, faults) => {
    let now = 1_700_000_000_000;
    jetEmail.simulator.options.now = () => now++;
    jetEmail.simulator.faults.add({ method: "GET", skip: 2, status: 500 });
    const { id, properties } = await partialFailureOf(createPair(jetEmail.account, DECLARED, RESOURCE));
    for (const fault of faults) {
      jetEmail.simulator.faults.add(fault as { status: number });
    }
    const error = await partialFailureOf(updatePair(jetEmail.account, id, properties, ROTATED, RESOURCE));
    jetEmail.simulator.faults.clear();
    const after = await updatePair(jetEmail.account, id, error.properties, ROTATED, RESOURCE);
    expect(after.current).toBe("b");
    expect(tokensOf(after)).toEqual(liveTokens());
  });
});

describe("revokePrevious", () => {
  test("rotates the previous token away, once per rotation", async () => {
    const { id, outs } = await created();
    const leaked = outs.keys.a?.apiToken;
    const revoking = { ...ROTATED, revokePrevious: true };
    const revoked = await updatePair(jetEmail.account, id, outs, revoking, RESOURCE);
    expect(jetEmail.calls()).toEqual(["ROTATE", "ROTATE"]);
    expect(revoked).toMatchObject({ current: "b", revokePrevious: true, previousRevoked: true });
    expect(liveTokens()).not.toContain(leaked);
    expect(tokensOf(revoked)).toEqual(liveTokens());
    expect(await updatePair(jetEmail.account, id, revoked, revoking, RESOURCE)).toEqual(revoked);
    expect(jetEmail.calls()).toEqual([]);

    const off = await updatePair(jetEmail.account, id, revoked, ROTATED, RESOURCE);
    expect(jetEmail.calls()).toEqual([]);
    expect(off).not.toHaveProperty("revokePrevious");
    const rotated = await updatePair(jetEmail.account, id, off, { ...ROTATED, rotationTrigger: 3 }, RESOURCE);
    expect(rotated).not.toHaveProperty("previousRevoked");
    await updatePair(jetEmail.account, id, rotated, { ...revoking, rotationTrigger: 3 }, RESOURCE);
    expect(jetEmail.calls()).toEqual(["ROTATE", "ROTATE"]);
  });

  test("leaves the new token current when it fails, and revokes the previous one in the next update", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.faults.add({ path: ROTATE, skip: 1, status: 500 });
    const revoking = { ...ROTATED, revokePrevious: true };
    const { properties } = await partialFailureOf(updatePair(jetEmail.account, id, outs, revoking, RESOURCE));
    expect(properties).toMatchObject({ current: "b", rotationTrigger: 2 });
    expect(tokensOf(properties)).toEqual(liveTokens());
    jetEmail.calls();
    const after = await updatePair(jetEmail.account, id, properties, revoking, RESOURCE);
    expect(jetEmail.calls()).toEqual(["ROTATE"]);
    expect(after.keys.b).toEqual(properties.keys.b);
    expect(liveTokens()).not.toContain(outs.keys.a?.apiToken);
  });
});

describe("a missing key", () => {
  test("is created again, and the other one stays as it is", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.delete(outs.keys.b?.uuid ?? "");
    const { b, ...keys } = outs.keys;
    const after = await updatePair(jetEmail.account, id, { ...outs, keys }, DECLARED, RESOURCE);
    expect(jetEmail.calls()).toEqual(["GET", "POST", "GET"]);
    expect(after.keys.a).toEqual(outs.keys.a);
    expect(after.keys.b).toMatchObject({ id: jetEmail.simulator.keys[1]?.uuid, name: "mail-b", quota: 5 });
  });

  test("conflicts with an unmanaged key of its name, and the error says what to do", async () => {
    const { id, outs } = await created();
    const unmanaged = jetEmail.simulator.edit.create({ name: "mail-b" });
    const { b, ...keys } = outs.keys;
    const { account } = jetEmail;
    await account.ownedKeys.manage(b?.apiToken ?? "");
    const { message } = await failureOf(updatePair(account, id, { ...outs, keys }, DECLARED, RESOURCE));
    expect(message).toContain(`If an interrupted update left "${unmanaged.uuid}"`);
  });
});

describe("what an update with a token needs", () => {
  const traced = () => {
    const { client } = jetEmail;
    return {
      reserve: jest.spyOn(client, "reserve"),
      requests: () => jetEmail.calls().filter((call) => call !== "GET").length,
    };
  };

  test("is kept free before a revocation, with all changes", async () => {
    const { id, outs } = await created();
    const rotated = await updatePair(jetEmail.account, id, outs, ROTATED, RESOURCE);
    const { reserve, requests } = traced();
    jetEmail.calls();
    await updatePair(jetEmail.account, id, rotated, { ...ROTATED, revokePrevious: true, quota: 9 }, RESOURCE);
    expect(reserve.mock.calls[0]).toEqual([requests()]);
  });

  test("is kept free before a missing key is created, with the rotation and all changes", async () => {
    const { id, outs } = await created();
    const { b, ...keys } = outs.keys;
    jetEmail.simulator.edit.delete(b?.uuid ?? "");
    const { reserve, requests } = traced();
    jetEmail.calls();
    await updatePair(jetEmail.owningAccount, id, { ...outs, keys }, { ...ROTATED, quota: 9 }, RESOURCE);
    expect(reserve.mock.calls[0]).toEqual([1 + requests()]);
  });
});
