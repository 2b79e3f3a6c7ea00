import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "../root.mjs";
import { Stop } from "../stop.mjs";

/**
 * One page for each module that a package exports.
 *
 * @param {string} tools folder whose `node_modules` has TypeDoc
 * @param {string} folder of the pages, to create
 * @returns {Promise<string[]>} names of the modules, such as map-store/contract
 */
export async function writeApi(tools, folder) {
  const { Application, ReflectionKind } = await import(
    pathToFileURL(join(tools, "node_modules/typedoc/dist/index.js")).href
  );
  const modules = publicModules();
  const application = await Application.bootstrapWithPlugins({
    plugin: [join(tools, "node_modules/typedoc-plugin-markdown/dist/index.js")],
    entryPoints: modules.map(({ file }) => file),
    tsconfig: join(ROOT, "tsconfig.json"),
    basePath: ROOT,
    // its default is docs/, which it empties
    out: folder,
    router: "module",
    readme: "none",
    disableGit: true,
    disableSources: true,
    excludeExternals: true,
    excludeInternal: true,
    excludePrivate: true,
    skipErrorChecking: true,
    hidePageHeader: true,
    hideBreadcrumbs: true,
    parametersFormat: "table",
    interfacePropertiesFormat: "table",
    classPropertiesFormat: "table",
    typeAliasPropertiesFormat: "table",
    typeDeclarationFormat: "table",
    propertyMembersFormat: "table",
    tableColumnSettings: {
      hideDefaults: true,
      hideInherited: true,
      hideModifiers: true,
      hideOverrides: true,
    },
    pageTitleTemplates: { module: (/** @type {{ name: string }} */ { name }) => `@haproxy-mcp/${name}` },
    packagesRequiringDocumentation: modules.map(({ name }) => `@haproxy-mcp/${name}`),
    requiredToBeDocumented: ["Class", "Function", "Interface", "TypeAlias", "Variable"],
    // "[6]: New version created: 1" of HAProxy is no link
    validation: { invalidPath: false, invalidLink: true, notDocumented: true, notExported: false },
    logLevel: "Warn",
  });
  const project = await application.convert();
  if (project === undefined) throw new Stop("TypeDoc can't read the packages.");
  for (const child of project.children) child.name = modules.find(({ path }) => path === child.name)?.name;
  for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter)) nameByType(parameter);
  application.validate(project);
  await application.generateOutputs(project);
  if (application.logger.hasErrors() || application.logger.hasWarnings())
    throw new Stop("TypeDoc's findings are above.");
  rmSync(join(folder, "README.md"));
  return modules.map(({ name }) => name);
}

/**
 * A parameter that the function takes apart has no name.
 *
 * @param {{ name: string, type?: { name?: string } }} parameter
 */
function nameByType(parameter) {
  if (parameter.name !== "__namedParameters") return;
  const { name = "Options" } = parameter.type ?? {};
  parameter.name = name.charAt(0).toLowerCase() + name.slice(1);
}

/**
 * @typedef {{ name: string, path: string, file: string }} Module name such as map-store/contract; path as TypeDoc names it
 *
 * @returns {Module[]} by name
 */
function publicModules() {
  return readdirSync(join(ROOT, "packages"))
    .flatMap((folder) => {
      const manifest = JSON.parse(readFileSync(join(ROOT, "packages", folder, "package.json"), "utf8"));
      if (manifest.private === true) return [];
      return Object.entries(manifest.exports).flatMap(([path, { "@haproxy-mcp/source": source }]) =>
        source === undefined ? [] : [moduleOf(folder, path, source)],
      );
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * @param {string} folder of the package
 * @param {string} exported such as ./contract
 * @param {string} source
 * @returns {Module}
 */
function moduleOf(folder, exported, source) {
  const path = join("packages", folder, source);
  return {
    name: join(folder, exported),
    path: path.replace(/(?:\/index)?\.ts$/, ""),
    file: join(ROOT, path),
  };
}
