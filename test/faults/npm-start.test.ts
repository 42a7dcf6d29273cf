import { mkdtemp, readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../harness/eventually.ts';
import {
  anyRuns,
  childrenOf,
  clearHouse,
  houseIsReady,
  killNow,
  startHouse,
  type House,
} from '../harness/processes.ts';
import { freePort } from '../../workers/free-port.ts';

const LIMIT = 180_000;
let dataDir: string;
let port: number;
let house: House;

const statusOf = async (path: string): Promise<number> =>
  await fetch(`http://127.0.0.1:${port}${path}`).then(
    (answer) => answer.status,
    () => 0,
  );

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'tocsin-house-'));
  port = await freePort();
  house = await startHouse({ dataDir, port });
  await houseIsReady(house);
}, LIMIT);
afterAll(() => clearHouse(dataDir));

describe('npm start', () => {
  it('runs everything, says where, and shows no key where nobody looks', async () => {
    expect(await statusOf('/readyz')).toBe(200);
    expect(house.said()).toContain(`http://127.0.0.1:${port}`);
    const file = join(dataDir, 'secrets', 'ADMIN_API_KEY');
    expect(house.said()).not.toContain((await readFile(file, 'utf8')).trim());
    expect((await stat(file)).mode & 0o077).toBe(0);
  });

  it(
    'refuses a second start on the same data and leaves the first alone',
    async () => {
      const second = await startHouse({ dataDir, port: await freePort() });
      expect(await second.ended).toBe(1);
      expect(second.said()).toContain(`Tocsin runs already on ${dataDir}`);
      expect(await statusOf('/readyz')).toBe(200);
    },
    LIMIT,
  );

  it(
    'starts a killed process again, and no other',
    async () => {
      const before = await childrenOf(dataDir);
      await killNow(before['API']!);
      const after = await eventually('another API', async () => {
        const children = await childrenOf(dataDir);
        return children['API']!.pid === before['API']!.pid ? undefined : children;
      });
      await eventually(
        'the API to answer',
        async () => (await statusOf('/readyz')) === 200 || undefined,
        60_000,
      );
      expect(after['worker']).toEqual(before['worker']);
      expect(after['Temporal']).toEqual(before['Temporal']);
    },
    LIMIT,
  );

  it(
    'ends the orphans of a killed start, keeps the data and its key, and stops in order',
    async () => {
      const orphans = Object.values(await childrenOf(dataDir));
      const key = await readFile(join(dataDir, 'secrets', 'ID_KEY'), 'utf8');
      house.process.kill('SIGKILL');
      await house.ended;
      expect(await anyRuns(orphans)).toBe(true); // paging goes on without its supervisor
      house = await startHouse({ dataDir, port });
      await houseIsReady(house);
      expect(await anyRuns(orphans)).toBe(false);
      expect(await readFile(join(dataDir, 'secrets', 'ID_KEY'), 'utf8')).toBe(key);

      const children = Object.values(await childrenOf(dataDir));
      house.process.kill('SIGINT');
      expect(await house.ended).toBe(0);
      expect(await anyRuns(children)).toBe(false);
      const stopped = [...house.said().matchAll(/^Stopping (.+)$/gmu)].map((match) => match[1]);
      expect(stopped).toEqual(['API', 'worker', 'simulated phones', 'Temporal', 'PostgreSQL']);
    },
    LIMIT,
  );

  it(
    'names a wrong value and starts nothing',
    async () => {
      const refused = await startHouse({ dataDir, port, env: { SMTP_URL: 'http://mail' } });
      expect(await refused.ended).toBe(1);
      expect(refused.said()).toContain('SMTP_URL: expected smtp://');
      expect(await childrenOf(dataDir)).toEqual({});
    },
    LIMIT,
  );
});
