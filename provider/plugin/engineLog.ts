import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Notes } from "../shell/errorBoundary";
import { credentials, Metadata } from "./protocol";

/** How long a message may take to reach the engine, in milliseconds: an operation waits no longer for what it only says. */
const PATIENCE = 5000;

/** The engine runs on this machine: no proxy of the environment, which gRPC would use, can reach it. */
const DIRECT = { "grpc.enable_http_proxy": 0 };

/** The engine's log, which shows a message beside its resource. What a plugin prints is not shown. */
export class EngineLog {
  readonly #patience: number;
  #client: EngineClient | undefined;
  readonly #said = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();

  constructor({ patience = PATIENCE } = {}) {
    this.#patience = patience;
  }

  /** @param address of the engine; an empty one is of none. */
  connect(address: string): void {
    this.#client?.close();
    this.#client = /^[\w.[\]:-]+:\d+$/.test(address)
      ? new EngineClient(address, credentials.createInsecure(), DIRECT)
      : undefined;
    this.#said.clear();
  }

  /** @param urn the resource that the messages are about. */
  about(urn: string): Notes {
    return {
      infoOnce: (...lines) => this.#sayOnce(LogSeverity.INFO, lines, urn),
      warnOnce: (...lines) => this.#sayOnce(LogSeverity.WARNING, lines, urn),
    };
  }

  /** Resolves when the engine has all messages that it takes, so that none comes after the result that it belongs to. */
  async flush(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  #sayOnce(severity: LogSeverity, lines: readonly string[], urn: string): void {
    for (const line of lines) {
      const mark = `${urn} ${line}`;
      if (!this.#said.has(mark)) {
        this.#said.add(mark);
        this.#say(new LogRequest().setSeverity(severity).setMessage(line).setUrn(urn));
      }
    }
  }

  #say(request: LogRequest): void {
    const client = this.#client;
    if (client) {
      // An engine that is gone, or does not answer, shows nothing.
      const deadline = Date.now() + this.#patience;
      const delivery = new Promise<void>((resolve) =>
        client.log(request, new Metadata(), { deadline }, () => resolve()),
      );
      this.#underWay.add(delivery);
      void delivery.then(() => this.#underWay.delete(delivery));
    }
  }
}
