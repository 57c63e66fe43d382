import type { Http2Server } from "node:http2";
import { onEngineGone } from "../shell/onEngineGone";
import { onSignal } from "../shell/onSignal";

/** The call by which Pulumi tells its plugins, at the first Ctrl-C, to stop. */
const CANCEL = "/pulumirpc.ResourceProvider/Cancel";

interface Endings {
  /** The engine is gone: nobody else will end this process, which holds account keys. */
  onGone(): void;
  /** The engine has ended the operation, and tells this process to end. */
  onEnd(): void;
}

/**
 * Aborts when Pulumi cancels the operation. Its dynamic-provider process answers the Cancel call without telling the
 * provider, and a plugin is in a process group of its own, so no signal reaches it: this listens to the process's own gRPC
 * server. A process without one is not Pulumi's, and may have any standard input.
 */
export function cancellation({ onGone, onEnd }: Endings): AbortSignal {
  const controller = new AbortController();
  const servers = http2Servers();
  if (servers.length > 0) {
    onEngineGone(onGone);
    onSignal(onEnd);
  }
  for (const server of servers) {
    server.prependListener("stream", (_stream, headers) => {
      if (headers[":path"] === CANCEL) {
        controller.abort();
      }
    });
  }
  return controller.signal;
}

function http2Servers(): Http2Server[] {
  const handles = (process as { _getActiveHandles?: () => object[] })._getActiveHandles?.() ?? [];
  return handles.filter((handle): handle is Http2Server => handle.constructor.name === "Http2Server");
}
