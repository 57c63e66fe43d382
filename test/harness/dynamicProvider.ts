import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  type CheckResponse,
  ConfigureRequest,
  CreateRequest,
  type CreateResponse,
  DeleteRequest,
  DiffRequest,
  type DiffResponse,
  ErrorResourceInitFailed,
  ReadRequest,
  type ReadResponse,
  UpdateRequest,
  type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { compileCache } from "./compileCache";
import { firstLine } from "./firstLine";
import type { Properties } from "./model/provider";

// The copies that Pulumi's own protos are made of.
const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const grpc: typeof import("@grpc/grpc-js") = requireFromPulumi("@grpc/grpc-js");
const { Struct }: typeof import("google-protobuf/google/protobuf/struct_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/struct_pb",
);
const { Empty }: typeof import("google-protobuf/google/protobuf/empty_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/empty_pb",
);

export { type Properties, withoutSecretMarks } from "./model/provider";

export interface StartOptions {
  /** The folder of the Pulumi project: what the process loads is looked for from here. */
  cwd: string;
  /** The stack's configuration, secrets decrypted. */
  config?: Record<string, string>;
  /** Joins the environment of this process, from which `JETEMAIL_*` is taken away. */
  env?: Record<string, string>;
  /** The address of the engine, which all provider processes of an update have. @default one that no other process has */
  engine?: string | undefined;
}

/** A call that the process answered with an error. */
export class CallError extends Error {
  override name = "CallError";

  constructor(
    /** gRPC's status code. */
    readonly code: number,
    message: string,
    /** Set if the error says: created or updated, but not wholly. The engine then saves this. */
    readonly initFailed: { id: string; properties: Properties; reasons: string[] } | undefined,
  ) {
    super(message);
  }
}

/** Pulumi's dynamic-provider process as the engine starts and calls it, with the test as the engine. */
export class DynamicProvider {
  static readonly #running = new Set<ProviderProcess>();

  private constructor(
    readonly process: ProviderProcess,
    readonly client: ResourceProviderClient,
  ) {}

  static async start({ cwd, config = {}, env = {}, engine = anEngine() }: StartOptions): Promise<DynamicProvider> {
    const started = await startProcess(cwd, { ...ambientEnvironment(), ...(await compileCache()), ...env }, engine);
    DynamicProvider.#running.add(started);
    const address = `127.0.0.1:${await started.port}`;
    const provider = new DynamicProvider(
      started,
      new ResourceProviderClient(address, grpc.credentials.createInsecure()),
    );
    await provider.#configure(config);
    return provider;
  }

  /** For afterEach: ends every process that was started, whatever became of its test. */
  static async closeAll(): Promise<void> {
    for (const { child } of DynamicProvider.#running) {
      child.kill("SIGKILL");
    }
    await Promise.all([...DynamicProvider.#running].map(({ closed }) => closed));
    DynamicProvider.#running.clear();
  }

  /** Everything that Pulumi shows to a user: both output streams, errors, their reasons and the failures of checks. */
  get shown(): string {
    return this.process.shown.join("");
  }

  async check(olds: Properties, news: Properties): Promise<{ inputs: Properties; failures: Record<string, string> }> {
    const request = new CheckRequest().setUrn(URN).setOlds(struct(olds)).setNews(struct(news));
    const response = await this.#call<CheckResponse>((done) => this.client.check(request, done));
    const failures = response.getFailuresList().map((failure) => [failure.getProperty(), failure.getReason()]);
    this.process.shown.push(...failures.flat().map(String));
    return { inputs: plain(response.getInputs()), failures: Object.fromEntries(failures) };
  }

  async diff(id: string, olds: Properties, news: Properties): Promise<"unknown" | "none" | "some"> {
    const request = new DiffRequest().setUrn(URN).setId(id).setOlds(struct(olds)).setNews(struct(news));
    const response = await this.#call<DiffResponse>((done) => this.client.diff(request, done));
    if (response.getReplacesList().length > 0) {
      throw new Error(`a change of ${response.getReplacesList().join(", ")} replaces the key`);
    }
    return (["unknown", "none", "some"] as const)[response.getChanges()];
  }

  async create(inputs: Properties): Promise<{ id: string; properties: Properties }> {
    const request = new CreateRequest().setUrn(URN).setProperties(struct(inputs));
    const response = await this.#call<CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), properties: plain(response.getProperties()) };
  }

  /** @param state the outputs in the state; none where a program looks a key up by its id and has only `inputs`. */
  async read(
    id: string,
    state: Properties | undefined,
    inputs: Properties,
  ): Promise<{ id: string; properties: Properties; inputs: Properties }> {
    const request = new ReadRequest().setUrn(URN).setId(id).setInputs(struct(inputs));
    if (state) {
      request.setProperties(struct(state));
    }
    const response = await this.#call<ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      properties: plain(response.getProperties()),
      inputs: plain(response.getInputs()),
    };
  }

  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new UpdateRequest().setUrn(URN).setId(id).setOlds(struct(olds)).setNews(struct(news));
    const response = await this.#call<UpdateResponse>((done) => this.client.update(request, done));
    return plain(response.getProperties());
  }

