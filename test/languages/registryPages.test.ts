import { testRegistryPages } from "./registryPages";

testRegistryPages("yaml");
