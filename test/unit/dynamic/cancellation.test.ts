import { once } from "node:events";
import { connect as connectHttp2, createServer as createHttp2Server, type Http2Server } from "node:http2";
import { type AddressInfo, createServer, type Server, Socket } from "node:net";
import { cancellation } from "../../../provider/dynamic/cancellation";

async function listening<Listener extends Server | Http2Server>(server: Listener): Promise<number> {
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
  const signal = cancellation(undefined, () => {});
  await post(port, "/pulumirpc.ResourceProvider/Create");
  expect(signal.aborted).toBe(false);
  await post(port, "/pulumirpc.ResourceProvider/Cancel");
  expect(signal.aborted).toBe(true);
  server.close();
});

test("aborts when the engine no longer listens, and reports it once", async () => {
  const engine = createServer((socket) => socket.destroy());
  const port = await listening(engine);
  const seen = once(engine, "connection");
  const onGone = jest.fn();
  const signal = cancellation(`127.0.0.1:${port}`, onGone);
  await seen;
  expect(signal.aborted).toBe(false);
  const aborted = once(signal, "abort");
  engine.close();
  await aborted;
  expect(onGone).toHaveBeenCalledTimes(1);
});

test.each([undefined, "", "no address", "127.0.0.1:1"])(
  "does not watch an engine at %p, which never listened",
  async (engine) => {
    const interval = jest.spyOn(global, "setInterval");
    const signal = cancellation(engine, () => {});
    // The connection that it tried first has been refused by the time that this one is.
    await once(new Socket().connect(1, "127.0.0.1"), "error");
    expect(interval).not.toHaveBeenCalled();
    interval.mockRestore();
    expect(signal.aborted).toBe(false);
  },
);
