// The plugin's classes and functions, as an SDK that is generated from its schema has them. Required by programs of tests.
const pulumi = require("@pulumi/pulumi");
const { resources, functions } = require("../../provider/plugin/schema.json");

const nameOf = (token) => token.split(":").at(-1);

for (const [type, { properties }] of Object.entries(resources)) {
  exports[nameOf(type)] = class extends pulumi.CustomResource {
    static get(name, id, options) {
      return new this(name, {}, { ...options, id });
    }

    constructor(name, args, options) {
      const outputs = Object.fromEntries(Object.keys(properties).map((property) => [property, undefined]));
      super(type, name, { ...outputs, ...args }, options);
    }
  };
}

for (const token of Object.keys(functions)) {
  // Functions of a provider return objects; the package's own returns a list as it is.
  const plain = (result) => ("keys" in result ? result.keys : result);
  exports[nameOf(token)] = async (args = {}) => plain(await pulumi.runtime.invoke(token, args));
  exports[`${nameOf(token)}Output`] = (args = {}) => pulumi.runtime.invokeOutput(token, args).apply(plain);
}
