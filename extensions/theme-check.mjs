// What Shopify's theme check finds in the theme app extensions given by folder. Exit 1 if one finding is an error:
// `shopify app build` prints them too, but passes.
import { writeFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { themeCheckRun } from "@shopify/theme-check-node";

const LEVELS = ["error", "warning", "info"];
let errors = 0;
for (const folder of process.argv.slice(2).map((name) => resolve(name))) {
  const rules = join(folder, ".theme-check.yml");
  writeFileSync(rules, "extends: theme-check:theme-app-extension\n");
  const { offenses } = await themeCheckRun(folder, rules);
  for (const { severity, check, uri, message } of offenses) {
    console.log(`${LEVELS[severity]}: ${relative(folder, fileURLToPath(uri))}: ${check}: ${message}`);
  }
  errors += offenses.filter(({ severity }) => severity === 0).length;
}
process.exit(errors ? 1 : 0);
