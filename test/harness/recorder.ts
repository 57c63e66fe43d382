import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A server on a loopback port that records every byte it receives. */
export interface Recorder {
  readonly port: number;
  readonly url: string;
  /** All bytes received so far, on all connections. */
  readonly received: string;
  readonly connections: number;
  close(): Promise<void>;
}

/** @param onData called for each chunk that arrives; without it, the server never responds. */
export async function startRecorder(onData: (socket: Socket, chunk: string) => void = () => {}): Promise<Recorder> {
  const sockets: Socket[] = [];
  let received = "";
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {}); // clients disconnect whenever they like
    socket.on("data", (data: Buffer) => {
      const chunk = data.toString("latin1");
      received += chunk;
      onData(socket, chunk);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get received() {
      return received;
    },
    get connections() {
      return sockets.length;
    },
    async close() {
      for (const socket of sockets) {
        socket.destroy();
      }
      server.close();
      await once(server, "close");
    },
  };
}

/** Lets the tests of a file start recorders, and closes them after each test. */
export function useRecorders(): typeof startRecorder {
  const started: Recorder[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((recorder) => recorder.close()));
  });
  return async (onData) => {
    const recorder = await startRecorder(onData);
    started.push(recorder);
    return recorder;
  };
}

/** A complete HTTP response as it is sent. */
export function httpResponse(body: string, head = "HTTP/1.1 200 OK"): string {
  return `${head}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
