import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server, type Http2Server } from "node:http2";
import type { AddressInfo } from "node:net";
import { cancellation } from "../../../provider/dynamic/cancellation";

async function listening(server: Http2Server): Promise<number> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return (server.address() as AddressInfo).port;
}

async function post(port: number, path: string): Promise<void> {
  const session = connectHttp2(`http://127.0.0.1:${port}`);
  const request = session.request({ ":method": "POST", ":path": path }).resume();
  request.end();
  await once(request, "end");
  session.close();
}

test("aborts on Pulumi's Cancel call, and on no other", async () => {
  const server = createHttp2Server().on("stream", (stream) => stream.respond({ ":status": 200 }, { endStream: true }));
  const port = await listening(server);
  const signal = cancellation({ onGone: () => {}, onEnd: () => {} });
  await post(port, "/pulumirpc.ResourceProvider/Create");
  expect(signal.aborted).toBe(false);
  await post(port, "/pulumirpc.ResourceProvider/Cancel");
  expect(signal.aborted).toBe(true);
  server.close();
});
