import { EngineLog } from "../../../provider/plugin/engineLog";
import { KEY, PluginClient, urnOf } from "../../harness/plugin";
import { useRecorders } from "../../harness/recorder";

const URN = urnOf(KEY);
const startSilentServer = useRecorders();
afterEach(PluginClient.closeAll);

test.each([
  ["grpc_proxy", {}],
  ["https_proxy", {}],
  ["http_proxy", {}],
  ["https_proxy", { no_proxy: "localhost, 127.0.0.1" }],
])("messages reach the engine past a proxy of the environment: %s %j", async (variable, others) => {
  const proxy = await startSilentServer();
  const plugin = await PluginClient.startProcess({ PATH: process.env.PATH, [variable]: proxy.url, ...others }, {});
  await plugin.check(URN, {}, { name: "receipts", allowAllDomains: true, approvedDomains: ["example.com"] });
  expect(plugin.said).toEqual([expect.objectContaining({ text: expect.stringContaining("JETEMAIL-116") })]);
  expect(proxy.connections).toBe(0);
});

test("an engine that takes no message holds nothing up", async () => {
  const engine = await startSilentServer();
  const log = new EngineLog({ patience: 100 });
  log.connect(`127.0.0.1:${engine.port}`);
  log.about(URN).infoOnce("one", "two");
  await log.flush();
  log.connect("");
});
