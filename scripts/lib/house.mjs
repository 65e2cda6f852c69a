/**
 * The house rules: which part of the project may import which other. Arrows run one way,
 *
 *   apps → session → transport → protocol      apps → upscale, scene, tasks, client      session → protocol
 *   client → protocol, upscale, scene
 *
 * nothing imports an app (but tests and benches, which stand outside), and the scripts, which run before any package is
 * installed, import Node alone. Files are read as text: an import is a statement with a fixed shape, and a real parser
 * is a package.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix } from 'node:path';

const PACKAGES = ['protocol', 'upscale', 'scene', 'transport', 'session', 'tasks', 'client'];

/** Part → the parts it may import besides itself. A package that is not listed may import none of ours. */
const ARROWS = new Map([
  ['packages/protocol', []],
  ['packages/upscale', []],
  ['packages/scene', []],
  ['packages/transport', ['packages/protocol']],
  ['packages/session', ['packages/transport', 'packages/protocol']],
  ['packages/tasks', ['packages/protocol']],
  ['packages/client', ['packages/protocol', 'packages/upscale', 'packages/scene']],
]);

const EVERY_PACKAGE = PACKAGES.map((name) => `packages/${name}`);

/** Where source files live. */
const TOP_FOLDERS = ['packages', 'apps', 'tests', 'bench', 'scripts'];
const NOT_SOURCES = new Set(['node_modules', 'dist', 'public', 'coverage']);
const SOURCE_FILE = /\.(?:ts|tsx|mts|mjs|js)$/;
const TEST_FILE = /\.test\.tsx?$/;

/**
 * `import x from 'y'`, `export * from 'y'`, `import 'y'`, `import('y')` and `new URL('y', import.meta.url)`, the last
 * being how a worker is named. Statements start a line (the formatter sees to that), so their like inside a string is
 * passed over.
 */
const IMPORTS = [
  /^\s*(?:import|export)\b[^'"`;()]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\s*\(\s*['"]([^'"]+)['"]/g,
  /\bnew\s+URL\(\s*['"]([^'"]+)['"]\s*,\s*import\.meta\.url/g,
];

const COMMENTS = /\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/**
 * @param {string} source
 * @returns {string[]} what it imports, as written
 */
export function importsOf(source) {
  const code = source.replace(COMMENTS, '');
  return IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
}

/**
 * The part of the house a file belongs to: `packages/protocol`, `apps/web`, `tests`, `bench`, `scripts`.
 * @param {string} path from the root, with `/`
 * @returns {string | undefined} nothing for files outside, such as the settings in the root
 */
export function partOf(path) {
  const [top = '', name] = path.split('/');
  if (top === 'packages' || top === 'apps') return name === undefined ? undefined : `${top}/${name}`;
  return TOP_FOLDERS.includes(top) ? top : undefined;
}

/**
 * @param {string} file the importing file, from the root
 * @param {string} specifier as written
 * @returns {string | undefined} a sentence when the import breaks a rule
 */
export function importProblem(file, specifier) {
  const from = partOf(file);
  if (from === undefined) return undefined;
  if (from === 'scripts' && !TEST_FILE.test(file) && !specifier.startsWith('.') && !isBuiltin(specifier)) {
    return `${file} imports '${specifier}': scripts run before packages exist and import Node alone`;
  }
  const to = targetPart(file, specifier);
  if (to === undefined || to === from || mayImport(file, from, to)) return undefined;
  return `${file} imports '${specifier}': ${from} must not reach into ${to}`;
}

/** @param {string} file @param {string} specifier */
function targetPart(file, specifier) {
  if (specifier.startsWith('.')) return partOf(posix.join(posix.dirname(file), specifier));
  const ours = /^@p2c2g\/([^/]+)/.exec(specifier)?.[1];
  if (ours === undefined) return undefined;
  return PACKAGES.includes(ours) ? `packages/${ours}` : `apps/${ours}`;
}

/** @param {string} file @param {string} from @param {string} to */
function mayImport(file, from, to) {
  if (from === 'tests' || from === 'bench') return true;
  if (to === 'tests') return TEST_FILE.test(file);
  const allowed = from.startsWith('apps/') ? EVERY_PACKAGE : (ARROWS.get(from) ?? []);
  return allowed.includes(to);
}

/**
 * Reads every source file below root.
 * @param {string} root
 * @returns {{ files: number, problems: string[] }}
 */
export function checkHouse(root) {
  const files = TOP_FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    sourceFiles(root, folder),
  );
  const problems = files.flatMap((file) =>
    importsOf(readFileSync(join(root, file), 'utf8')).flatMap(
      (specifier) => importProblem(file, specifier) ?? [],
    ),
  );
  return { files: files.length, problems };
}

/** @param {string} root @param {string} folder @returns {string[]} */
function sourceFiles(root, folder) {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return NOT_SOURCES.has(entry.name) ? [] : sourceFiles(root, path);
    return SOURCE_FILE.test(entry.name) ? [path] : [];
  });
}
