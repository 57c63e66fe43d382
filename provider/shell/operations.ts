import { randomUUID } from "node:crypto";
import { PartialError } from "../errors/partialError";
import { inOperation } from "../jetemail/http/operation";
import { accountWarning } from "../key/accountWarning";
import type { Checked, Values } from "../key/check";
import { declare } from "../key/declare";
import { deleteKeys } from "../key/delete";
import type { Difference } from "../key/diff";
import { leftoverNotes } from "../key/nameConflicts";
import type { Read } from "../key/read";
import type { CommonArguments, CommonState, ResourceKind, StateKey } from "../key/resourceKind";
import type { ResourceStamp } from "../run/clock";
import type { Claimant } from "../run/ownership";
import type { Run } from "../run/run";
import { canonicalId } from "../values/uuid";
import { type Boundary, withErrorBoundary } from "./errorBoundary";

/** The resource that an operation is for, and how what it says reaches the user. */
export interface Caller<State> extends Boundary<State> {
  readonly resource: ResourceStamp;
}

/**
 * A kind of resource in a run, as each of Pulumi's protocols calls it: plain values in and out, errors that are fit to be
 * printed, and a run that knows of every resource.
 */
export class Operations<Inputs extends CommonArguments, State extends CommonState> {
  readonly kind: ResourceKind<Inputs, State>;
  readonly #run: Run;

  constructor(kind: ResourceKind<Inputs, State>, run: Run) {
    this.kind = kind;
    this.#run = run;
  }

