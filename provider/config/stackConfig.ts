/** Reads a setting of the stack, for example `jetemail:apiKey`. Secrets arrive decrypted. */
export type StackConfig = (key: string) => string | undefined;
