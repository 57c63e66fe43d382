import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { selfSignedCertificate } from "../../../harness/certificate";
import { runNode } from "../../../harness/nodeProcess";
import { type Recorder, useRecorders } from "../../../harness/recorder";

/** Node reads these settings from the environment of the process, so each test has a process of its own. */

const recorder = useRecorders();
const folder = mkdtempSync(path.join(tmpdir(), "jetemail-tls-"));
const certificate = path.join(folder, "cert.pem");
const authorizations: (string | undefined)[] = [];
let server: Server;

beforeAll(async () => {
  const { key, cert } = selfSignedCertificate();
  writeFileSync(certificate, cert);
  server = createServer({ key, cert }, (request, response) => {
    authorizations.push(request.headers.authorization);
    response.end('{"transactionalKeys":[]}');
  });
  server.on("tlsClientError", () => {});
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});

beforeEach(() => {
  authorizations.length = 0;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
  rmSync(folder, { recursive: true });
});

function listIn(env: NodeJS.ProcessEnv): Promise<string> {
  const { port } = server.address() as AddressInfo;
  const noProxies = Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /_proxy$/i.test(name))
      .map((name) => [name, ""]),
  );
  const code = `
    require("tsx/cjs");
    const { Transport } = require("./provider/jetemail/http/transport");
    const transport = new Transport({ apiKey: "api_key", baseUrl: new URL("https://localhost:${port}") });
    transport.request("GET", "/outbound/transactional-keys", { limit: 1024 })
      .then(() => console.log("answered"), (error) => console.log(error.message))
      .finally(() => transport.close());
  `;
  return runNode(code, { ...noProxies, ...env });
}

/** A proxy that passes each tunnel on to the server, whatever was asked for. */
function tunnel(): Promise<Recorder> {
  const { port } = server.address() as AddressInfo;
  return recorder((socket, part) => {
    if (part.startsWith("CONNECT")) {
      const target = connect(port, "127.0.0.1");
      target.on("error", () => socket.destroy());
      socket.on("close", () => target.destroy());
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    }
  });
}

const REFUSED = "(DEPTH_ZERO_SELF_SIGNED_CERT)";

test("a server with a certificate that is trusted gets the account key", async () => {
  expect(await listIn({ NODE_EXTRA_CA_CERTS: certificate })).toBe("answered");
  expect(authorizations).toEqual(["Bearer api_key"]);
});

test("a server with a self-signed certificate does not get the account key", async () => {
  expect(await listIn({})).toContain(REFUSED);
  expect(authorizations).toEqual([]);
});

test("NODE_TLS_REJECT_UNAUTHORIZED=0 in a pipeline does not change that", async () => {
  expect(await listIn({ NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toContain(REFUSED);
  expect(authorizations).toEqual([]);
});

test("through a proxy, a server with a certificate that is trusted gets the account key", async () => {
  const { url } = await tunnel();
  expect(await listIn({ HTTPS_PROXY: url, https_proxy: url, NODE_EXTRA_CA_CERTS: certificate })).toBe("answered");
  expect(authorizations).toEqual(["Bearer api_key"]);
});

test("through a proxy, a server with a self-signed certificate does not get the account key", async () => {
  const { url } = await tunnel();
  expect(await listIn({ HTTPS_PROXY: url, https_proxy: url })).toContain(REFUSED);
  expect(authorizations).toEqual([]);
});

test("through a proxy, NODE_TLS_REJECT_UNAUTHORIZED=0 does not change that either", async () => {
  const { url } = await tunnel();
  const env = { HTTPS_PROXY: url, https_proxy: url, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
  expect(await listIn(env)).toContain(REFUSED);
  expect(authorizations).toEqual([]);
});
