import { once } from "node:events";
import type { Server } from "node:http";
import type { Socket } from "node:net";

/** Follows the connections of a server. @returns what waits until every request is handled and every connection closed. */
export function drainable(server: Server): () => Promise<void> {
  const open = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    open.add(socket);
    socket.once("close", () => {
      open.delete(socket);
      server.emit("drain");
    });
  });
  server.on("request", (_request, response) => response.once("close", () => setImmediate(() => server.emit("drain"))));
  return async () => {
    for (;;) {
      server.closeIdleConnections();
      if (open.size === 0) {
        return;
      }
      await once(server, "drain");
    }
  };
}
