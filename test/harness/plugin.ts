import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import path from "node:path";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient, ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { createService } from "../../provider/plugin/service";
import { structOf, valuesOf } from "../../provider/plugin/values";
import type { RunOptions } from "../../provider/run/run";
import { callErrorFrom, type Properties, withoutSecretMarks } from "./dynamicProvider";
import { firstLine } from "./firstLine";
import { repository } from "./repository";
import { listen, type Said, startEngine, type TestEngine } from "./testEngine";

const requireFromPulumi = createRequire(require.resolve("@pulumi/pulumi"));
const grpc: typeof import("@grpc/grpc-js") = requireFromPulumi("@grpc/grpc-js");
const { Empty }: typeof import("google-protobuf/google/protobuf/empty_pb") = requireFromPulumi(
  "google-protobuf/google/protobuf/empty_pb",
);

export { CallError, type Properties, withoutSecretMarks } from "./dynamicProvider";

const MAIN = path.join(repository, "dist/provider/plugin/main.js");

export const KEY = "jetemail:index:TransactionalKey";
export const PAIR = "jetemail:index:TransactionalKeyPair";

/** What Pulumi puts in the place of a value that is not known yet. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export interface PluginOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly run?: RunOptions;
  readonly config?: Properties;
  /** Of an explicit provider. */
  readonly name?: string;
}

export function urnOf(type: string, name = "receipts", { stack = "test", project = "app" } = {}): string {
  return `urn:pulumi:${stack}::${project}::${type}::${name}`;
}

/** The plugin's service in this process, spoken to over gRPC, with the test as the engine. */
export class PluginClient {
  static readonly #running = new Set<PluginClient>();
  /** What its process printed. */
  readonly printed: string[] = [];
  readonly #closers: (() => void)[] = [];
  #process: ChildProcess | undefined;
  #client: ResourceProviderClient | undefined;

  #engine: TestEngine;

  private constructor(engine: TestEngine) {
    PluginClient.#running.add(this);
    this.#engine = engine;
    this.#closers.push(engine.close);
  }

  /** What the engine was told to show. */
  get said(): Said[] {
    return this.#engine.said;
  }

  /** Starts the service, and says what an engine says first. */
  static async start({ env = {}, run, config = {}, name }: PluginOptions = {}): Promise<PluginClient> {
    const plugin = new PluginClient(await startEngine());
    const server = new grpc.Server();
    server.addService(ResourceProviderService, createService({ env, ...(run && { run }) }).handlers);
    plugin.#closers.push(() => server.forceShutdown());
    plugin.#connect(await listen(server));
    await plugin.begin(config, name);
    return plugin;
  }

  /** The same for a process of the plugin, as it was built, with this environment. */
  static async startProcess(env: NodeJS.ProcessEnv, config: Properties, engine?: TestEngine): Promise<PluginClient> {
    const plugin = new PluginClient(engine ?? (await startEngine()));
    const child = spawn(process.execPath, [MAIN, plugin.#engine.address], { env, stdio: ["pipe", "pipe", "pipe"] });
    plugin.#closers.push(() => child.kill("SIGKILL"));
    plugin.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => plugin.printed.push(text));
    }
    plugin.#connect(Number(await firstLine(child)));
    await plugin.begin(config);
    return plugin;
  }

  /** For afterEach. */
  static closeAll(): void {
    for (const plugin of PluginClient.#running) {
      plugin.close();
    }
  }

  get client(): ResourceProviderClient {
    return this.#client as ResourceProviderClient;
  }

