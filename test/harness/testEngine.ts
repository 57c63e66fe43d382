import { createRequire } from "node:module";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";

const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const grpc: typeof import("@grpc/grpc-js") = requireFromPulumi("@grpc/grpc-js");
const { Empty }: typeof import("google-protobuf/google/protobuf/empty_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/empty_pb",
);

export interface Said {
  /** 1 is information, 2 a warning. */
  readonly severity: number;
  readonly urn: string;
  readonly text: string;
}

/** What listens at an engine's address, which all providers of an operation are told. */
export interface TestEngine {
  readonly address: string;
  /** What the engine was told to show. */
  readonly said: Said[];
  /** From then on nothing listens there. */
  close(): void;
}

export async function startEngine(): Promise<TestEngine> {
  const said: Said[] = [];
  const server = new grpc.Server();
  server.addService(EngineService, {
    log: ({ request }: { request: LogRequest }, done: (error: null, response: unknown) => void) => {
      said.push({ severity: request.getSeverity(), urn: request.getUrn(), text: request.getMessage() });
      done(null, new Empty());
    },
  });
  return { address: `127.0.0.1:${await listen(server)}`, said, close: () => server.forceShutdown() };
}

export function listen(server: InstanceType<typeof grpc.Server>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
}
