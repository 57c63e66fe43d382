import { ApiSubject } from "./apiSubject";
import { findCommandPlugin } from "./commandPlugin";
import type { SystemName } from "./operations";
import { type Particulars, StackSubject } from "./stackSubject";
import type { Subject } from "./subject";

export const OPEN: Record<SystemName, (common: Pick<Particulars, "conditions" | "profileFolder">) => Promise<Subject>> =
  {
    "pulumi-jetemail": (common) => StackSubject.open("pulumiJetemail.js", common),
    plugin: (common) => StackSubject.open("plugin.js", { ...common, hasPlugin: true }),
    "plugin-yaml": (common) => StackSubject.open(undefined, common),
    naive: (common) => StackSubject.open("naive.js", common),
    floor: (common) =>
      StackSubject.open("floor.js", {
        ...common,
        files: { "the-floor/provider.js": "floorProvider.js" },
        isReal: false,
      }),
    command: async (common) => StackSubject.open("command.js", { ...common, onPath: await findCommandPlugin() }),
    api: ({ conditions }) => ApiSubject.open(conditions),
  };
