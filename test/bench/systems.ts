import { ApiSubject } from "./apiSubject";
import { findCommandPlugin } from "./commandPlugin";
import type { SystemName } from "./operations";
import { StackSubject } from "./stackSubject";
import type { Subject } from "./subject";

export const OPEN: Record<SystemName, () => Promise<Subject>> = {
  "pulumi-jetemail": () => StackSubject.open("pulumiJetemail.js"),
  naive: () => StackSubject.open("naive.js"),
  floor: () => StackSubject.open("floor.js", { files: { "the-floor/provider.js": "floorProvider.js" }, isReal: false }),
  command: async () => StackSubject.open("command.js", { onPath: await findCommandPlugin() }),
  api: () => ApiSubject.open(),
};
