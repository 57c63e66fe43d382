import { testLanguage } from "./scenario";

testLanguage("yaml");
