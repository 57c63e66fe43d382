import type { handleUnaryCall, sendUnaryData, UntypedServiceImplementation } from "@grpc/grpc-js";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { Autonaming } from "./nameOrDefault";
import type { Change, Plugin, PluginOptions } from "./plugin";
import { Empty, status } from "./protocol";
import { serviceError } from "./serviceError";
import { structOf, type Values, valuesOf } from "./values";

export interface ServiceOptions extends PluginOptions {
  /** The engine's address, until it says another one. */
  readonly engine?: string;
}

export interface Service {
  readonly handlers: UntypedServiceImplementation;
  /** Ends all waiting. */
  cancel(): void;
  /** Takes back what other processes were told. */
  close(): void;
  /** Resolves when no call is in progress. */
  idle(): Promise<void>;
}

type Handlers = Record<string, (request: never) => Promise<unknown> | unknown>;

/** Pulumi's protocol of a resource provider: messages here, plain values in what it calls. */
export function createService({ engine = "", ...options }: ServiceOptions): Service {
  let loaded: Plugin | undefined;
  // Loaded by the first call: the engine waits for the port before it makes one.
  const plugin = (): Plugin => {
    loaded ??= new (require("./plugin") as typeof import("./plugin")).Plugin(options, engine);
    return loaded;
  };
  const cancel = () => loaded?.cancel();
  const underWay = new Set<Promise<unknown>>();

  const unary = (handler: (request: never) => unknown): handleUnaryCall<never, unknown> => {
    return (call, callback) => {
      const answer = answerCall(() => handler(call.request), callback);
      underWay.add(answer);
      void answer.then(() => underWay.delete(answer));
    };
  };

  const handlers = {
    handshake(request: messages.ProviderHandshakeRequest) {
      plugin().attach(request.getEngineAddress());
      return new messages.ProviderHandshakeResponse()
        .setAcceptSecrets(true)
        .setAcceptResources(false)
        .setAcceptOutputs(false)
        .setSupportsAutonamingConfiguration(true);
    },

    attach(request: PluginAttach) {
      plugin().attach(request.getAddress());
      return new Empty();
    },

    getPluginInfo() {
      return new PluginInfo().setVersion(plugin().version);
    },

    getSchema() {
      return new messages.GetSchemaResponse().setSchema(plugin().schema);
    },

    checkConfig(request: messages.CheckRequest) {
      return checkResponse(plugin().checkConfig(valuesOf(request.getNews())));
    },

    diffConfig(request: messages.DiffRequest) {
      const isSame = plugin().isSameConfig(valuesOf(request.getOlds()), valuesOf(request.getNews()));
      return new messages.DiffResponse().setChanges(DIFF[isSame ? "none" : "some"]);
    },

    configure(request: messages.ConfigureRequest) {
      const variables = Object.fromEntries(request.getVariablesMap().entries());
      plugin().configure(valuesOf(request.getArgs()), variables, request.hasName() ? request.getName() : undefined);
      return new messages.ConfigureResponse()
        .setAcceptsecrets(true)
        .setAcceptresources(false)
        .setAcceptoutputs(false)
        .setSupportspreview(true)
        .setSupportsAutonamingConfiguration(true);
    },

    async check(request: messages.CheckRequest) {
      const [olds, news] = [valuesOf(request.getOlds()), valuesOf(request.getNews())];
      return checkResponse(await plugin().check(request.getUrn(), olds, news, autonamingOf(request)));
    },

    async diff(request: messages.DiffRequest) {
      const { changes, detailed } = await plugin().diff(request.getUrn(), request.getId(), {
        olds: valuesOf(request.getOlds()),
        oldInputs: valuesOf(request.getOldInputs()),
        news: valuesOf(request.getNews()),
      });
      const response = new messages.DiffResponse().setChanges(DIFF[changes ? "some" : "none"]);
      for (const [property, { kind, isInput }] of Object.entries(detailed)) {
        const propertyDiff = new messages.PropertyDiff().setKind(KIND[kind]).setInputdiff(isInput);
        response.getDetaileddiffMap().set(property, propertyDiff);
      }
      const names = Object.keys(detailed);
      return response.setDiffsList(names).setHasdetaileddiff(names.length > 0);
    },

    async create(request: messages.CreateRequest) {
      const inputs = valuesOf(request.getProperties());
      const { id, outs } = await plugin().create(request.getUrn(), inputs, changeOf(request));
      return new messages.CreateResponse().setId(id).setProperties(structOf(outs));
    },

    async read(request: messages.ReadRequest) {
      const state = valuesOf(request.getProperties());
      // Only an import has no inputs: a look-up has those of the program, and a refresh those of the state.
      const { id, outs, inputs } = request.hasInputs()
        ? await plugin().read(request.getUrn(), request.getId(), state, valuesOf(request.getInputs()))
        : await plugin().import(request.getUrn(), request.getId());
      return new messages.ReadResponse().setId(id).setProperties(structOf(outs)).setInputs(structOf(inputs));
    },

    async update(request: messages.UpdateRequest) {
      const [olds, news] = [valuesOf(request.getOlds()), valuesOf(request.getNews())];
      const outs = await plugin().update(request.getUrn(), request.getId(), olds, news, changeOf(request));
      return new messages.UpdateResponse().setProperties(structOf(outs));
    },

    async delete(request: messages.DeleteRequest) {
      const timeout = request.getTimeout();
      await plugin().delete(request.getUrn(), request.getId(), valuesOf(request.getProperties()), { timeout });
      return new Empty();
    },

    async invoke(request: messages.InvokeRequest) {
      const args = valuesOf(request.getArgs());
      const { result = {}, failures } = await plugin().invoke(request.getTok(), args);
      return new messages.InvokeResponse().setReturn(structOf(result)).setFailuresList(failures.map(checkFailure));
    },

    cancel() {
      cancel();
      return new Empty();
    },
  } satisfies Handlers;

  const unimplemented = ["parameterize", "construct", "call", "getMapping", "getMappings"].map((name) => [
    name,
    refusal(name),
  ]);
  return {
    handlers: {
      ...Object.fromEntries(Object.entries(handlers as Handlers).map(([name, handler]) => [name, unary(handler)])),
      ...Object.fromEntries(unimplemented),
    },
    cancel,
    close: () => loaded?.close(),
    idle: async () => {
      await Promise.all(underWay);
    },
  };
}

