import type { ResourceStamp } from "./clock";

/** What a create was given: a token that exists nowhere else, and what the user has to be told. */
export interface IssuedToken {
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly issuedAt: string;
  readonly notes: readonly string[];
  /** The journal's position before the first request. */
  readonly since: number;
  /** The same, if one of the responses was lost. */
  readonly uncertainSince?: number;
}

/** The tokens that JetEmail issued in this run: Pulumi's error hooks may call for the same create again. */
export class IssuedTokens {
  readonly #byResource = new Map<ResourceStamp, IssuedToken>();

  keep(resource: ResourceStamp, issued: IssuedToken): void {
    this.#byResource.set(resource, issued);
  }

  get(resource: ResourceStamp): IssuedToken | undefined {
    return this.#byResource.get(resource);
  }
}
