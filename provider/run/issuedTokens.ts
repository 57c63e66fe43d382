/** What a create was given: a token that exists nowhere else, and what the user has to be told. */
export interface IssuedToken {
  readonly token: string;
  readonly notes: readonly string[];
}

/**
 * The tokens that JetEmail issued in this run, by the inputs of the creates: Pulumi's error hooks may call for the same
 * create again. No two resources have the same inputs, since each has a stamp of its own among them.
 */
export class IssuedTokens {
  readonly #byInputs = new Map<string, IssuedToken>();

  keep(inputs: object, issued: IssuedToken): void {
    this.#byInputs.set(JSON.stringify(inputs), issued);
  }

  get(inputs: object): IssuedToken | undefined {
    return this.#byInputs.get(JSON.stringify(inputs));
  }
}
