// Certificates of HAProxy's folder, those that end first on top; exits with 1 if one ends within a week: expiry-report FOLDER
import { createCertificateFolder } from "@haproxy-mcp/acme-manager";

const WEEK_MS = 7 * 86_400_000;
const [folder = "/etc/haproxy/certs"] = process.argv.slice(2);

const files = await createCertificateFolder(folder).files();
const ends = files
  .flatMap(({ file, leaf }) => (leaf === undefined ? [] : [{ file, ...leaf }]))
  .sort((a, b) => a.notAfter.getTime() - b.notAfter.getTime());
for (const { file, names, notAfter } of ends)
  console.log(`${notAfter.toISOString().slice(0, 10)} ${file} ${names.join(" ")}`);
for (const { file, broken, unreadable } of files)
  if (broken !== undefined || unreadable !== undefined) console.log(`${file}: ${broken ?? unreadable}`);
if (ends.some(({ notAfter }) => notAfter.getTime() < Date.now() + WEEK_MS)) process.exitCode = 1;
