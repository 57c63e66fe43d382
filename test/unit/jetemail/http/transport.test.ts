import { version } from "../../../../package.json";
import { Client } from "../../../../provider/jetemail/client";
import { type Timeouts, Transport } from "../../../../provider/jetemail/http/transport";
import { failureOf } from "../../../harness/failure";
import { useJetEmail } from "../../../harness/jetEmail";
import { httpResponse, useRecorders } from "../../../harness/recorder";

const jetEmail = useJetEmail();
const recorder = useRecorders();
const transports: Transport[] = [];

const SETTINGS = { name: "receipts", allowAllDomains: false, approvedDomains: [], quota: 0, ipRestrictions: [] };
const PATH = "/outbound/transactional-keys";

function transportTo(baseUrl: string, timeouts?: Partial<Timeouts>): Transport {
  const transport = new Transport({ apiKey: jetEmail.simulator.accountKey, baseUrl: new URL(baseUrl), timeouts });
  transports.push(transport);
  return transport;
}

const list = (transport: Transport) => transport.request("GET", PATH, { limit: 1024 });

afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
});

describe("a request", () => {
  test("has the account key, the accepted type and the version of this package as headers", async () => {
    await jetEmail.client.createKey(SETTINGS);
    await jetEmail.client.listKeys();
    const [post, get] = jetEmail.simulator.requests;
    const common = {
      authorization: `Bearer ${jetEmail.simulator.accountKey}`,
      accept: "application/json",
      "user-agent": `pulumi-jetemail/${version}`,
    };
    expect(post?.headers).toMatchObject({ ...common, "content-type": "application/json" });
    expect(get?.headers).toMatchObject(common);
    expect(get?.headers).not.toHaveProperty("content-type");
    expect(get?.body).toBeUndefined();
  });

  test.each([
    ["", PATH],
    ["/", PATH],
    ["/v1", `/v1${PATH}`],
    ["/a/b//", `/a/b${PATH}`],
  ])("with the base path %p is sent to %s", async (path, requested) => {
    const server = await recorder((socket) => socket.write(httpResponse("{}")));
    await list(transportTo(server.url + path));
    expect(server.received).toMatch(new RegExp(`^GET ${requested} HTTP/1\\.1\r\n`));
  });

  test.each([301, 302, 303, 307, 308])(
    "is not redirected by status %i, so that no other server receives the account key",
    async (status) => {
      const other = await recorder((socket) => socket.write(httpResponse('{"transactionalKeys":[]}')));
      const body = { success: true, transactionalKeys: [] };
      jetEmail.simulator.faults.add({ status, headers: { location: `${other.url}${PATH}` }, body });
      const error = await failureOf(jetEmail.client.listKeys());
      expect(error).toMatchObject({ name: "ApiError", status });
      expect(other.connections).toBe(0);
    },
  );

  test.each<[string, (apiKey: string) => string]>([
    ["as it is", (apiKey) => apiKey],
    ["in lower case", (apiKey) => apiKey.toLowerCase()],
    ["percent-encoded", encodeURIComponent],
    ["as JSON", (apiKey) => JSON.stringify({ authorization: apiKey })],
  ])("is refused without its account key in the error, where the server repeats that %s", async (_, form) => {
    const apiKey = 'Geheim"0815\\/+$x';
    const error = JSON.stringify({ success: false, error: `Unknown account ${form(apiKey)}, sorry` });
    const server = await recorder((socket) => socket.write(httpResponse(error)));
    const transport = new Transport({ apiKey, baseUrl: new URL(server.url) });
    transports.push(transport);
    const { message } = await failureOf(list(transport));
    expect(message).toMatch(/Unknown account .*\[secret\].*, sorry/);
    expect(message.toLowerCase()).not.toContain("0815");
  });

  test.each(["POST", "PATCH", "DELETE"] as const)("reuses the connection of the %s before it", async (method) => {
    const server = await recorder((socket) => socket.write(httpResponse('{"success":true}')));
    const transport = transportTo(server.url);
    for (let times = 0; times < 3; times++) {
      await transport.request(method, PATH, { body: { api_token: "transactional_1" }, limit: 1024 });
    }
    expect(server.connections).toBe(1);
  });
});

