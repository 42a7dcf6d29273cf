import { describe, expect, it } from '@jest/globals';
import { createLogger, REDACTED_FIELDS } from './logger.ts';

function logged(write: (log: ReturnType<typeof createLogger>) => void): string {
  const lines: string[] = [];
  write(createLogger('api', { write: (line) => void lines.push(line) }));
  return lines.join('');
}

describe('the log', () => {
  it.each(REDACTED_FIELDS)('never holds %s, at the top or below', (field) => {
    const text = logged((log) =>
      log.info(
        {
          [field]: 'Jean Dupont',
          page: { [field]: 'Jean Dupont', to: { [field]: 'Jean Dupont' } },
        },
        'sent',
      ),
    );
    expect(text).not.toContain('Jean Dupont');
    expect(text).toContain('sent');
  });

  it('tells an error by type, code and place, not by its message', () => {
    const error = Object.assign(new TypeError('no such number +12025550101'), { code: 'EHERE' });
    const text = logged((log) => log.error({ err: error }, 'send failed'));
    expect(text).not.toContain('+12025550101');
    expect(JSON.parse(text)).toMatchObject({
      err: { type: 'TypeError', errorCode: 'EHERE' },
      level: 'error',
    });
  });

  it('names the process and not the machine', () => {
    const line: unknown = JSON.parse(logged((log) => log.info('ready')));
    expect(line).toMatchObject({ process: 'api', msg: 'ready' });
    expect(line).not.toHaveProperty('hostname');
  });
});
