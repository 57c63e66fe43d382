import type { Http2Server } from "node:http2";
import { connect } from "node:net";

/** The call by which Pulumi tells its plugins, at the first Ctrl-C, to stop what can be stopped. */
const CANCEL = "/pulumirpc.ResourceProvider/Cancel";
const LOOK_FOR_ENGINE_EVERY = 1_000;
/** How often in a row the engine has to refuse a connection until it counts as gone for good. */
const REFUSALS = 2;

/**
 * Aborts when Pulumi cancels the operation or is gone. Its dynamic-provider process answers the call to cancel without
 * telling the provider, and a plugin is in a process group of its own, so no signal reaches it and it outlives an engine
 * that was killed: a request repeated then would make a key that nobody writes down. So the process's own gRPC server is
 * listened to, and the engine looked for at the address that the process was started with.
 * @param onGone is called when the engine is gone for good: nobody will end this process, which holds account keys.
 */
export function stopSignal(engine: string | undefined, onGone: () => void): AbortSignal {
  const stop = new AbortController();
  for (const server of http2Servers()) {
    server.prependListener("stream", (_stream, headers) => {
      if (headers[":path"] === CANCEL) {
        stop.abort();
      }
    });
  }
  void watch(engine, stop, onGone);
  return stop.signal;
}

/** An engine that was never there (a test, a debugger) cannot go. */
async function watch(engine: string | undefined, stop: AbortController, onGone: () => void): Promise<void> {
  const { hostname, port } = URL.canParse(`tcp://${engine}`) ? new URL(`tcp://${engine}`) : { hostname: "", port: "" };
  if (port === "" || !(await answers(hostname, Number(port)))) {
    return;
  }
  let refusals = 0;
  const timer = setInterval(async () => {
    refusals = (await answers(hostname, Number(port))) ? 0 : refusals + 1;
    if (refusals >= REFUSALS) {
      clearInterval(timer);
      stop.abort();
      onGone();
    }
  }, LOOK_FOR_ENGINE_EVERY).unref();
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
