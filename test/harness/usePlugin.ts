import { NO_RETRIES } from "./inProcessProvider";
import { type JetEmail, useJetEmail } from "./jetEmail";
import { PluginClient, type PluginOptions } from "./plugin";
import type { SimulatorOptions } from "./simulator";

export interface PluginTest {
  readonly jetEmail: JetEmail;
  readonly plugin: PluginClient;
  /** Another process of the plugin, for the same account. */
  another(options?: PluginOptions): Promise<PluginClient>;
}

/** Gives each test of a file an account and a plugin that is configured for it. */
export function usePlugin(options: SimulatorOptions = {}): PluginTest {
  const jetEmail = useJetEmail(options);
  let plugin: PluginClient;

  const another = (others: PluginOptions = {}) => {
    const { accountKey: apiKey, url: baseUrl } = jetEmail.simulator;
    return PluginClient.start({ run: NO_RETRIES, config: { apiKey, baseUrl }, ...others });
  };
  beforeEach(async () => {
    plugin = await another();
  });
  afterEach(PluginClient.closeAll);

  return {
    jetEmail,
    get plugin() {
      return plugin;
    },
    another,
  };
}
