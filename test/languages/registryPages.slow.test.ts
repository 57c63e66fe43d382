import { testRegistryPages } from "./registryPages";

testRegistryPages("typescript");
testRegistryPages("python");
testRegistryPages("go");
