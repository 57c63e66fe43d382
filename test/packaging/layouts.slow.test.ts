import { layouts } from "./layouts";
import { testLayout } from "./layoutTests";
import { usePackedPackage } from "./usePackedPackage";

/** The ways to install the package beside the usual one, which package.test.ts tests. */

const pack = usePackedPackage();

for (const title of Object.keys(layouts).filter((each) => each !== "installed by npm")) {
  testLayout(title, pack);
}
