import { randomUUID } from "node:crypto";
import type { dynamic } from "@pulumi/pulumi";
import type { Values } from "../key/check";
import { declare } from "../key/declare";
import { deleteKeys } from "../key/delete";
import { leftoverNotes } from "../key/nameConflicts";
import type { CommonArguments, ResourceKind } from "../key/resourceKind";
import type { ResourceStamp } from "../run/clock";
import type { Run } from "../run/run";
import type { ArgumentProblem } from "../values/parseArguments";
import { withErrorBoundary } from "./errorBoundary";
import type { Log } from "./log";
import { redact } from "./redact";
import { markSecrets } from "./secrets";

/** What Pulumi's process and the SDK add to properties. Pulumi shows none that begins with two underscores. */
export interface Internal {
  readonly __provider?: unknown;
  readonly __resource?: ResourceStamp;
  /** The names of the arguments that the program declares secret. */
  readonly __secrets?: readonly string[];
  readonly replaceOnChanges?: readonly string[];
}

type Carried<Properties> = Properties & Internal;

/** All of the methods, since Pulumi's interface calls most of them optional. */
export type Provider<Inputs, State> = Required<dynamic.ResourceProvider<Carried<Inputs>, Carried<State>>>;

/**
 * Adapts a kind of resource to Pulumi's dynamic-provider protocol, and lets nothing out that is not meant to be printed
 * or stored.
 */
export function createProvider<Inputs extends CommonArguments, State extends CommonArguments>(
  kind: ResourceKind<Inputs, State>,
  run: Run,
  log: Log,
): Provider<Inputs, State> {
  const toSave = (state: State, { __resource, __secrets }: Internal): Carried<State> => ({
    ...markSecrets(kind.outputs.of(state), kind.outputs.secret),
    ...(__resource !== undefined && { __resource }),
    ...(__secrets !== undefined && { __secrets }),
  });

  /** Pulumi adds `__provider` to results, but not to the properties of an error: a key saved without it would be stuck. */
  const boundary = <Result>(
    action: string,
    [carried, before]: [carried: Internal, before?: Internal],
    operation: () => Promise<Result>,
  ) =>
    withErrorBoundary<State, Result>(
      action,
      {
        toSave: (state) => ({ ...toSave(state, carried), __provider: carried.__provider }),
        redacted: redacting(carried, before),
        log,
      },
      operation,
    );

  /** The account of a state, which is told of its keys. */
  const accountOf = (id: string, state: State) => {
    const account = run.account(state.account);
    for (const key of kind.keysOf(id, state)) {
      account.stateKeys.add(key);
    }
    return account;
  };

  return {
    async configure({ config }) {
      run.configure((key) => config.get(key));
    },

    async check(carriedOlds, carriedNews) {
      const [olds, news] = [plain(carriedOlds), plain(carriedNews)];
      const { inputs, failures } = kind.check(olds, news);
      const conflict = failures.length === 0 ? declare(run, kind, stampOf(carriedNews), olds, inputs) : undefined;
      return {
        inputs: { ...inputs, ...internalOf(carriedNews) } as Carried<Inputs>,
        failures: redactedProblems(
          [
            ...run.problems(news.account),
            ...failures,
            ...(conflict ? [{ property: "adopt", reason: conflict.message }] : []),
          ],
          carriedNews,
        ),
      };
    },

    async diff(id, olds, news) {
      return boundary(`compare the ${kind.noun} "${olds.name}"`, [news, olds], async () => {
        accountOf(id, olds);
        run.ownedKeys.own(kind.keysOf(id, olds), stampOf(news));
        const { notes, ...difference } = kind.diff(olds, news, run.clock.now(), news.replaceOnChanges);
        log.infoOnce(...notes.map(redacting(news, olds)));
        return difference;
      });
    },

    async create(inputs) {
      return boundary(`create the ${kind.noun} "${inputs.name}"`, [inputs], () =>
        run.pendingCreates.track(async () => {
          const { id, outs, notes } = await kind.create(run.account(inputs.account), inputs, stampOf(inputs));
          log.infoOnce(...notes.map(redacting(inputs)));
          return { id, outs: toSave(outs, inputs) };
        }),
      );
    },

    async read(id, props = {} as Carried<State>) {
      return boundary(`read the ${kind.noun}`, [props], async () => {
        const found = await kind.read(accountOf(id, props), id, props);
        // An empty id removes the resource from the state.
        return found
          ? {
              id: found.id,
              props: toSave(found.outs, props),
              inputs: { ...found.inputs, ...internalOf(props) } as Carried<State>,
            }
          : { id: "", props: {} as Carried<State> };
      });
    },

    async update(id, olds, news) {
      return boundary(`update the ${kind.noun} "${olds.name}"`, [news, olds], async () => {
        const known = plain(olds) as unknown as State;
        const { outs, notes } = await kind.update(accountOf(id, known), id, known, news, stampOf(news));
        log.infoOnce(...notes.map(redacting(news, olds)));
        return { outs: toSave(outs, news) };
      });
    },

    async delete(id, props) {
      await boundary(`delete the ${kind.noun} "${props.name}"`, [props], async () => {
        const account = accountOf(id, props);
        const notes = await deleteKeys(account, kind.keysOf(id, props), stampOf(props));
        const leftovers = await leftoverNotes(account, kind.missingNames(props));
        log.infoOnce(...[...notes, ...leftovers].map(redacting(props)));
      });
    },
  };
}

/** Two resources whose stamps a transform dropped are never taken for one. */
function stampOf({ __resource = randomUUID() }: Internal): ResourceStamp {
  return __resource;
}

function plain(properties: object): Values {
  const { __provider, __resource, __secrets, replaceOnChanges, ...rest } = properties as Values;
  return rest;
}

function internalOf({ __provider, __resource, __secrets, replaceOnChanges }: Internal): Internal {
  return {
    __provider,
    ...(__resource !== undefined && { __resource }),
    ...(__secrets !== undefined && { __secrets }),
    ...(replaceOnChanges && { replaceOnChanges }),
  };
}

/** The values of before an update may be secret as well. */
function redacting(carried: Internal, before: Internal = {}): (message: string) => string {
  return (message) => [carried, before].reduce((text, values) => redact(text, values, values.__secrets ?? []), message);
}

/** Pulumi prints the whole value of what a property's name finds; it does not look up the quoted form. */
function redactedProblems(failures: readonly ArgumentProblem[], carried: Internal): ArgumentProblem[] {
  const isSecret = (property: string) => carried.__secrets?.some((name) => property.startsWith(name)) ?? false;
  return failures.map(({ property, reason }) => ({
    property: isSecret(property) ? `["${property}"]` : property,
    reason: redacting(carried)(reason),
  }));
}
