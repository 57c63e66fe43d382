/** By file of test/engine and title: what the plugin does otherwise, or a YAML program cannot say. */
export const ONE_SHELL: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  life: {
    "a key is created with all of its outputs, then has nothing to do, and is deleted":
      "The position of a resource is one in Pulumi.yaml: test/plugin/life.test.ts.",
    "a program can look up a key by its uuid": "The program is JavaScript: test/plugin/import.test.ts.",
  },
  resourceOptions: {
    "Pulumi's import option is refused with adopt as the answer, and nothing is created or changed":
      "The plugin imports: test/plugin/import.test.ts.",
  },
};
