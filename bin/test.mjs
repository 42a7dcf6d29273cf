// `npm test`: installs what is missing, runs every check and every test, and ends with one line of
// counts. A check counts as one test. Plain JavaScript, because nothing may be installed yet.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const started = Date.now();
const tell = (line) => process.stdout.write(`${line}\n`);

/** The packages' own programs: no shell and no npx between us and them. */
const program = (path, ...args) => [join(root, 'node_modules', path), ...args];
const folders = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8')).include.filter(
  (folder) => existsSync(join(root, folder)),
);

const CHECKS = [
  ['format', program('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  ['lint', ['--max-old-space-size=3072', ...program('eslint/bin/eslint.js', '.')]],
  ['types', program('typescript/bin/tsc', '--noEmit', '-p', '.')],
  ['import walls', cruise('.dependency-cruiser.cjs')],
  ['import walls with types erased', cruise('.dependency-cruiser.erased.cjs')],
  ['unused files, exports and packages', program('knip/bin/knip.js', '--no-progress')],
];

function cruise(config) {
  const file = 'dependency-cruiser/bin/dependency-cruise.mjs';
  return program(file, '--config', config, '--output-type', 'err', ...folders);
}

function run(args, more = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: root, ...more });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ isGood: code === 0, output }));
  });
}

async function check(name, args) {
  const began = Date.now();
  const { isGood, output } = await run(args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const seconds = ((Date.now() - began) / 1000).toFixed(0);
  tell(`${isGood ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`);
  if (!isGood) tell(output.trimEnd());
  return isGood;
}

/** Stories that run against the real clock: they get the machine to themselves. */
const ALONE = ['test/stories/scenarios-speeded', 'test/conversation/', 'test/faults/'];

/** All tests: most of them two files at a time, those of the real clock one by one afterwards. */
async function allTests(patterns) {
  if (patterns.length > 0) return [await tests(patterns)];
  // Naming these replaces the configured ones.
  const left = ['/node_modules/', '/dist/', '/.data/', ...ALONE];
  const most = await tests(left.flatMap((path) => ['--testPathIgnorePatterns', path]));
  tell('Running the stories of the real clock, one by one');
  return [most, await tests(['--runInBand', ...ALONE])];
}

async function tests(patterns) {
  const scratch = mkdtempSync(join(tmpdir(), 'tocsin-test-'));
  const report = join(scratch, 'report.json');
  const jest = program('jest/bin/jest.js', '--json', `--outputFile=${report}`, '--silent=false');
  const flags = ['--experimental-vm-modules', '--no-warnings=ExperimentalWarning'];
  // Jest's JSON goes to the file; its own progress is on standard error.
  const pace = patterns.includes('--runInBand') ? [] : ['--maxWorkers=2'];
  await run([...flags, ...jest, ...pace, ...patterns], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, TZ: 'UTC', NODE_OPTIONS: flags.join(' ') },
  });
  try {
    return JSON.parse(readFileSync(report, 'utf8'));
  } catch {
    return undefined;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Jest's counts, and the suites that could not even be loaded. */
function countsOf(report) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0, failures: ['jest itself'] };
  const broken = report.testResults.filter(
    (file) =>
      file.status === 'failed' && file.assertionResults.every((one) => one.status !== 'failed'),
  );
  const failures = report.testResults.flatMap((file) =>
    file.assertionResults
      .filter((one) => one.status === 'failed')
      .map((one) => `${relative(root, file.name)}: ${one.fullName}`),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failures, ...broken.map((file) => `${relative(root, file.name)}: does not run`)],
  };
}

const patterns = process.argv.slice(2).filter((argument) => argument !== '--checks');
const onlyChecks = process.argv.includes('--checks');
const installed = spawnSync(process.execPath, [join(root, 'bin/start.mjs'), '--install-only'], {
  cwd: root,
  stdio: 'inherit',
});
let passed = 0;
let failed = 0;
let skipped = 0;
const failures = [];
if (installed.status !== 0) {
  failed += 1;
  failures.push('installing');
} else {
  if (patterns.length === 0) {
    for (const [name, args] of CHECKS) {
      if (await check(name, args)) passed += 1;
      else {
        failed += 1;
        failures.push(name);
      }
    }
  }
  if (!onlyChecks) {
    tell('Running the tests');
    for (const counts of (await allTests(patterns)).map(countsOf)) {
      passed += counts.passed;
      failed += counts.failed;
      skipped += counts.skipped;
      failures.push(...counts.failures);
    }
  }
}
tell('');
for (const name of failures) tell(`FAILED ${name}`);
tell(`${((Date.now() - started) / 60_000).toFixed(1)} minutes`);
tell(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 ? 1 : 0;
