import { once } from "node:events";
import { createReadStream, existsSync, readdirSync, statSync } from "node:fs";
import { createServer, type RequestListener, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { selfSignedCertificate } from "../harness/certificate";

/** Serves a release's files on a loopback address. */
export interface ReleaseServer {
  readonly url: string;
  /** The paths of the requests. */
  readonly requests: string[];
  close(): void;
}

/** As any web server does. */
export function serveFolder(folder: string): Promise<ReleaseServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "", "http://localhost");
    requests.push(pathname);
    const file = path.join(folder, path.basename(pathname));
    if (existsSync(file)) {
      send(file, response);
    } else {
      response.writeHead(404).end();
    }
  });
  return listening(server, "http", requests);
}

/** As the API of GitHub does: https://docs.github.com/en/rest/releases. */
export async function serveAsGitHub(folder: string, repository: string, tag: string): Promise<ReleaseServer> {
  const requests: string[] = [];
  const releases = `/repos/${repository}/releases`;
  const answer: RequestListener = ({ url = "", headers }, response) => {
    requests.push(url);
    const [, asset] = new RegExp(`^${releases}/assets/(\\d+)$`).exec(url) ?? [];
    if (asset !== undefined && headers.accept === "application/octet-stream") {
      send(path.join(folder, readdirSync(folder)[Number(asset)] ?? ""), response);
    } else if ([`${releases}/latest`, `${releases}/tags/${tag}`].includes(url)) {
      const assets = readdirSync(folder).map((name, id) => {
        return { name, url: `https://${headers.host}${releases}/assets/${id}` };
      });
      response.end(JSON.stringify({ tag_name: tag, assets }));
    } else {
      response.writeHead(404).end();
    }
  };
  return listening(createTlsServer(selfSignedCertificate(), answer), "https", requests);
}

/** With the length, without which Pulumi takes a download for incomplete. */
function send(file: string, response: ServerResponse): void {
  response.setHeader("content-length", statSync(file).size);
  createReadStream(file).pipe(response);
}

async function listening(server: Server, scheme: string, requests: string[]): Promise<ReleaseServer> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `${scheme}://127.0.0.1:${port}`, requests, close: () => void server.close() };
}