  /** @returns the inputs and what is wrong with them; only a conflict of adoptions is of another kind. */
  async check(resource: ResourceStamp, olds: Values, news: Values): Promise<Checked> {
    const { inputs, failures } = this.kind.check(olds, news);
    const conflict = failures.length === 0 ? await declare(this.#run, this.kind, resource, olds, inputs) : undefined;
    return { inputs, failures: [...failures, ...(conflict ? [{ property: "adopt", reason: conflict.message }] : [])] };
  }

  diff(
    caller: Caller<State>,
    id: string,
    olds: State,
    news: Inputs,
    replaceOnChanges?: readonly string[],
  ): Promise<Omit<Difference, "notes">> {
    return withErrorBoundary(`compare the ${this.kind.noun} "${olds.name}"`, caller, async () => {
      const keys = this.kind.keysOf(id, olds);
      const warning = accountWarning(this.#accountOf(id, olds), keys);
      if (warning !== undefined && !this.#run.warnings.has(warning)) {
        this.#run.warnings.add(warning);
        caller.log.warnOnce(warning);
      }
      await this.#run.ownedKeys.own(keys, claimantOf(caller, olds));
      await this.#settle(caller, olds, keys);
      const { notes, ...difference } = this.kind.diff(olds, news, this.#run.clock.now(), replaceOnChanges);
      tell(caller, notes);
      return difference;
    });
  }

  create(caller: Caller<State>, inputs: Inputs): Promise<{ readonly id: string; readonly outs: State }> {
    return perform(`create the ${this.kind.noun}${inputs.name === undefined ? "" : ` "${inputs.name}"`}`, caller, () =>
      this.#run.pendingCreates.track(async () => {
        const account = this.#run.account(inputs.account);
        const owner = randomUUID();
        const { id, outs, notes } = await ownedBy(owner, () =>
          this.kind.create(account, inputs, { resource: caller.resource, owner }),
        );
        tell(caller, notes);
        return { id, outs };
      }),
    );
  }

  /** @returns `undefined` only if the resource is proven to be gone. */
  read(caller: Caller<State>, id: string, known: State): Promise<Read<object, State> | undefined> {
    // The id of what a program looks up is written by its author.
    const isLookUp = this.kind.keysOf(id, known).length === 0;
    return perform(`read the ${this.kind.noun}`, caller, async () => {
      const found = await this.kind.read(this.#accountOf(id, known), isLookUp ? canonicalId(id) : id, known);
      const { __owner } = known;
      return found && __owner !== undefined ? { ...found, outs: { ...found.outs, __owner } } : found;
    });
  }

  /**
   * Reads a resource that Pulumi does not have yet, which has the keys from then on.
   * @throws Error if another resource of the program has one of them, or if they cannot be this resource.
   */
  import(caller: Caller<State>, id: string): Promise<Read<object, State> | undefined> {
    return perform(`import the ${this.kind.noun}`, caller, async () => {
      const owner = randomUUID();
      const found = await this.kind.read(this.#run.account(undefined), id, {} as Partial<State>);
      if (!found) {
        return undefined;
      }
      this.kind.assertImportable(found.outs);
      const keys = this.kind.keysOf(found.id, found.outs);
      await this.#run.ownedKeys.claim(keys, { resource: caller.resource, owner, by: "import" });
      this.#run.imports.add(owner);
      return { ...found, outs: { ...found.outs, __owner: owner } };
    });
  }

  update(caller: Caller<State>, id: string, olds: State, news: Inputs): Promise<State> {
    return perform(`update the ${this.kind.noun} "${olds.name}"`, caller, async () => {
      const account = this.#accountOf(id, olds);
      const known = this.asImported(olds, news);
      const { outs, notes } = await ownedBy(olds.__owner ?? randomUUID(), async () => {
        try {
          return await this.kind.update(account, id, known, news, caller.resource);
        } catch (error) {
          // Saved with what an import counts as known, so that the next update does not rotate either.
          throw known === olds || error instanceof PartialError ? error : new PartialError(id, known, [error]);
        }
      });
      tell(caller, notes);
      return outs;
    });
  }

  /** The state as an update finds it: the trigger that a program declares with an import does not rotate. */
  asImported(olds: State, { rotationTrigger }: Inputs & { readonly rotationTrigger?: unknown }): State {
    return this.#run.imports.has(olds.__owner ?? "") ? { ...olds, rotationTrigger } : olds;
  }

  delete(caller: Caller<State>, id: string, state: State): Promise<void> {
    return perform(`delete the ${this.kind.noun} "${state.name}"`, caller, async () => {
      const account = this.#accountOf(id, state);
      const keys = this.kind.keysOf(id, state);
      const notes = await deleteKeys(account, keys, claimantOf(caller, state));
      await this.#settle(caller, state, keys);
      tell(caller, [...notes, ...(await leftoverNotes(account, this.kind.missingNames(state)))]);
    });
  }

  /** What an earlier update was killed with, and is in the state, was saved. */
  async #settle({ resource }: Caller<State>, { account }: State, keys: readonly StateKey[]): Promise<void> {
    const names = keys.map(({ name }) => name);
    await this.#run.account(account).settleCreates([resource, ...this.kind.creators(resource)], names);
  }

  /** The account of a state, which is told of its keys. */
  #accountOf(id: string, state: State) {
    const account = this.#run.account(state.account);
    for (const key of this.kind.keysOf(id, state)) {
      account.stateKeys.add(key);
    }
    return account;
  }
}

/** In a state that has no identity, the instant at which the token was got tells two owners of a key apart. */
function claimantOf<State extends CommonState>(
  { resource }: Caller<State>,
  { __owner, rotatedAt = "" }: State,
): Claimant {
  return { resource, owner: __owner ?? rotatedAt };
}

/** Has the state say who owns the keys, even if the operation was done in part. */
async function ownedBy<State extends CommonState, Result extends { readonly outs: State }>(
  __owner: string,
  operation: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await operation();
    return { ...result, outs: { ...result.outs, __owner } };
  } catch (error) {
    if (error instanceof PartialError) {
      const { id, properties, failures, notes } = error as PartialError<State>;
      throw new PartialError(id, { ...properties, __owner }, failures, notes);
    }
    throw error;
  }
}

function perform<State, Result>(
  action: string,
  caller: Caller<State>,
  operation: () => Promise<Result>,
): Promise<Result> {
  return withErrorBoundary(action, caller, () => inOperation(operation));
}

function tell<State>({ log, redacted }: Caller<State>, notes: readonly string[]): void {
  log.infoOnce(...notes.map(redacted));
}
