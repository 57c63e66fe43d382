import type { Http2Server } from "node:http2";
import { connect } from "node:net";

/** The call by which Pulumi tells its plugins, at the first Ctrl-C, to stop. */
const CANCEL = "/pulumirpc.ResourceProvider/Cancel";
/** In milliseconds. */
const POLL_INTERVAL = 1_000;
/** How many refused connections in a row mean that the engine is gone. */
const MAX_REFUSALS = 2;

/**
 * Aborts when Pulumi cancels the operation or is gone. Its dynamic-provider process answers the Cancel call without
 * telling the provider, and a plugin is in a process group of its own, so no signal reaches it and it outlives an engine
 * that was killed: a create retried then would make a key that nobody records. So this listens to the process's own gRPC
 * server, and polls the engine at the address that the process was started with.
 * @param onGone called when the engine is gone: nobody else will end this process, which holds account keys.
 */
export function cancellation(engine: string | undefined, onGone: () => void): AbortSignal {
  const controller = new AbortController();
  for (const server of http2Servers()) {
    server.prependListener("stream", (_stream, headers) => {
      if (headers[":path"] === CANCEL) {
        controller.abort();
      }
    });
  }
  void watch(engine, controller, onGone);
  return controller.signal;
}

/** An engine that was never there (a test, a debugger) cannot be gone. */
async function watch(engine: string | undefined, controller: AbortController, onGone: () => void): Promise<void> {
  const { hostname, port } = URL.canParse(`tcp://${engine}`) ? new URL(`tcp://${engine}`) : { hostname: "", port: "" };
  if (port === "" || !(await answers(hostname, Number(port)))) {
    return;
  }
  let refusals = 0;
  const timer = setInterval(async () => {
    refusals = (await answers(hostname, Number(port))) ? 0 : refusals + 1;
    if (refusals >= MAX_REFUSALS) {
      clearInterval(timer);
      controller.abort();
      onGone();
    }
  }, POLL_INTERVAL).unref();
}

/** Any other failure than a refusal says more about this process than about the engine. */
function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
      .once("connect", () => {
        socket.destroy();
        resolve(true);
      })
      .once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "ECONNREFUSED"))
      .unref();
  });
}

function http2Servers(): Http2Server[] {
  const handles = (process as { _getActiveHandles?: () => object[] })._getActiveHandles?.() ?? [];
  return handles.filter((handle): handle is Http2Server => handle.constructor.name === "Http2Server");
}
