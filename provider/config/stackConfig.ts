/** Where settings come from. */
export interface StackConfig {
  /** Reads a setting of the stack, for example `jetemail:apiKey`. Secrets arrive decrypted. */
  (key: string): string | undefined;
  /** Whether they are the arguments of an explicit provider, which reads no setting of the stack. */
  readonly isExplicit?: boolean;
}
