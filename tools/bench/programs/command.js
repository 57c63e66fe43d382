const pulumi = require("@pulumi/pulumi");

/** The same as `local.Command` of the npm package @pulumi/command, which need not be installed. */
class Command extends pulumi.CustomResource {
  constructor(name, args, opts) {
    const outputs = { stdout: undefined, stderr: undefined };
    super("command:local:Command", name, { ...outputs, ...args }, { ...opts, version: "1.2.1" });
  }
}

// The token is in the output of the command, so an update has to print it again.
const TOKEN = `token=$(printf %s "$PULUMI_COMMAND_STDOUT" | sed 's/.*"api_token":"\\([^"]*\\)".*/\\1/')`;

function curl(method, body) {
  return `curl --silent --show-error --fail -X ${method} -H "Authorization: Bearer $JETEMAIL_API_KEY" -H "Content-Type: application/json" --data "${JSON.stringify(body).replaceAll('"', '\\"')}" "$JETEMAIL_BASE_URL/outbound/transactional-keys"`;
}

for (const [name, args] of Object.entries(require("./keys.json"))) {
  const settings = { name: `app-test-${name}`, ...args };
  new Command(
    name,
    {
      create: curl("POST", settings),
      update: `${TOKEN}; ${curl("PATCH", { api_token: "$token", ...settings })} >/dev/null && printf %s "$PULUMI_COMMAND_STDOUT"`,
      delete: `${TOKEN}; ${curl("DELETE", { api_token: "$token" })}`,
    },
    { additionalSecretOutputs: ["stdout"] },
  );
}
