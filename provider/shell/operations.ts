import { inOperation } from "../jetemail/http/operation";
import type { Checked, Values } from "../key/check";
import { declare } from "../key/declare";
import { deleteKeys } from "../key/delete";
import type { Difference } from "../key/diff";
import { leftoverNotes } from "../key/nameConflicts";
import type { Read } from "../key/read";
import type { CommonArguments, ResourceKind } from "../key/resourceKind";
import type { ResourceStamp } from "../run/clock";
import type { Run } from "../run/run";
import { type Boundary, withErrorBoundary } from "./errorBoundary";

/** The resource that an operation is for, and how what it says reaches the user. */
export interface Caller<State> extends Boundary<State> {
  readonly resource: ResourceStamp;
}

/**
 * A kind of resource in a run, as each of Pulumi's protocols calls it: plain values in and out, errors that are fit to be
 * printed, and a run that knows of every resource.
 */
export class Operations<Inputs extends CommonArguments, State extends CommonArguments> {
  readonly kind: ResourceKind<Inputs, State>;
  readonly #run: Run;

  constructor(kind: ResourceKind<Inputs, State>, run: Run) {
    this.kind = kind;
    this.#run = run;
  }

  /** @returns the inputs and what is wrong with them; only a conflict of adoptions is of another kind. */
  check(resource: ResourceStamp, olds: Values, news: Values): Checked {
    const { inputs, failures } = this.kind.check(olds, news);
    const conflict = failures.length === 0 ? declare(this.#run, this.kind, resource, olds, inputs) : undefined;
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
      this.#accountOf(id, olds);
      this.#run.ownedKeys.own(this.kind.keysOf(id, olds), caller.resource);
      const { notes, ...difference } = this.kind.diff(olds, news, this.#run.clock.now(), replaceOnChanges);
      tell(caller, notes);
      return difference;
    });
  }

  create(caller: Caller<State>, inputs: Inputs): Promise<{ readonly id: string; readonly outs: State }> {
    return perform(`create the ${this.kind.noun} "${inputs.name}"`, caller, () =>
      this.#run.pendingCreates.track(async () => {
        const account = this.#run.account(inputs.account);
        const { id, outs, notes } = await this.kind.create(account, inputs, caller.resource);
        tell(caller, notes);
        return { id, outs };
      }),
    );
  }

  /** @returns `undefined` only if the resource is proven to be gone. */
  read(caller: Caller<State>, id: string, known: State): Promise<Read<object, State> | undefined> {
    return perform(`read the ${this.kind.noun}`, caller, () => this.kind.read(this.#accountOf(id, known), id, known));
  }

  update(caller: Caller<State>, id: string, olds: State, news: Inputs): Promise<State> {
    return perform(`update the ${this.kind.noun} "${olds.name}"`, caller, async () => {
      const { outs, notes } = await this.kind.update(this.#accountOf(id, olds), id, olds, news, caller.resource);
      tell(caller, notes);
      return outs;
    });
  }

  delete(caller: Caller<State>, id: string, state: State): Promise<void> {
    return perform(`delete the ${this.kind.noun} "${state.name}"`, caller, async () => {
      const account = this.#accountOf(id, state);
      const notes = await deleteKeys(account, this.kind.keysOf(id, state), caller.resource);
      tell(caller, [...notes, ...(await leftoverNotes(account, this.kind.missingNames(state)))]);
    });
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
