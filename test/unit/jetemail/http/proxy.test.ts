import { mayRetry, outcomeOf } from "../../../../provider/errors/failures";
import { Transport } from "../../../../provider/jetemail/http/transport";
import { failureOf } from "../../../harness/failure";
import { useJetEmail } from "../../../harness/jetEmail";
import { type Recorder, useRecorders } from "../../../harness/recorder";
import { shown } from "../../../harness/shown";

const jetEmail = useJetEmail();
const recorder = useRecorders();
const transports: Transport[] = [];
const environment = { ...process.env };

beforeEach(() => {
  for (const name of Object.keys(process.env).filter((variable) => /_proxy$/i.test(variable))) {
    delete process.env[name];
  }
});

afterEach(async () => {
  await Promise.all(transports.splice(0).map((transport) => transport.close()));
  process.env = { ...environment };
});

function failureThrough(proxy: string, baseUrl: string): Promise<Error> {
  process.env.HTTPS_PROXY = proxy;
  process.env.HTTP_PROXY = proxy;
  const transport = new Transport({ apiKey: jetEmail.simulator.accountKey, baseUrl: new URL(baseUrl) });
  transports.push(transport);
  return failureOf(transport.request("GET", "/outbound/transactional-keys", { limit: 1024 }));
}

/** A proxy that opens the tunnel and closes it at the first data in it. */
const openingProxy = () =>
  recorder((socket, chunk) => {
    if (chunk.startsWith("CONNECT")) {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
    } else {
      socket.destroy();
    }
  });

function expectNoKey(proxy: Recorder): void {
  expect(proxy.received).not.toContain(jetEmail.simulator.accountKey);
  expect(proxy.received.toLowerCase()).not.toContain("\r\nauthorization:");
}

describe("a proxy", () => {
  test("is asked for a tunnel and never receives the account key", async () => {
    const proxy = await openingProxy();
    const error = await failureThrough(proxy.url, "https://api.jetemail.invalid");
    expect(error).toMatchObject({ name: "NetworkError" });
    expect(proxy.received).toMatch(/^CONNECT api\.jetemail\.invalid:443 HTTP\/1\.1\r\n/);
    const throughTheTunnel = proxy.received.split("\r\n\r\n")[1];
    expect(throughTheTunnel?.slice(0, 2)).toBe("\u0016\u0003"); // the beginning of a TLS handshake
    expectNoKey(proxy);
  });

  test("without a scheme is reached by http, as curl and Go do", async () => {
    const proxy = await openingProxy();
    await failureThrough(new URL(proxy.url).host, "https://api.jetemail.invalid");
    expect(proxy.received).toMatch(/^CONNECT api\.jetemail\.invalid:443 HTTP\/1\.1\r\n/);
  });

  test.each([
    [403, "Forbidden", []],
    [407, "Proxy Authentication Required", []],
    [502, "Bad Gateway", ["GET", "POST"]],
  ])("that answers %d is named with its status, and received nothing of the request", async (status, text, retried) => {
    const proxy = await recorder((socket) => socket.end(`HTTP/1.1 ${status} ${text}\r\n\r\n`));
    const error = await failureThrough(proxy.url, "https://api.jetemail.invalid");
    expect(error.message).toBe(
      `The proxy answered ${status} to the request for a tunnel to https://api.jetemail.invalid, so GET /outbound/transactional-keys was not sent. [JETEMAIL-310]`,
    );
    expect(outcomeOf(error)).toBe("not sent");
    expect(["GET", "POST"].filter((method) => mayRetry(method, error))).toEqual(retried);
    expectNoKey(proxy);
  });

  test("that cannot be reached causes an error", async () => {
    const proxy = await recorder();
    await proxy.close();
    expect((await failureThrough(proxy.url, "https://api.jetemail.invalid")).message).toContain("ECONNREFUSED");
  });

  test("receives its password, which no error and no transport shows", async () => {
    const proxy = await recorder((socket) => socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n"));
    const url = proxy.url.replace("//", "//user:hunter2secret@");
    const error = await failureThrough(url, "https://api.jetemail.invalid");
    expect(proxy.received.toLowerCase()).toContain("proxy-authorization: basic ");
    expect(shown(error)).not.toContain("hunter2secret");
    expect(shown(transports)).not.toContain("hunter2secret");
  });

  test("with an invalid address causes an error that names the variable and does not show the address", async () => {
    process.env.HTTPS_PROXY = "http://user:hunter2secret@:bad";
    let error: unknown;
    try {
      const baseUrl = new URL("https://api.jetemail.invalid");
      transports.push(new Transport({ apiKey: jetEmail.simulator.accountKey, baseUrl }));
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "JetEmailError", message: expect.stringMatching(/HTTPS_PROXY/i) });
    expect(shown(error)).not.toContain("hunter2secret");
  });

  test("is not used for a loopback address over http", async () => {
    const proxy = await recorder();
    process.env.HTTP_PROXY = proxy.url;
    process.env.http_proxy = proxy.url;
    const baseUrl = new URL(jetEmail.simulator.url);
    const transport = new Transport({ apiKey: jetEmail.simulator.accountKey, baseUrl });
    transports.push(transport);
    await transport.request("GET", "/outbound/transactional-keys", { limit: 1024 });
    expect(jetEmail.calls()).toEqual(["GET"]);
    expect(proxy.connections).toBe(0);
  });

  test("is not used for a host in NO_PROXY", async () => {
    const proxy = await openingProxy();
    const target = await recorder((socket) => socket.destroy());
    process.env.NO_PROXY = "localhost,127.0.0.1";
    await failureThrough(proxy.url, `https://127.0.0.1:${target.port}`);
    expect(target.connections).toBeGreaterThan(0);
    expect(proxy.connections).toBe(0);
  });
});
