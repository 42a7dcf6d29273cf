// What `npm start` and its fellows run: installs and builds what is missing or stale, then hands over.
// `--install-only` and `--build-only` stop half way. Plain JavaScript without dependencies, because in a fresh clone there is nothing else yet.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const OLDEST_NODE = [20, 19];

const tell = (line) => process.stdout.write(`${line}\n`);
const fail = (text) => {
  process.stderr.write(`${text}\n`);
  process.exit(1);
};

function checkNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  fail(`Node ${process.versions.node} is too old: expected ${OLDEST_NODE.join('.')} or newer.`);
}

/** Runs `npm ci` when the installed packages are not those of package-lock.json. */
function install() {
  if (isInstalled()) return;
  tell('Installing packages (npm ci); the first time this takes about half a minute');
  const npm = process.env['npm_execpath'];
  const [file, first] = npm === undefined ? ['npm', []] : [process.execPath, [npm]];
  // Development packages too, whatever NODE_ENV says: the compiler's types are among them.
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund'];
  const done = spawnSync(file, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  if (done.status === 0 && isInstalled()) return;
  fail(
    'npm ci failed (its reason stands above). Check the network or the registry, and start again.',
  );
}

/** npm keeps what it installed in a hidden lock file; optional packages of other platforms may miss. */
function isInstalled() {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hidden)) return false;
  const versionsOf = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const wanted = versionsOf(join(root, 'package-lock.json'));
  const found = versionsOf(hidden);
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || optional === true || found[path]?.version === version,
  );
}

/** Compiles into dist when a source file changed since the last time. */
function build() {
  const options = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const files = options.include
    .filter((folder) => folder !== 'test')
    .map((folder) => join(root, folder))
    .filter((folder) => existsSync(folder))
    .flatMap(filesBelow);
  const hash = createHash('sha256');
  const settings = ['tsconfig.json', 'tsconfig.build.json', 'package-lock.json'];
  for (const file of [...files, ...settings.map((name) => join(root, name))]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  const digest = hash.digest('hex');
  const note = join(root, 'dist', '.sources');
  if (existsSync(note) && readFileSync(note, 'utf8') === digest) return;
  tell('Building');
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const done = spawnSync(process.execPath, [compiler, '-p', join(root, 'tsconfig.build.json')], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (done.status !== 0) fail('The build failed; its reason stands above.');
  for (const file of files.filter((name) => extname(name) !== '.ts')) {
    const target = join(root, 'dist', file.slice(root.length));
    mkdirSync(dirname(target), { recursive: true });
    cpSync(file, target);
  }
  writeFileSync(note, digest);
}

/** Sources and what stands beside them (definitions, pages, styles); no tests. */
function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

checkNode();
install();
const [program = 'workers/everything.js'] = process.argv.slice(2);
if (program !== '--install-only') {
  build();
  if (program !== '--build-only') {
    process.argv.splice(1, 2, join(root, 'dist', program));
    await import(pathToFileURL(join(root, 'dist', program)).href);
  }
}