async function answerCall(handler: () => unknown, callback: sendUnaryData<unknown>): Promise<void> {
  try {
    callback(null, await handler());
  } catch (error) {
    callback(serviceError(error));
  }
}

function refusal(name: string): handleUnaryCall<never, unknown> {
  const error = new Error(`pulumi-resource-jetemail has no ${name}.`);
  return (_call, callback) => callback(serviceError(error, status.UNIMPLEMENTED));
}

const DIFF = {
  none: messages.DiffResponse.DiffChanges.DIFF_NONE,
  some: messages.DiffResponse.DiffChanges.DIFF_SOME,
};

const KIND = {
  add: messages.PropertyDiff.Kind.ADD,
  update: messages.PropertyDiff.Kind.UPDATE,
  delete: messages.PropertyDiff.Kind.DELETE,
};

interface Problem {
  readonly property: string;
  readonly reason: string;
}

function checkResponse({ inputs, failures }: { inputs: Values; failures: readonly Problem[] }): messages.CheckResponse {
  return new messages.CheckResponse().setInputs(structOf(inputs)).setFailuresList(failures.map(checkFailure));
}

function checkFailure({ property, reason }: Problem): messages.CheckFailure {
  return new messages.CheckFailure().setProperty(property).setReason(reason);
}

function changeOf(request: messages.CreateRequest | messages.UpdateRequest): Change {
  return { isPreview: request.getPreview(), timeout: request.getTimeout() };
}

function autonamingOf(request: messages.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  const { DISABLE, ENFORCE } = messages.CheckRequest.AutonamingOptions.Mode;
  return (
    options && {
      proposal: options.getMode() === DISABLE ? undefined : options.getProposedName(),
      isExact: options.getMode() === ENFORCE,
    }
  );
}