describe("a request to a server that", () => {
  test("never responds fails after the total timeout", async () => {
    jetEmail.simulator.faults.add({ hang: true });
    const error = await failureOf(list(transportTo(jetEmail.simulator.url, { total: 50 })));
    expect(error).toMatchObject({ name: "NetworkError" });
    expect(error.message).toContain(`No answer from ${jetEmail.simulator.url} to GET ${PATH} (timed out)`);
  });

  test("does not begin its response fails after the response timeout", async () => {
    jetEmail.simulator.faults.add({ hang: true });
    const error = await failureOf(list(transportTo(jetEmail.simulator.url, { response: 50 })));
    expect(error.message).toContain("(UND_ERR_HEADERS_TIMEOUT)");
  });

  test("stops within its response fails after the response timeout", async () => {
    const server = await recorder((socket) => socket.write(httpResponse("{}").slice(0, -1)));
    const error = await failureOf(list(transportTo(server.url, { response: 50 })));
    expect(error.message).toContain("(UND_ERR_BODY_TIMEOUT)");
  });

  test("never ends its response fails after the total timeout", async () => {
    const server = await recorder((socket) => {
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      const timer = setInterval(() => socket.write("1\r\n \r\n"), 10);
      socket.on("close", () => clearInterval(timer));
    });
    expect((await failureOf(list(transportTo(server.url, { total: 100 })))).message).toContain("(timed out)");
  });

  test("resets the connection fails, and the next request uses a new one", async () => {
    jetEmail.simulator.faults.add({ reset: true });
    expect(await failureOf(jetEmail.client.listKeys())).toMatchObject({ name: "NetworkError" });
    expect((await jetEmail.client.listKeys()).keys).toEqual([]);
  });

  test("does not listen fails with its address and the system's error code", async () => {
    const server = await recorder();
    await server.close();
    const error = await failureOf(list(transportTo(`${server.url}/path`)));
    expect(error.message).toBe(`No answer from ${server.url} to GET ${PATH} (ECONNREFUSED). [JETEMAIL-307]`);
  });

  test("cannot be resolved fails with the system's error code", async () => {
    const error = await failureOf(list(transportTo("https://jetemail.invalid")));
    // EAI_AGAIN on a machine without a name server.
    expect(error.message).toMatch(/No answer from https:\/\/jetemail\.invalid .* \((ENOTFOUND|EAI_AGAIN)\)/);
  });
});

describe("a response", () => {
  test("is accepted up to its limit", async () => {
    const body = JSON.stringify({ pad: "x".repeat(1014) });
    expect(body).toHaveLength(1024);
    let response = httpResponse(body);
    const server = await recorder((socket) => socket.write(response));
    const transport = transportTo(server.url);
    expect((await list(transport)).body).toEqual(JSON.parse(body));
    response = httpResponse(`${body} `);
    const error = await failureOf(list(transport));
    expect(error).toMatchObject({ name: "ResponseError", message: expect.stringContaining("it is larger than 1 KiB") });
  });

  test("is read no further than its limit, even if it never ends", async () => {
    const server = await recorder((socket) => {
      const more = () => {
        while (socket.writable && socket.write(`400\r\n${"x".repeat(1024)}\r\n`)) {
          // until the buffer is full
        }
      };
      socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
      socket.on("drain", more);
      more();
    });
    expect(await failureOf(list(transportTo(server.url)))).toMatchObject({ name: "ResponseError" });
  });

  test("is limited to 64 KiB for a change, and to more for a list", async () => {
    const pad = "x".repeat(70_000);
    const acknowledgement = { success: true, api_token: "t", pad };
    jetEmail.simulator.faults.add({ method: "POST", status: 200, body: acknowledgement });
    jetEmail.simulator.faults.add({ method: "GET", status: 200, body: { success: true, transactionalKeys: [], pad } });
    const error = await failureOf(jetEmail.client.createKey(SETTINGS));
    expect(error.message).toContain("it is larger than 64 KiB");
    expect((await jetEmail.client.listKeys()).keys).toEqual([]);
  });

  test("may begin with a byte order mark", async () => {
    jetEmail.simulator.faults.add({ status: 200, body: '\ufeff{"success":true,"api_token":"transactional_1"}' });
    expect(await jetEmail.client.createKey(SETTINGS)).toBe("transactional_1");
  });

  test("with oversized headers is an error", async () => {
    jetEmail.simulator.faults.add({ status: 200, headers: { "x-big": "x".repeat(20_000) } });
    const error = await failureOf(jetEmail.client.listKeys());
    expect(error).toMatchObject({ name: "NetworkError", message: expect.stringContaining("UND_ERR_HEADERS_OVERFLOW") });
  });

  test("of deeply nested JSON has an unusable shape, and causes no stack overflow", async () => {
    const nested = "[".repeat(500_000) + "]".repeat(500_000);
    jetEmail.simulator.faults.add({ status: 200, body: nested });
    expect(await failureOf(jetEmail.client.listKeys())).toMatchObject({ name: "ResponseError" });
    for (const entry of [nested, `{"api_token":${nested}}`]) {
      jetEmail.simulator.faults.add({ status: 200, body: `{"transactionalKeys":[${entry}]}` });
      expect(await jetEmail.client.listKeys()).toMatchObject({ keys: [], unreadable: [{}] });
    }
    jetEmail.simulator.faults.add({ status: 200, body: `{"extra":${nested},"transactionalKeys":[]}` });
    expect(await jetEmail.client.listKeys()).toMatchObject({ keys: [], unreadable: [] });
  });
});

test("a closed client sends no more requests", async () => {
  const { accountKey: apiKey, url } = jetEmail.simulator;
  const client = new Client(new Transport({ apiKey, baseUrl: new URL(url) }));
  await client.listKeys();
  await client.close();
  expect(await failureOf(client.listKeys())).toMatchObject({ name: "NetworkError" });
});
