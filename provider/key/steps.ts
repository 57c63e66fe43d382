import { JetEmailError, textOf } from "../errors/jetEmailError";
import { PartialError } from "../errors/partialError";

/** Changes something at JetEmail. @returns what is true after it; throws a `PartialError` if it was done in part. */
export type Step<State> = (state: State) => Promise<State>;

/** What a failure means to the user, with the code of its place in docs/errors.md. */
export type Meaning = readonly [code: number, text: string];

export interface StepsOptions<State> {
  /** The id of the resource with this state; `undefined` while nothing exists. */
  readonly id: (state: State) => string | undefined;
  /** Introduces the failure of a step after something was changed. */
  readonly meaning?: Meaning;
  /** Whether something was changed before the first step, so that the steps after a failed one are run as well. */
  readonly keepGoing?: boolean;
  /** What the user has to be told, even if a step fails. */
  readonly notes?: readonly string[];
}

/**
 * Runs steps in order, each on what the one before left, so that whatever was changed reaches the state.
 * @throws the step's own error if nothing was changed by then; otherwise a `PartialError` with what was changed.
 */
export async function runSteps<State extends object>(
  initial: State,
  steps: readonly Step<State>[],
  { id: idOf, meaning, keepGoing = false, notes = [] }: StepsOptions<State>,
): Promise<State> {
  let state = initial;
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      state = await step(state);
    } catch (error) {
      failures.push(error);
      state = error instanceof PartialError ? (error.properties as State) : state;
      if (!keepGoing) {
        break;
      }
    }
  }
  if (failures.length === 0) {
    return state;
  }
  const id = idOf(state);
  if (id === undefined || (state === initial && !keepGoing)) {
    throw failures[0];
  }
  throw new PartialError(id, state, meaning ? failures.map((failure) => introduce(failure, meaning)) : failures, notes);
}

/** A step whose failure is introduced by what it means. */
export function meaning<State>(introduction: Meaning, step: Step<State>): Step<State> {
  return async (state) => {
    try {
      return await step(state);
    } catch (error) {
      throw introduce(error, introduction);
    }
  };
}

function introduce(failure: unknown, [code, text]: Meaning): JetEmailError {
  return new JetEmailError(code, `${text} ${textOf(failure)}`, [failure]);
}
