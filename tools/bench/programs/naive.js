// A dynamic provider as tutorials write it: its complete code is serialised into every resource, and whatever JetEmail's
// response lacks is looked up in the list each time.
const pulumi = require("@pulumi/pulumi");

async function call(method, body) {
  const response = await fetch(`${process.env.JETEMAIL_BASE_URL}/outbound/transactional-keys`, {
    method,
    headers: {
      Authorization: `Bearer ${process.env.JETEMAIL_API_KEY}`,
      ...(body && { "Content-Type": "application/json" }),
    },
    body: body && JSON.stringify(body),
  });
  const answer = await response.json();
  if (!response.ok) {
    throw new Error(`${method} failed with ${response.status}: ${answer.error}`);
  }
  return answer;
}

async function list() {
  return (await call("GET")).transactionalKeys;
}

function settingsOf({ name, allowAllDomains = false, approvedDomains = [], quota = 0, ipRestrictions = [] }) {
  return { name, allowAllDomains, approvedDomains, quota, ipRestrictions };
}

const provider = {
  async create(inputs) {
    const { api_token } = await call("POST", settingsOf(inputs));
    const key = (await list()).find((listed) => listed.api_token === api_token);
    return {
      id: key.uuid,
      outs: {
        ...settingsOf(key),
        uuid: key.uuid,
        apiToken: api_token,
        status: key.status,
        createdAt: key.created_date,
      },
    };
  },

  async diff(_id, olds, news) {
    return { changes: JSON.stringify(settingsOf(olds)) !== JSON.stringify(settingsOf(news)) };
  },

  async read(id, props) {
    const exists = (await list()).some((listed) => listed.uuid === id);
    if (!exists) {
      return {};
    }
    const key = (await list()).find((listed) => listed.uuid === id);
    return { id, props: { ...props, ...settingsOf(key), apiToken: key.api_token, status: key.status } };
  },

  async update(_id, olds, news) {
    await call("PATCH", { api_token: olds.apiToken, ...settingsOf(news) });
    return { outs: { ...olds, ...settingsOf(news) } };
  },

  async delete(_id, props) {
    await call("DELETE", { api_token: props.apiToken });
  },
};

class TransactionalKey extends pulumi.dynamic.Resource {
  constructor(name, args, opts) {
    const outputs = { uuid: undefined, apiToken: undefined, status: undefined, createdAt: undefined };
    super(provider, name, { ...outputs, ...args }, { ...opts, additionalSecretOutputs: ["apiToken"] });
  }
}

for (const [name, args] of Object.entries(require("./keys.json"))) {
  new TransactionalKey(name, { name: `app-test-${name}`, ...args });
}
