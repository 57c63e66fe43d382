import { mkdtempSync } from "node:fs";
import path from "node:path";
import { PROVIDER_REFERENCE } from "../../sdk/nodejs/providerReference";
import { type CallError, DynamicProvider } from "../harness/dynamicProvider";
import { failureOf } from "../harness/failure";
import { layouts, unsupportedLayouts } from "./layouts";
import { testLayout } from "./layoutTests";
import { usePackedPackage } from "./usePackedPackage";

/** The ways to install the package beside the usual one, which package.slow.test.ts tests. */

const pack = usePackedPackage();

for (const title of Object.keys(layouts).filter((each) => each !== "installed by npm")) {
  testLayout(title, pack);
}

describe("A package that a program cannot load", () => {
  afterEach(() => DynamicProvider.closeAll());

  test.each(Object.entries(unsupportedLayouts))(
    "%s: the message says where to add it",
    async (_title, install) => {
      const app = await install(mkdtempSync(path.join(pack.folder, "unsupported-")), pack.packed);
      const provider = await DynamicProvider.start({ cwd: app });
      const { message } = await failureOf<CallError>(provider.check({}, { __provider: PROVIDER_REFERENCE }));
      expect(message).toContain(`Add pulumi-jetemail to the dependencies of the program in ${app}. [JETEMAIL-119]`);
    },
    5 * 60_000,
  );
});
