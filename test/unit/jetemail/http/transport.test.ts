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

test("every request carries the account key, and says who asks and what is understood", async () => {
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
])("a base address with the path %p leads to requests to %s", async (path, requested) => {
  const server = await recorder((socket) => socket.write(httpResponse("{}")));
  await list(transportTo(server.url + path));
  expect(server.received).toMatch(new RegExp(`^GET ${requested} HTTP/1\\.1\r\n`));
});

test.each([301, 302, 303, 307, 308])(
  "a redirect with %i is an error: the account key goes to no other server",
  async (status) => {
    const other = await recorder((socket) => socket.write(httpResponse('{"transactionalKeys":[]}')));
    const body = { success: true, transactionalKeys: [] };
    jetEmail.simulator.faults.add({ status, headers: { location: `${other.url}${PATH}` }, body });
    const error = await failureOf(jetEmail.client.listKeys());
    expect(error).toMatchObject({ name: "ApiError", status });
    expect(other.connections).toBe(0);
  },
);

test("a server that never answers is given up on after the time for the whole call", async () => {
  jetEmail.simulator.faults.add({ hang: true });
  const error = await failureOf(list(transportTo(jetEmail.simulator.url, { total: 50 })));
  expect(error).toMatchObject({ name: "NetworkError" });
  expect(error.message).toContain(`No answer from ${jetEmail.simulator.url} to GET ${PATH} (timed out)`);
});

test("a server that does not begin to answer is given up on", async () => {
  jetEmail.simulator.faults.add({ hang: true });
  const error = await failureOf(list(transportTo(jetEmail.simulator.url, { response: 50 })));
  expect(error.message).toContain("(UND_ERR_HEADERS_TIMEOUT)");
});

test("a server that stops in the middle of its answer is given up on", async () => {
  const server = await recorder((socket) => socket.write(httpResponse("{}").slice(0, -1)));
  const error = await failureOf(list(transportTo(server.url, { response: 50 })));
  expect(error.message).toContain("(UND_ERR_BODY_TIMEOUT)");
});

test("a server that goes on and on without ever ending is given up on", async () => {
  const server = await recorder((socket) => {
    socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
    const timer = setInterval(() => socket.write("1\r\n \r\n"), 10);
    socket.on("close", () => clearInterval(timer));
  });
  expect((await failureOf(list(transportTo(server.url, { total: 100 })))).message).toContain("(timed out)");
});

test("an answer may be as large as its limit, and is not read any further", async () => {
  const body = JSON.stringify({ pad: "x".repeat(1014) });
  expect(body).toHaveLength(1024);
  let answer = httpResponse(body);
  const server = await recorder((socket) => socket.write(answer));
  const transport = transportTo(server.url);
  expect(await list(transport)).toEqual(JSON.parse(body));
  answer = httpResponse(`${body} `);
  const error = await failureOf(list(transport));
  expect(error).toMatchObject({ name: "ResponseError", message: expect.stringContaining("it is larger than 1 KiB") });
});

test("an endless answer is cut off", async () => {
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

test("an answer to a change is bounded tightly, a list generously", async () => {
  const pad = "x".repeat(70_000);
  const acknowledgement = { success: true, api_token: "t", pad };
  jetEmail.simulator.faults.add({ method: "POST", status: 200, body: acknowledgement });
  jetEmail.simulator.faults.add({ method: "GET", status: 200, body: { success: true, transactionalKeys: [], pad } });
  const error = await failureOf(jetEmail.client.createKey(SETTINGS));
  expect(error.message).toContain("it is larger than 64 KiB");
  expect(await jetEmail.client.listKeys()).toEqual([]);
});

test("an answer with a header beyond all reason is an error", async () => {
  jetEmail.simulator.faults.add({ status: 200, headers: { "x-big": "x".repeat(20_000) } });
  const error = await failureOf(jetEmail.client.listKeys());
  expect(error).toMatchObject({ name: "NetworkError", message: expect.stringContaining("UND_ERR_HEADERS_OVERFLOW") });
});

test("deeply nested JSON is an answer of another shape, and no overflow", async () => {
  const nested = "[".repeat(500_000) + "]".repeat(500_000);
  for (const body of [nested, `{"transactionalKeys":${nested}}`, `{"transactionalKeys":[{"api_token":${nested}}]}`]) {
    jetEmail.simulator.faults.add({ status: 200, body });
    expect(await failureOf(jetEmail.client.listKeys())).toMatchObject({ name: "ResponseError" });
  }
  jetEmail.simulator.faults.add({ status: 200, body: `{"extra":${nested},"transactionalKeys":[]}` });
  expect(await jetEmail.client.listKeys()).toEqual([]);
});

test.each(["POST", "PATCH", "DELETE"] as const)("one %s after another takes one connection", async (method) => {
  const server = await recorder((socket) => socket.write(httpResponse('{"success":true}')));
  const transport = transportTo(server.url);
  for (let call = 0; call < 3; call++) {
    await transport.request(method, PATH, { body: { api_token: "transactional_1" }, limit: 1024 });
  }
  expect(server.connections).toBe(1);
});

test("a connection that is reset is an error, and the next request finds a new one", async () => {
  jetEmail.simulator.faults.add({ reset: true });
  expect(await failureOf(jetEmail.client.listKeys())).toMatchObject({ name: "NetworkError" });
  expect(await jetEmail.client.listKeys()).toEqual([]);
});

test("a server that nobody runs is named with its address and the system's code", async () => {
  const server = await recorder();
  await server.close();
  const error = await failureOf(list(transportTo(`${server.url}/path`)));
  expect(error.message).toBe(`No answer from ${server.url} to GET ${PATH} (ECONNREFUSED). [JETEMAIL-307]`);
});

test("a server whose name does not exist is told by the system's code", async () => {
  const error = await failureOf(list(transportTo("https://jetemail.invalid")));
  // EAI_AGAIN is what a machine without a name server says.
  expect(error.message).toMatch(/No answer from https:\/\/jetemail\.invalid .* \((ENOTFOUND|EAI_AGAIN)\)/);
});

test("a closed client makes no more calls", async () => {
  const { accountKey: apiKey, url } = jetEmail.simulator;
  const client = new Client(new Transport({ apiKey, baseUrl: new URL(url) }));
  await client.listKeys();
  await client.close();
  expect(await failureOf(client.listKeys())).toMatchObject({ name: "NetworkError" });
});
