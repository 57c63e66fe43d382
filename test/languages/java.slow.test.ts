import { findJavaLibraries, JavaStack } from "./javaStack";
import { testScenario } from "./scenario";

testScenario("java", findJavaLibraries, JavaStack.create);
