import { describe, expect, it } from 'vitest';
import { AppError } from '../../shared/app-error.ts';
import { connectedLine, endedLine, reopensLine } from './terminal-lines.ts';

const at = new Date(2026, 9, 10, 14, 3).getTime();
const plain = (text: string): string => text.replace(/\p{Cc}\[\d*m/gu, '').trimEnd();

describe('the lines of the app in a terminal', () => {
  it('say how long connecting took', () => {
    const way = { route: 'ssm', shell: 'session-manager', routeReasons: [] } as const;
    expect(plain(connectedLine('api-blue-1', 1312, way))).toBe(
      'Connected to api-blue-1 over Session Manager in 1.3 s',
    );
  });

  it('say why a better route was not used, without the control characters of whoever said it', () => {
    const refused = { route: 'ssm', shell: 'ssh', verdict: 'failed', why: 'refused\u001b[31m' } as const;
    const way = { route: 'eice', shell: 'ssh', routeReasons: [refused] } as const;
    expect(plain(connectedLine('batch-7', 300, way))).toBe(
      'Connected to batch-7 over SSH via EICE in 0.3 s; SSM not used: refused [31m',
    );
  });

  it('say why it ended, when, and what the keys are on this system', () => {
    const error = new AppError('ssm/session-gone', 'The session was ended.').toData();
    expect(plain(endedLine({ kind: 'failed', error }, at, 'Ctrl+Shift+W'))).toBe(
      '— Disconnected at 14:03. The session was ended. Press Enter to reconnect, Ctrl+Shift+W to close —',
    );
    expect(plain(endedLine({ kind: 'exited', reason: null }, at, ''))).toContain('. The shell ended. Press');
    expect(plain(endedLine({ kind: 'exited', reason: null }, at, '⌘W'))).toContain('⌘W to close');
  });

  it('ask for no key where another shell opens by itself', () => {
    const error = new AppError('eice/time-limit', 'The endpoint ended it after its time.').toData();
    expect(plain(reopensLine({ kind: 'failed', error }, at))).toBe(
      '— Disconnected at 14:03. The endpoint ended it after its time. A new shell opens by itself —',
    );
  });

  it('let no control character of the far side through', () => {
    const line = endedLine({ kind: 'exited', reason: 'bye\u001b]0;title\u0007\r\nls' }, at, 'Ctrl+Shift+W');
    expect(plain(line)).toContain('Bye ]0;title   ls.');
  });
});
