import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";

/** A server on a loopback port that keeps every byte it is sent. */
export interface Recorder {
  readonly port: number;
  readonly url: string;
  /** Everything that was received so far, on all connections. */
  readonly received: string;
  readonly connections: number;
  close(): Promise<void>;
}

/** @param answer is called for each part that arrives; without it the server stays silent. */
export async function startRecorder(answer: (socket: Socket, part: string) => void = () => {}): Promise<Recorder> {
  const sockets: Socket[] = [];
  let received = "";
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {}); // clients hang up at will
    socket.on("data", (data: Buffer) => {
      const part = data.toString("latin1");
      received += part;
      answer(socket, part);
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

/** Gives a file's tests a way to start recorders, all of them closed after each test. */
export function useRecorders(): typeof startRecorder {
  const started: Recorder[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((recorder) => recorder.close()));
  });
  return async (answer) => {
    const recorder = await startRecorder(answer);
    started.push(recorder);
    return recorder;
  };
}

/** A whole HTTP answer, as bytes on the wire. */
export function httpAnswer(body: string, head = "HTTP/1.1 200 OK"): string {
  return `${head}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}
