import { requireNode } from "../../../provider/shell/requireNode";

test.each(["20.20.2", "22.18.9", "8.0.0"])("rejects Node %s and names the required version", (version) => {
  expect(() => requireNode(version)).toThrow(`requires Node 22.19 or newer, but Pulumi runs it on Node ${version}`);
});

test.each(["22.19.0", "24.0.0", "26.10.0"])("accepts Node %s", (version) => {
  expect(() => requireNode(version)).not.toThrow();
});
