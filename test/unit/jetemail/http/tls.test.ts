import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { selfSignedCertificate } from "../../../harness/certificate";
import { runNode } from "../../../harness/nodeProcess";
import { type Recorder, useRecorders } from "../../../harness/recorder";

/** Each test has a process of its own, since Node reads these settings from the environment at its start. */

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
      .then(() => console.log("success"), (error) => console.log(error.message))
      .finally(() => transport.close());
  `;
  return runNode(code, { ...noProxies, ...env });
}

/** A proxy that connects each tunnel to the server, whatever host was asked for. */
function tunnel(): Promise<Recorder> {
  const { port } = server.address() as AddressInfo;
  return recorder((socket, chunk) => {
    if (chunk.startsWith("CONNECT")) {
      const target = connect(port, "127.0.0.1");
      target.on("error", () => socket.destroy());
      socket.on("close", () => target.destroy());
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(target).pipe(socket);
    }
  });
}

const REJECTED = "(DEPTH_ZERO_SELF_SIGNED_CERT)";

describe.each<[string, () => Promise<NodeJS.ProcessEnv>]>([
  ["directly", async () => ({})],
  [
    "through a proxy",
    async () => {
      const { url } = await tunnel();
      return { HTTPS_PROXY: url, https_proxy: url };
    },
  ],
])("%s", (_, proxyVariables) => {
  test("sends the account key to a server with a trusted certificate", async () => {
    const env = await proxyVariables();
    expect(await listIn({ ...env, NODE_EXTRA_CA_CERTS: certificate })).toBe("success");
    expect(authorizations).toEqual(["Bearer api_key"]);
  });

  test("sends no account key to a server with a self-signed certificate", async () => {
    expect(await listIn(await proxyVariables())).toContain(REJECTED);
    expect(authorizations).toEqual([]);
  });

  test("sends none with NODE_TLS_REJECT_UNAUTHORIZED=0 either", async () => {
    const env = await proxyVariables();
    expect(await listIn({ ...env, NODE_TLS_REJECT_UNAUTHORIZED: "0" })).toContain(REJECTED);
    expect(authorizations).toEqual([]);
  });
});
