const { TransactionalKey } = require("pulumi-jetemail");

for (const [name, args] of Object.entries(require("./keys.json"))) {
  new TransactionalKey(name, args);
}
