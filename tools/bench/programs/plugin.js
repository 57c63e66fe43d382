const { TransactionalKey } = require("./jetemail");

for (const [name, args] of Object.entries(require("./keys.json"))) {
  new TransactionalKey(name, args);
}
