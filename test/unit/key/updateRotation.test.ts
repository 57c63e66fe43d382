import type { PartialError } from "../../../provider/errors/partialError";
import { create } from "../../../provider/key/create";
import { fingerprintOf } from "../../../provider/key/fingerprint";
import type { Arguments } from "../../../provider/key/model";
import type { Outputs } from "../../../provider/key/outputs";
import { update } from "../../../provider/key/update";
import { declared } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { useJetEmail } from "../../harness/jetEmail";
import { SingleResource } from "../../harness/scenarios/singleResource";
import { useClock } from "../../harness/useClock";

const clock = useClock();
const jetEmail = useJetEmail();
const LATER = "2026-09-09T00:00:00.000Z";
const DECLARED = declared({ name: "receipts", rotationTrigger: { n: 1 } });
const ROTATED: Arguments = { ...DECLARED, rotationTrigger: { n: 2 }, rotatedAt: LATER };

async function created(args: Arguments = DECLARED): Promise<{ id: string; outs: Outputs }> {
  const key = await create(jetEmail.client, args);
  jetEmail.simulator.clearRequests();
  return key;
}

function calls(): string[] {
  const seen = jetEmail.simulator.requests.map(({ method, path }) => (path.endsWith("/rotate") ? "ROTATE" : method));
  jetEmail.simulator.clearRequests();
  return seen;
}

test("an update for another trigger rotates once, first, and then changes what differs with the new token", async () => {
  const { id, outs } = await created();
  const after = await update(jetEmail.client, id, outs, { ...ROTATED, quota: 3, enabled: false });
  expect(calls()).toEqual(["ROTATE", "PATCH", "PATCH"]);
  const { token } = jetEmail.key;
  expect(jetEmail.key).toMatchObject({ quota: 3, status: "disabled" });
  expect(after).toEqual({
    ...outs,
    ...{ quota: 3, enabled: false, status: "disabled" },
    ...{ apiToken: token, tokenFingerprint: fingerprintOf(token), rotationTrigger: { n: 2 }, rotatedAt: LATER },
  });
  expect(await update(jetEmail.client, id, after, { ...ROTATED, quota: 3, enabled: false })).toEqual(after);
  expect(calls()).toEqual([]);
});

test("a period that is over rotates, and the next one counts from then", async () => {
  const args = { ...DECLARED, rotateAfterDays: 30 };
  const { id, outs } = await created(args);
  const after = await update(jetEmail.client, id, outs, { ...args, rotatedAt: LATER });
  expect(calls()).toEqual(["ROTATE"]);
  expect(after).toMatchObject({ rotatedAt: LATER, rotateAfterDays: 30, apiToken: jetEmail.key.token });
  expect(await update(jetEmail.client, id, after, { ...args, rotatedAt: LATER })).toEqual(after);
  expect(calls()).toEqual([]);
});

test("directives that change are written down without a request, and ones that are taken away are forgotten", async () => {
  const { id, outs } = await created({ ...DECLARED, rotateAfterDays: 30, adopt: "some-uuid" });
  expect(outs).toMatchObject({ rotationTrigger: { n: 1 }, rotateAfterDays: 30, adopt: "some-uuid" });
  const { rotationTrigger, ...bare } = DECLARED;
  const after = await update(jetEmail.client, id, outs, bare);
  const { rotationTrigger: _t, rotateAfterDays: _d, adopt: _a, ...rest } = outs;
  expect(after).toEqual(rest);
  const again = await update(jetEmail.client, id, after, { ...bare, rotateAfterDays: 7 });
  expect(again).toEqual({ ...rest, rotateAfterDays: 7 });
  expect(calls()).toEqual([]);
});

test("a rotation is written down even if the change after it fails, and is not done again", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
  const wanted = { ...ROTATED, quota: 3, rotateAfterDays: 9 };
  const error = await failureOf<PartialError<Outputs>>(update(jetEmail.client, id, outs, wanted));
  const { token } = jetEmail.key;
  expect(error.name).toBe("PartialError");
  expect(error.properties).toEqual({
    ...outs,
    apiToken: token,
    tokenFingerprint: fingerprintOf(token),
    rotationTrigger: { n: 2 },
    rotatedAt: LATER,
  });
  calls();
  const after = await update(jetEmail.client, id, error.properties, wanted);
  expect(calls()).toEqual(["PATCH"]);
  expect(after).toMatchObject({ apiToken: token, quota: 3, rotateAfterDays: 9 });
});

test("a rotation for a period is written down with the trigger as it was", async () => {
  const { id, outs } = await created(declared({ name: "receipts", rotateAfterDays: 1 }));
  jetEmail.simulator.faults.add({ method: "PATCH", status: 500 });
  const wanted = { ...declared({ name: "receipts", rotateAfterDays: 1, quota: 1 }), rotatedAt: LATER };
  const { properties } = await failureOf<PartialError<Outputs>>(update(jetEmail.client, id, outs, wanted));
  expect(properties).toMatchObject({ rotatedAt: LATER, apiToken: jetEmail.key.token });
  expect(properties).not.toHaveProperty("rotationTrigger");
});

test("a rotation that fails has changed nothing, and the settings wait for it", async () => {
  const { id, outs } = await created();
  jetEmail.simulator.faults.add({ path: "/outbound/transactional-keys/rotate", status: 429 });
  const error = await failureOf(update(jetEmail.client, id, outs, { ...ROTATED, quota: 3 }));
  expect(error).toMatchObject({ name: "ApiError", status: 429 });
  expect(calls()).toEqual(["ROTATE"]);
  expect(jetEmail.key).toMatchObject({ token: outs.apiToken, quota: 0 });
});

test("a key whose creation stopped half-way is looked up before it is rotated", async () => {
  jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
  const { id, properties } = await failureOf<PartialError<Outputs>>(create(jetEmail.client, DECLARED));
  calls();
  const after = await update(jetEmail.client, id, properties, ROTATED);
  expect(calls()).toEqual(["GET", "ROTATE"]);
  expect(after).toMatchObject({ uuid: jetEmail.key.uuid, apiToken: jetEmail.key.token, rotatedAt: LATER });
});

test("a period counts from no later than the inputs tell, so that updates on the way do not put it off", async () => {
  const { simulator } = jetEmail;
  const args = { name: "receipts", rotateAfterDays: 30, quota: 1 };
  const key = new SingleResource(simulator, "key");
  await key.up({ ...args, quota: 0 });
  clock.pass(1);
  const { token } = simulator.edit.rotate(jetEmail.key.uuid);
  await key.up(args); // comes upon the new token
  clock.pass(29.5);
  await key.up(args);
  clock.pass(1.5);
  await key.up(args);
  expect(jetEmail.key.token).not.toBe(token); // it is 31 days old
  expect(simulator.issuedTokens).toHaveLength(3);
});
