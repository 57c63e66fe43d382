import { ApiError } from "../../../provider/errors/apiError";
import { KeyGoneError } from "../../../provider/errors/keyGoneError";
import { NetworkError } from "../../../provider/errors/networkError";
import { PartialError } from "../../../provider/errors/partialError";
import { ResponseError } from "../../../provider/errors/responseError";
import { Client } from "../../../provider/jetemail/client";
import { Transport } from "../../../provider/jetemail/http/transport";
import { create } from "../../../provider/key/create";
import type { Outputs } from "../../../provider/key/model";
import { read } from "../../../provider/key/read";
import { update } from "../../../provider/key/update";
import { KeyLookup } from "../../../provider/lookup/keyLookup";
import { Run } from "../../../provider/run/run";
import { RESOURCE } from "../../harness/arguments";
import { failureOf } from "../../harness/failure";
import { keyProviderOf, pairProviderOf } from "../../harness/inProcessProvider";
import { useJetEmail } from "../../harness/jetEmail";
import { httpResponse, useRecorders } from "../../harness/recorder";
import { shown } from "../../harness/shown";

/** What a log, a debugger or a crash report can show, as far as `shown` reaches: hidden properties, ten levels deep. */

const jetEmail = useJetEmail();
const recorder = useRecorders();
const clients: Client[] = [];

afterEach(async () => {
  await Promise.all(clients.splice(0).map((client) => client.close()));
});

function expectNoSecretIn(value: unknown): void {
  const text = shown(value);
  for (const secret of [jetEmail.simulator.accountKey, ...jetEmail.simulator.issuedTokens]) {
    // Not even a part of it may be shown.
    expect(text).not.toContain(secret.slice(0, -16));
  }
}

function clientOf(baseUrl: string): Client {
  const client = new Client(
    new Transport({ apiKey: jetEmail.simulator.accountKey, baseUrl: new URL(baseUrl), timeouts: { total: 100 } }),
  );
  clients.push(client);
  return client;
}

async function created(): Promise<{ id: string; outs: Outputs }> {
  return create(jetEmail.account, { name: "receipts" }, RESOURCE);
}