  async delete(id: string, properties: Properties): Promise<void> {
    const request = new DeleteRequest().setUrn(URN).setId(id).setProperties(struct(properties));
    await this.#call((done) => this.client.delete(request, done));
  }

  /** Asks the process to stop, as the engine does at the first Ctrl-C. */
  async cancel(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.client.cancel(new Empty(), () => resolve());
    });
  }

  /** Ends the process at once; calls in progress fail. */
  async kill(): Promise<void> {
    this.process.child.kill("SIGKILL");
    await this.process.closed;
    this.client.close();
    DynamicProvider.#running.delete(this.process);
  }

  async #configure(config: Record<string, string>): Promise<void> {
    const request = new ConfigureRequest().setArgs(struct(config)).setAcceptsecrets(true).setAcceptresources(true);
    await this.#call((done) => this.client.configure(request, done));
  }

  #call<Response>(send: (done: (error: ServiceError | null, response: Response) => void) => void): Promise<Response> {
    return new Promise((resolve, reject) => {
      send((error, response) => {
        if (!error) {
          resolve(response);
          return;
        }
        const callError = callErrorFrom(error);
        this.process.shown.push(callError.message, ...(callError.initFailed?.reasons ?? []));
        reject(callError);
      });
    });
  }
}

interface ProviderProcess {
  readonly child: ChildProcess;
  /** The first line it prints. */
  readonly port: Promise<string>;
  readonly closed: Promise<unknown>;
  readonly shown: string[];
}

let engines = 0;

/** The address of an engine that no other process has. Nobody listens there. */
export function anEngine(): string {
  return `test.${process.pid}.${++engines}:1`;
}

async function startProcess(cwd: string, env: NodeJS.ProcessEnv, engine: string): Promise<ProviderProcess> {
  const script = await findDynamicProvider(cwd);
  // A provider ends with its standard input, so it outlives no test that is killed.
  const child = spawn(process.execPath, [script, engine], { cwd, env });
  const closed = once(child, "close");
  const shown: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => shown.push(text));
  }
  const port = firstLine(child).catch(async () => {
    await closed;
    throw new Error(`The provider process ended before it told its port: ${shown.join("")}`);
  });
  return { child, port, closed, shown };
}

/** Pulumi's mark of a secret. */
export function secret(value: unknown): SecretValue {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

interface SecretValue {
  "4dabf18193072939515e22adb298388d": string;
  value: unknown;
}

type ServiceError = import("@grpc/grpc-js").ServiceError;

const URN = "urn:pulumi:test::app::pulumi-nodejs:dynamic/jetemail:TransactionalKey::receipts";

export function callErrorFrom({ code, details, metadata }: ServiceError): CallError {
  const [packed] = metadata.get("grpc-status-details-bin");
  const [detail] = packed instanceof Uint8Array ? Status.deserializeBinary(packed).getDetailsList() : [];
  const failed = detail?.unpack(ErrorResourceInitFailed.deserializeBinary, "pulumirpc.ErrorResourceInitFailed");
  return new CallError(
    code,
    details,
    failed
      ? { id: failed.getId(), properties: plain(failed.getProperties()), reasons: failed.getReasonsList() }
      : undefined,
  );
}

function struct(properties: Properties) {
  return Struct.fromJavaScript(properties as Parameters<typeof Struct.fromJavaScript>[0]);
}

function plain(properties: { toJavaScript(): Properties } | undefined): Properties {
  return properties?.toJavaScript() ?? {};
}

function ambientEnvironment(): NodeJS.ProcessEnv {
  const { JETEMAIL_API_KEY, JETEMAIL_BASE_URL, NODE_PATH, ...ambient } = process.env;
  return ambient;
}

const scripts = new Map<string, Promise<string>>();

/** As `pulumi-resource-pulumi-nodejs` does, which the engine starts: Node itself looks for it, from the project. */
function findDynamicProvider(cwd: string): Promise<string> {
  const find = async () => {
    const resolve = 'process.stdout.write(require.resolve("@pulumi/pulumi/cmd/dynamic-provider"))';
    return (await promisify(execFile)(process.execPath, ["-e", resolve], { cwd, env: ambientEnvironment() })).stdout;
  };
  const found = scripts.get(cwd) ?? find();
  scripts.set(cwd, found);
  return found;
}
