/** The simulator is a package of its own. The tests take its source, so that they need no build and test what is there. */
export * from "../../packages/simulator/src";