describe("no account key and no token is shown by", () => {
  test("the account, the transport, the run, the client, the providers and the look-up", async () => {
    await created();
    const { accountKey: apiKey, url } = jetEmail.simulator;
    const transport = new Transport({ apiKey, baseUrl: new URL(url) });
    const env = { JETEMAIL_API_KEY: apiKey, JETEMAIL_BASE_URL: url };
    const run = new Run(env);
    const lookup = new KeyLookup(() => undefined, env);
    await lookup.keys(undefined);
    const providers = [keyProviderOf(run), pairProviderOf(run)];
    for (const value of [jetEmail.account, transport, run, run.account(undefined).client, ...providers, lookup]) {
      expectNoSecretIn(value);
    }
    await run.account(undefined).client.close();
    await transport.close();
  });

  test("a refusal that echoes the request", async () => {
    const { id, outs } = await created();
    const { accountKey } = jetEmail.simulator;
    const error = `Bearer ${accountKey} may not change {"api_token":"${outs.apiToken}"}`;
    jetEmail.simulator.faults.add({ method: "PATCH", status: 403, body: { success: false, error } });
    const failure = await failureOf(update(jetEmail.account, id, outs, { name: "x" }));
    expect(failure).toBeInstanceOf(ApiError);
    expect(failure.message).toContain('"Bearer [secret] may not change {"api_token":"transactional_[secret]"}"');
    expectNoSecretIn(failure);
  });

  test("a response of another shape", async () => {
    const { outs } = await created();
    const body = { success: true, keys: [{ api_token: outs.apiToken, name: "receipts" }] };
    jetEmail.simulator.faults.add({ method: "GET", status: 200, body });
    const failure = await failureOf(jetEmail.client.listKeys());
    expect(failure).toBeInstanceOf(ResponseError);
    expectNoSecretIn(failure);
  });

  test("the failure of what an entry of the list that cannot be read may be", async () => {
    const { id, outs } = await created();
    const body = { success: true, transactionalKeys: [{ api_token: outs.apiToken, name: 7 }] };
    jetEmail.simulator.faults.add({ method: "GET", count: 2, status: 200, body });
    const failure = await failureOf(read(jetEmail.account, id, outs));
    expect(failure).toMatchObject({ codes: [709] });
    expectNoSecretIn(failure);
  });

  test("a response that is not JSON", async () => {
    const { outs } = await created();
    jetEmail.simulator.faults.add({ method: "GET", status: 200, body: `${outs.apiToken} is not JSON` });
    const failure = await failureOf(jetEmail.client.listKeys());
    expect(failure).toBeInstanceOf(ResponseError);
    expectNoSecretIn(failure);
  });

  test.each([
    ["a connection reset", { reset: true }],
    ["no response", { hang: true }],
    ["a truncated response", { truncate: true, when: "after" }],
    ["an oversized response header", { status: 200, headers: { "x-big": "x".repeat(20_000) } }],
  ] as const)("the failure of a request with %s", async (_, effect) => {
    const { outs } = await created();
    jetEmail.simulator.faults.add({ method: "PATCH", ...effect });
    const failure = await failureOf(clientOf(jetEmail.simulator.url).updateKey(outs.apiToken, { quota: 1 }));
    expect(failure).toBeInstanceOf(NetworkError);
    expectNoSecretIn(failure);
  });

  test("a response that violates HTTP", async () => {
    const { outs } = await created();
    const responses = [
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{"api_token":"${outs.apiToken}"}\r\n`,
      `HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n{"api_token":"${outs.apiToken}"}`,
      `{"api_token":"${outs.apiToken}"}\r\n\r\n`,
    ];
    for (const response of responses) {
      const server = await recorder((socket) => socket.write(response));
      const failure = await failureOf(clientOf(server.url).listKeys());
      expect(failure).toBeInstanceOf(NetworkError);
      expectNoSecretIn(failure);
    }
  });

  test("the failure of an account key that is invalid in a header", async () => {
    const apiKey = `${jetEmail.simulator.accountKey}\n`;
    const transport = new Transport({ apiKey, baseUrl: new URL(jetEmail.simulator.url) });
    expectNoSecretIn(await failureOf(transport.request("GET", "/", { limit: 1024 })));
    await transport.close();
  });

  test("the error of a partially created key", async () => {
    jetEmail.simulator.faults.add({ method: "GET", skip: 1, status: 500 });
    const failure = await failureOf<PartialError<Outputs>>(create(jetEmail.account, { name: "receipts" }, RESOURCE));
    expect(failure).toBeInstanceOf(PartialError);
    expect(failure.properties.apiToken).toBe(jetEmail.key.token);
    expectNoSecretIn(failure);
  });

  test("the error of a key that no longer exists", async () => {
    const { id, outs } = await created();
    jetEmail.simulator.edit.delete(id);
    const failure = await failureOf(update(jetEmail.account, id, outs, { name: "x" }));
    expect(failure).toBeInstanceOf(KeyGoneError);
    expectNoSecretIn(failure);
  });
});

test("the search for secrets reaches causes and hidden properties", () => {
  const { accountKey } = jetEmail.simulator;
  expect(() => expectNoSecretIn(new Error("x", { cause: { deep: { headers: [accountKey] } } }))).toThrow();
  expect(() => expectNoSecretIn(Object.defineProperty({}, "hidden", { value: accountKey }))).toThrow();
});

test("throws an error of its own class for each kind of failure", async () => {
  const server = await recorder((socket) => socket.write(httpResponse("[]")));
  jetEmail.simulator.faults.add({ status: 500 });
  expect((await failureOf(jetEmail.client.listKeys())).name).toBe("ApiError");
  expect((await failureOf(clientOf(server.url).listKeys())).name).toBe("ResponseError");
  await server.close();
  expect((await failureOf(clientOf(server.url).listKeys())).name).toBe("NetworkError");
});