  /** What an engine says at the beginning of an operation, attaching to a process that runs already. */
  async begin(config: Properties, name?: string): Promise<messages.ConfigureResponse> {
    await this.handshake();
    await this.call((done) => this.client.attach(new PluginAttach().setAddress(this.#engine.address), done));
    return this.configure(config, name);
  }

  /** The same at another address, as an engine that is started later. */
  async beginElsewhere(config: Properties): Promise<messages.ConfigureResponse> {
    this.#engine = await startEngine();
    const { close } = this.#engine;
    this.#closers.push(close);
    return this.begin(config);
  }

  handshake(): Promise<messages.ProviderHandshakeResponse> {
    const request = new messages.ProviderHandshakeRequest().setEngineAddress(this.#engine.address);
    return this.call((done) => this.client.handshake(request, done));
  }

  configure(config: Properties, name = "default_0_1_0"): Promise<messages.ConfigureResponse> {
    const request = new messages.ConfigureRequest().setArgs(structOf(config)).setAcceptsecrets(true).setName(name);
    return this.call((done) => this.client.configure(request, done));
  }

  async checkConfig(news: Properties): Promise<Checked> {
    const request = new messages.CheckRequest().setUrn("urn:pulumi:test::app::pulumi:providers:jetemail::default");
    return checkedOf(await this.call((done) => this.client.checkConfig(request.setNews(structOf(news)), done)));
  }

  async diffConfig(olds: Properties, news: Properties): Promise<messages.DiffResponse> {
    const request = new messages.DiffRequest().setOlds(structOf(olds)).setNews(structOf(news));
    return this.call((done) => this.client.diffConfig(request, done));
  }

  async check(urn: string, olds: Properties, news: Properties, autonaming?: Autonaming): Promise<Checked> {
    const request = new messages.CheckRequest().setUrn(urn).setOlds(structOf(olds)).setNews(structOf(news));
    if (autonaming) {
      const { mode, name } = autonaming;
      const options = new messages.CheckRequest.AutonamingOptions().setProposedName(name);
      request.setAutonaming(options.setMode(messages.CheckRequest.AutonamingOptions.Mode[mode]));
    }
    return checkedOf(await this.call((done) => this.client.check(request, done)));
  }

  /** Checks a resource that is to be created, and expects no failure. */
  async inputs(urn: string, news: Properties, olds: Properties = {}): Promise<Properties> {
    const { inputs, failures } = await this.check(urn, olds, news);
    if (Object.keys(failures).length > 0) {
      throw new Error(`refused: ${JSON.stringify(failures)}`);
    }
    return inputs;
  }

  /** @returns how each property changes, by Pulumi's names of the kinds. */
  async diff(
    urn: string,
    made: Made,
    news: Properties,
  ): Promise<{ changes: string; detailed: Record<string, string> }> {
    const request = new messages.DiffRequest()
      .setUrn(urn)
      .setId(made.id)
      .setOlds(structOf(made.state))
      .setOldInputs(structOf(made.inputs))
      .setNews(structOf(news));
    const response = await this.call<messages.DiffResponse>((done) => this.client.diff(request, done));
    if (response.getReplacesList().length > 0) {
      throw new Error(`a change of ${response.getReplacesList().join(", ")} replaces the resource`);
    }
    const kinds = Object.fromEntries(
      [...response.getDetaileddiffMap().entries()].map(([property, change]) => [
        property,
        `${nameOf(messages.PropertyDiff.Kind, change.getKind())}${change.getInputdiff() ? " of inputs" : ""}`,
      ]),
    );
    return { changes: nameOf(messages.DiffResponse.DiffChanges, response.getChanges()), detailed: kinds };
  }

  /** @param timeout of `customTimeouts`, in seconds. */
  async create(
    urn: string,
    inputs: Properties,
    isPreview = false,
    timeout = 0,
  ): Promise<{ id: string; outs: Properties }> {
    const request = new messages.CreateRequest().setUrn(urn).setProperties(structOf(inputs)).setPreview(isPreview);
    request.setTimeout(timeout);
    const response = await this.call<messages.CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), outs: valuesOf(response.getProperties()) };
  }

  /** Checks and creates, and answers what a state has of it. */
  async make(urn: string, args: Properties = {}): Promise<Made> {
    const inputs = await this.inputs(urn, args);
    const { id, outs } = await this.create(urn, inputs);
    return { id, inputs, state: withoutSecretMarks(outs) };
  }

  async read(urn: string, id: string, state: Properties = {}, inputs: Properties = {}) {
    const request = new messages.ReadRequest().setUrn(urn).setId(id);
    request.setProperties(structOf(state)).setInputs(structOf(inputs));
    const response = await this.call<messages.ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      outs: valuesOf(response.getProperties()),
      inputs: valuesOf(response.getInputs()),
    };
  }

  /** Pulumi has no inputs of what it imports. */
  async import(urn: string, id: string) {
    const request = new messages.ReadRequest().setUrn(urn).setId(id).setProperties(structOf({}));
    const response = await this.call<messages.ReadResponse>((done) => this.client.read(request, done));
    return { id: response.getId(), outs: valuesOf(response.getProperties()), inputs: valuesOf(response.getInputs()) };
  }

  async update(urn: string, made: Made, news: Properties, isPreview = false, timeout = 0): Promise<Properties> {
    const request = new messages.UpdateRequest()
      .setUrn(urn)
      .setId(made.id)
      .setOlds(structOf(made.state))
      .setOldInputs(structOf(made.inputs))
      .setNews(structOf(news))
      .setPreview(isPreview)
      .setTimeout(timeout);
    const response = await this.call<messages.UpdateResponse>((done) => this.client.update(request, done));
    return valuesOf(response.getProperties());
  }

  async delete(urn: string, { id, state }: Pick<Made, "id" | "state">, timeout = 0): Promise<void> {
    const request = new messages.DeleteRequest().setUrn(urn).setId(id).setProperties(structOf(state));
    request.setTimeout(timeout);
    await this.call((done) => this.client.delete(request, done));
  }

  async invoke(token: string, args: Properties = {}) {
    const request = new messages.InvokeRequest().setTok(token).setArgs(structOf(args));
    const response = await this.call<messages.InvokeResponse>((done) => this.client.invoke(request, done));
    return { result: valuesOf(response.getReturn()), failures: failuresOf(response.getFailuresList()) };
  }

  /** From now on nothing listens at the engine's address. */
  closeEngine(): void {
    this.#engine.close();
  }

  /** Ends its process as `kill -9` does; calls in progress fail. */
  async kill(): Promise<void> {
    const child = this.#process;
    if (child && child.exitCode === null && child.signalCode === null) {
      const closed = once(child, "close");
      child.kill("SIGKILL");
      await closed;
    }
    this.close();
  }

  close(): void {
    for (const close of this.#closers.splice(0).reverse()) {
      close();
    }
    PluginClient.#running.delete(this);
  }

  async cancel(): Promise<void> {
    await this.call((done) => this.client.cancel(new Empty(), done));
  }

  call<Response>(send: (done: (error: ServiceError | null, response: Response) => void) => void): Promise<Response> {
    return new Promise((resolve, reject) => {
      send((error, response) => (error ? reject(callErrorFrom(error)) : resolve(response)));
    });
  }

  #connect(port: number): void {
    const client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
    this.#closers.push(() => client.close());
    this.#client = client;
  }
}

export interface Autonaming {
  readonly mode: "PROPOSE" | "ENFORCE" | "DISABLE";
  readonly name: string;
}

/** What Pulumi's state has of a resource. */
export interface Made {
  readonly id: string;
  readonly inputs: Properties;
  readonly state: Properties;
}

export interface Checked {
  readonly inputs: Properties;
  /** By property. */
  readonly failures: Record<string, string>;
}

type ServiceError = import("@grpc/grpc-js").ServiceError;

function checkedOf(response: messages.CheckResponse): Checked {
  return { inputs: valuesOf(response.getInputs()), failures: failuresOf(response.getFailuresList()) };
}

function failuresOf(failures: messages.CheckFailure[]): Record<string, string> {
  return Object.fromEntries(failures.map((failure) => [failure.getProperty(), failure.getReason()]));
}

function nameOf(values: object, value: number): string {
  return Object.entries(values).find(([, each]) => each === value)?.[0] ?? "";
}
