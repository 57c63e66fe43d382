/**
 * The arguments of each key by its logical name; among them, `$class: "TransactionalKeyPair"` declares a pair and
 * `$options` are the resource options. `$get` in place of arguments looks up the key with this uuid.
 */
export type Declarations = Record<string, Declaration>;

export interface Declaration {
  readonly $class?: string;
  readonly $options?: object;
  readonly $get?: string;
  readonly [argument: string]: unknown;
}

/** The module that the program has its classes from. */
export const CLASSES = `module.exports = require("pulumi-jetemail");\n`;

/**
 * A program that declares the keys of keys.json. A value `{"$unknown": x}` becomes one that only the update knows,
 * `{"$secret": x}` a secret. In an option, `{"$resource": name}` is a key that is declared before.
 */
export const PROGRAM = `
const pulumi = require("@pulumi/pulumi");
const jetemail = require("./jetemail");
const late = pulumi.runtime.isDryRun()
  ? new pulumi.Output([], Promise.resolve(undefined), Promise.resolve(false), Promise.resolve(false), Promise.resolve([]))
  : pulumi.output(undefined);
const value = (json) => {
  if (Array.isArray(json)) return json.map(value);
  if (json && typeof json === "object" && "$unknown" in json) return late.apply(() => json.$unknown);
  if (json && typeof json === "object" && "$secret" in json) return pulumi.secret(json.$secret);
  return json;
};
const resources = {};
const resourceIn = (json) => (Array.isArray(json) ? json.map(resourceIn) : (resources[json?.$resource] ?? json));
for (const [name, { $class = "TransactionalKey", $options, $get, ...args }] of Object.entries(require("./keys.json"))) {
  const values = Object.fromEntries(Object.entries(args).map(([k, v]) => [k, value(v)]));
  const options = Object.fromEntries(Object.entries($options ?? {}).map(([k, v]) => [k, resourceIn(v)]));
  const key = $get ? jetemail[$class].get(name, $get, options) : new jetemail[$class](name, values, options);
  resources[name] = key;
  exports[name] = { ...key, urn: undefined, __provider: undefined };
}
`;

export const DEFAULT_PROJECT = "name: app\nruntime: nodejs\n";

/** Of a program that is JavaScript: by default, Pulumi loads the TypeScript compiler for every program. */
export const JAVASCRIPT_PROJECT = "name: app\nruntime: { name: nodejs, options: { typescript: false } }\n";
