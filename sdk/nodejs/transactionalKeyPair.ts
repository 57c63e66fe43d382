import * as pulumi from "@pulumi/pulumi";
import { LIMITS } from "../../provider/values/limits";
import type { TransactionalKeyPairArgs } from "./keyArguments";
import { hasType, onRegistered, registration } from "./keyResource";
import { PAIR_PROVIDER_REFERENCE } from "./providerReference";
import { suspendStackTraces } from "./stackTraces";

/**
 * Two keys of JetEmail with the same settings, for zero-downtime rotation: a changed `rotationTrigger`, or an elapsed
 * `rotateAfterDays`, rotates the key that is *not* current and makes it current. The previous token stays valid until the
 * next rotation.
 *
 * Use a pair where consumers pick up a new token later than the update that issues it: a deployment, a secret store, a
 * service that reads its configuration at start. A single `TransactionalKey` is enough where the token is never rotated,
 * or where a rotation has to revoke the old token at once.
 *
 * A changed setting updates both keys in place, another `account` replaces both. An update that fails halfway leaves the
 * previously current token as it is, and the next one completes it. Both keys are in one custom resource: Pulumi saves them
 * together, so no interruption can separate a token from its role, and resource options work as on a `TransactionalKey`. A pair
 * cannot adopt keys, nor be read without being managed.
 *
 * @example
 * ```ts
 * import { TransactionalKeyPair } from "pulumi-jetemail";
 *
 * const mail = new TransactionalKeyPair("mail", { approvedDomains: ["example.com"], rotateAfterDays: 90 });
 * export const token = mail.apiToken;
 * ```
 */
export class TransactionalKeyPair extends pulumi.CustomResource {
  /** @internal */
  static readonly __pulumiType = "pulumi-nodejs:dynamic/jetemail:TransactionalKeyPair";

  /** Whether a value is a pair, also one that another copy of this package made. */
  static override isInstance(value: unknown): value is TransactionalKeyPair {
    return hasType(value, TransactionalKeyPair);
  }

  /** The current token. A secret. Changes with every rotation, and with nothing else. */
  declare readonly apiToken: pulumi.Output<string>;
  /** The previous token, valid until the next rotation. At first one that nobody has used. A secret. */
  declare readonly previousApiToken: pulumi.Output<string>;
  /** Which of the two keys is current: `a` at first, then the other with every rotation. */
  declare readonly current: pulumi.Output<"a" | "b">;
  /** The first 16 hex digits of the current token's SHA-256: safe to print, changes with every rotation. */
  declare readonly tokenFingerprint: pulumi.Output<string>;
  /** The uuids of both keys. They stay through updates and rotations. */
  declare readonly uuids: pulumi.Output<{ a: string; b: string }>;
  /** When the current token was issued. ISO 8601, UTC. */
  declare readonly rotatedAt: pulumi.Output<string>;
  /** From when on an update rotates, if {@link TransactionalKeyPairArgs.rotateAfterDays} is given. ISO 8601, UTC. */
  declare readonly rotationDueAt: pulumi.Output<string | undefined>;
  /** See {@link TransactionalKeyPairArgs.name}. */
  declare readonly name: pulumi.Output<string>;

  /**
   * @param name the logical name, unique in the stack.
   * @param args all of them have defaults.
   * @param opts the resource options; `import` is refused.
   * @throws if the resource option `import` is given.
   */
  constructor(name: string, args: TransactionalKeyPairArgs = {}, opts: pulumi.CustomResourceOptions = {}) {
    const resume = suspendStackTraces();
    try {
      super(...registration(KIND, name, args, opts));
    } catch (error) {
      resume(error);
      throw error;
    }
    resume();
    onRegistered(this, args, opts);
  }
}

const KIND = {
  type: TransactionalKeyPair.__pulumiType,
  provider: PAIR_PROVIDER_REFERENCE,
  outputs: [
    ...["apiToken", "previousApiToken", "current", "tokenFingerprint", "uuids", "rotatedAt", "rotationDueAt"],
    ...["name", "keys"],
  ],
  secretOutputs: ["apiToken", "previousApiToken", "keys"],
  maxNameLength: LIMITS.pairName,
  insteadOfImport: "A pair cannot adopt keys: create a new one, and switch its consumers over.",
};
