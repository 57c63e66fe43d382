import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { LogRequest, LogSeverity } from "@pulumi/pulumi/proto/engine_pb";
import type { Notes } from "../shell/errorBoundary";
import { credentials } from "./protocol";

/** The engine's log, which shows a message beside its resource. What a plugin prints is not shown. */
export class EngineLog {
  #client: EngineClient | undefined;
  readonly #said = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();

  /** @param address of the engine; an empty one is of none. */
  connect(address: string): void {
    this.#client?.close();
    this.#client = /^[\w.[\]:-]+:\d+$/.test(address)
      ? new EngineClient(address, credentials.createInsecure())
      : undefined;
    this.#said.clear();
  }

  /** @param urn the resource that the messages are about. */
  about(urn: string): Notes & { warnOnce(...lines: readonly string[]): void } {
    return {
      infoOnce: (...lines) => this.#sayOnce(LogSeverity.INFO, lines, urn),
      warnOnce: (...lines) => this.#sayOnce(LogSeverity.WARNING, lines, urn),
    };
  }

  /** Resolves when the engine has all messages, so that none comes after the result that it belongs to. */
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
      // An engine that is gone shows nothing.
      const delivery = new Promise<void>((resolve) => client.log(request, () => resolve()));
      this.#underWay.add(delivery);
      void delivery.then(() => this.#underWay.delete(delivery));
    }
  }
}
